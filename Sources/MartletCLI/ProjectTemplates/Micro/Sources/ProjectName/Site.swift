import MartletHTTP

/// The application: what it is made of and where everything answers.
enum Site {
    struct Status: Codable, Equatable {
        var name: String
        var greetings: Int
    }

    /// Puts the application together.
    /// - Parameter settings: what it is told from outside; a test gives its own.
    static func app(settings: Settings = Settings()) -> App {
        let app = App(settings: settings)
        app.get("/") {
            HTML(
                """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ProjectName</title></head>
                <body><main>
                <h1>ProjectName</h1>
                <p>This page is made in <code>Site.swift</code>.</p>
                <ul>
                <li><a href="/greetings/world">a greeting</a></li>
                <li><a href="/status">the status as JSON</a></li>
                </ul>
                </main></body>
                </html>

                """)
        }
        app.get("/status") { Status(name: "ProjectName", greetings: Greetings.words.count) }
        app.group("/greetings", Greetings.add)
        return app
    }
}

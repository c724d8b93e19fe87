import Foundation
import MartletHTTP
import MartletTemplates
import MartletTesting
import Testing

/// `{{static.app.css}}`: addresses of static files in pages.
@Suite struct StaticLinkTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/martlet-\(UInt32.random(in: .min ... .max))"

    private func app(_ template: String, development: Bool = false) async throws -> App {
        for (name, text) in [("app.css", "css"), ("js/app.min.js", "js"), ("css.dark/a.css", "dark")] {
            let url = URL(fileURLWithPath: "\(folder)/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let app = App(disabling: .all)
        app.isDevelopment = development
        // The order of extensions does not matter.
        try await app.install(Templates(texts: ["page": template]))
        try await app.install(StaticFiles(folder))
        app.get("/page") { View("page", ["items": ["a"]]) }
        app.get("/link/{name:path}") { (name: Path<String>, request: Request) in try request.static(name.value) }
        return app
    }

    @Test(arguments: [false, true])
    func `a page names files with dots for slashes`(_ development: Bool) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let template = "{{static.app.css}} {{#items}}{{static.js.app.min.js}}{{/items}}"
        try await app(template, development: development).test { (client) async throws in
            let style = try await client.get("/link/app.css").text
            let script = try await client.get("/link/js/app.min.js").text
            #expect(script.hasPrefix("/static/js/app.min."))
            #expect(try await client.get("/page").text == "\(style) \(script)")
        }
    }

    @Test func `a wrong name stops the start`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let app = try await app("one\n{{static.ap.css}} {{title.static.x}}")
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(
            error?.problems == [
                "the template `page` shows `static.ap.css` in line 2, but no static file is named `ap.css`"
                    + "; did you mean `app.css`?"
            ])
    }
}

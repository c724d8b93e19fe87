import MartletHTTP
import MartletTesting

/// The application that the tests of the engine talk to.
enum ServedApp {
    struct Note: Codable, Sendable { var title: String }

    /// Makes the application with one event loop and limits that a test can wait for.
    static func make(_ change: (inout ServerConfiguration) -> Void = { _ in }) -> App {
        var configuration = ServerConfiguration()
        configuration.eventLoops = 1
        configuration.shutdownLimit = .seconds(10)
        change(&configuration)
        let app = App(server: configuration, disabling: .all)
        app.get("/") { "Hello" }
        app.get("/slow") { () async throws -> String in
            try await Task.sleep(for: .milliseconds(200))
            return "slow"
        }
        app.get("/query") { (request: Request) in "\(try request.query.count)" }
        app.get("/target") { (request: Request) in "\(request.target) at \(request.host ?? "-")" }
        app.get("/files/{rest:path}") { (rest: Path<String>) in "file \(rest)" }
        app.post("/json") { (note: JSON<Note>) in note }
        app.post("/form") { (note: Form<Note>) in note.title }
        app.post("/ignore") { "ignored" }
        app.post("/echo") { (request: Request) in
            Response(body: .init(buffer: try await request.body.collect()))
        }
        app.post("/count") { (request: Request) in
            var count = 0
            for try await part in request.body { count += part.readableBytes }
            let trailers = request.body.trailers.map { " \($0.name)=\($0.value)" }.joined()
            return "\(count)\(trailers)"
        }.bodyLimit(1 << 30)
        return app
    }

    /// A response of the given size, in one buffer.
    static func addLarge(to app: App, bytes: Int) {
        let content = ByteBuffer(repeating: UInt8(ascii: "x"), count: bytes)
        app.get("/large") { Response(body: .init(buffer: content)) }
    }
}

extension TestClient {
    /// Whether a new client is served as if nothing had happened.
    func servesNextClient() async throws -> Bool {
        let answer = try await raw("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", within: .seconds(60))
        return answer.status == 200 && answer.text.hasSuffix("\r\n\r\nHello")
    }
}

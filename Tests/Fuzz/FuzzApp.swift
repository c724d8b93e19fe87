import MartletHTTP

/// The application that fuzzed requests are sent to: each way of reading a request has a route.
enum FuzzApp {
    struct Note: Codable, Sendable {
        var title: String
        var count: Int?
        var tags: [String]?
    }

    struct Search: Decodable, Sendable {
        var q: String
        var page: Int?
    }

    static func make() -> App {
        var configuration = ServerConfiguration()
        configuration.limits.headerTime = .seconds(5)
        configuration.limits.idleTime = .seconds(5)
        configuration.trustedProxies = ["127.0.0.0/8"]
        let app = App(server: configuration)
        app.logger.logLevel = .critical
        app.use(CORS(origins: ["https://app.example"]))
        app.use(MethodOverride())
        app.get("/") { "Hello" }
        app.get("/tracks/{id:int}") { (id: Path<Int>) in "track \(id.value)" }
        app.delete("/tracks/{id:int}") { (_: Path<Int>) in Response.empty() }
        app.get("/ids/{id:uuid}") { (id: Path<String>) in id.value }
        app.get("/files/{rest:path}") { (rest: Path<String>, request: Request) in "\(rest.value) \(request.target)" }
        app.get("/search") { (search: Query<Search>) in "\(search.q) \(search.page ?? 1)" }
        app.get("/query") { (request: Request) in try request.query.encoded }
        app.get("/cookies") { (request: Request) in request.cookies.names.joined(separator: ",") }
        app.get("/client") { (request: Request) in
            "\(request.scheme) \(request.host ?? "-") \(request.clientAddress ?? "-") \(request.id)"
        }
        app.post("/json") { (note: JSON<Note>) in note }
        app.post("/form") { (search: Form<Search>) in search.q }
        app.post("/echo") { (request: Request) in Response(body: .init(buffer: try await request.body.collect())) }
        app.put("/upload") { (request: Request) in
            var size = 0
            for try await part in request.body { size += part.readableBytes }
            return "\(size) \(request.body.trailers.count)"
        }
        app.post("/unread") { "unread" }
        app.get("/stream") {
            Response(
                body: .stream { writer in
                    for number in 0..<5 { try await writer.write("part \(number)\n") }
                    writer.setTrailers([.eTag: "\"5\""])
                })
        }
        app.get("/later") { () async throws -> String in
            try await Task.sleep(for: .milliseconds(2))
            return "later"
        }
        app.group("/group") { $0.get("/inner/") { "inner" } }
        return app
    }
}

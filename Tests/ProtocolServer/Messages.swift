import MartletHTTP

struct Note: Codable, Sendable { var title: String }

struct Login: Decodable, Sendable {
    var name: String
    var age: Int
}

/// Routes for messages that fit into memory: fields, forms, JSON, cookies, statuses.
func addMessages(to app: App) {
    app.get("/") { "Hello" }
    app.get("/connection") { (request: Request) in
        let name = request.context.connection.clientCertificateName ?? "-"
        return "\(request.scheme) \(request.host ?? "-") \(request.clientAddress ?? "-") \(name)"
    }
    app.get("/target/{rest:path}") { (rest: Path<String>, request: Request) in "\(request.target) \(rest.value)" }
    app.get("/fields") { (request: Request) in
        request.headers.map { "\($0.name.lowercased()): \($0.value)\n" }.joined()
    }
    app.get("/large-fields/{bytes:int}") { (bytes: Path<Int>) in
        var response = Response(text: "large")
        let value = String(repeating: "v", count: 1000)
        for number in 0..<bytes.value / 1000 { response.headers[.init("X-Large-\(number)") ?? .server] = value }
        return response
    }
    app.get("/cookies") { (request: Request) in
        var response = Response(text: request.cookies.names.map { "\($0)=\(request.cookies[$0] ?? "")\n" }.joined())
        try response.setCookie(SetCookie("first", "1"), for: request)
        try response.setCookie(SetCookie("second", "2", path: "/cookies"), for: request)
        return response
    }
    app.get("/redirect") { Response.redirect(to: "/") }
    app.get("/elsewhere/") { "with a slash" }
    app.delete("/items/{id:int}") { (id: Path<Int>) in Response.empty() }
    app.get("/items/{id:int}") { (id: Path<Int>) in "item \(id.value)" }
    app.get("/not-modified") { Response(.notModified, headers: [.eTag: "\"1\""]) }
    app.get("/fails") { () throws -> String in throw NothingWorks() }
    app.get("/early-hints") { Response(.init(code: 103)) }

    app.post("/json") { (note: JSON<Note>) in note }
    app.post("/form") { (form: Form<Login>) in "\(form.name) is \(form.age)" }
    app.post("/echo") { (request: Request) in Response(body: .init(buffer: try await request.body.collect())) }
    app.post("/refused") { Response(.forbidden, text: "refused unread") }
    app.get("/slow/{milliseconds:int}") { (milliseconds: Path<Int>) async throws -> String in
        try await Task.sleep(for: .milliseconds(milliseconds.value))
        return "slow"
    }
}

struct NothingWorks: Error {}

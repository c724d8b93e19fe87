import Martlet
import MartletTesting
import Testing

/// A client with or without a token; what it is answered is held against the OpenAPI description.
struct Visitor: Sendable {
    let client: TestClient
    var token: String?

    /// An answer: its status, and its content as JSON.
    struct Answer: Sendable {
        let status: Int
        let content: JSONTree?

        subscript(name: String) -> JSONTree? { content?[name] }
    }

    func get(_ path: String) async throws -> Answer { try await send(.get, path) }
    func delete(_ path: String) async throws -> Answer { try await send(.delete, path) }
    func post(_ path: String, _ json: JSONTree? = nil) async throws -> Answer { try await send(.post, path, json) }
    func put(_ path: String, _ json: JSONTree) async throws -> Answer { try await send(.put, path, json) }

    func send(_ method: HTTPRequest.Method, _ path: String, _ json: JSONTree? = nil) async throws -> Answer {
        let headers: Headers = token.map { [.authorization: "Token \($0)"] } ?? [:]
        let response = try await client.send(
            method, "/api" + path, json.map { .json($0) } ?? .empty, headers: headers)
        let content = response.text.isEmpty ? nil : try response.json(JSONTree.self)
        if content != nil { #expect(response.headers[.contentType] == "application/json; charset=utf-8") }
        let operation = try #require(Contract.conduit.operation(method.rawValue, path), "\(method) \(path)")
        let findings = Contract.conduit.findings(operation, status: response.status.code, content)
        #expect(findings == [], "\(response)")
        return Answer(status: response.status.code, content: content)
    }

    /// Somebody new, who has registered.
    func registered(_ name: String) async throws -> Visitor {
        let user: JSONTree = ["username": .text(name), "email": .text("\(name)@example.com"), "password": "secret"]
        let answer = try await post("/users", ["user": user])
        #expect(answer.status == 201)
        return Visitor(client: client, token: try #require(answer["user"]?["token"]?.string))
    }

    /// Writes an article.
    /// - Returns: its slug.
    @discardableResult
    func write(_ title: String, tags: [String] = []) async throws -> String {
        let article: JSONTree = [
            "title": .text(title), "description": "about it", "body": "all of it",
            "tagList": .list(tags.map { .text($0) }),
        ]
        let answer = try await post("/articles", ["article": article])
        #expect(answer.status == 201)
        return try #require(answer["article"]?["slug"]?.string)
    }

    /// Comments on an article.
    /// - Returns: the number of the comment.
    @discardableResult
    func comment(_ text: String, on slug: String) async throws -> Int {
        let answer = try await post("/articles/\(slug)/comments", ["comment": ["body": .text(text)]])
        #expect(answer.status == 201)
        guard case .number(let number)? = answer["comment"]?["id"] else { throw NoNumber() }
        return Int(number)
    }

    struct NoNumber: Error {}
}

extension Visitor.Answer {
    /// Whether this is an error with one message about one thing.
    func isError(_ status: Int, _ thing: String, _ message: String) -> Bool {
        self.status == status && content == ["errors": [thing: [.text(message)]]]
    }
}

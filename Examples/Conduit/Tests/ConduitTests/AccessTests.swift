import Martlet
import Testing

/// Who may do what, and what comes first when several things are wrong.
@Suite struct AccessTests {
    /// Every operation that needs a token, with an article and a comment that are not there.
    static let protected: [(HTTPRequest.Method, String, JSONTree?)] = [
        (.get, "/user", nil), (.put, "/user", ["user": ["username": ""]]), (.get, "/articles/feed", nil),
        (.get, "/articles/feed?limit=0", nil), (.post, "/profiles/nobody/follow", nil),
        (.delete, "/profiles/nobody/follow", nil), (.post, "/articles", ["article": [:]]),
        (.put, "/articles/nothing", ["article": ["title": ""]]), (.delete, "/articles/nothing", nil),
        (.post, "/articles/nothing/comments", [:]), (.delete, "/articles/nothing/comments/x", nil),
        (.post, "/articles/nothing/favorite", nil), (.delete, "/articles/nothing/favorite", nil),
    ]

    @Test(arguments: TestedDatabase.allCases)
    func `a missing token wins over everything`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            for (method, path, json) in Self.protected {
                for token in [nil, "", "x", "a b", "a.b.c", "ä"] {
                    let answer = try await Visitor(client: visitor.client, token: token).send(method, path, json)
                    #expect(answer.isError(401, "token", "is missing"), "\(method) \(path) with \(token ?? "none")")
                }
            }
            // A token is one behind the word `Token` alone.
            let jake = try await visitor.registered("jake")
            let bearer = try await visitor.client.get(
                "/api/user", headers: [.authorization: "Bearer \(jake.token ?? "")"])
            #expect(bearer.status == .unauthorized)
            #expect(bearer.headers[.wwwAuthenticate] == #"Token realm="api""#)
        }
    }

    /// What another user may not do, and what is not there for anybody.
    static let refused: [(HTTPRequest.Method, String, JSONTree?, status: Int, thing: String, message: String)] = [
        (.put, "/articles/hers", ["article": ["title": "Mine"]], 403, "article", "forbidden"),
        (.delete, "/articles/hers", nil, 403, "article", "forbidden"),
        (.delete, "/articles/hers/comments/1", nil, 403, "comment", "forbidden"),
        (.get, "/articles/nothing", nil, 404, "article", "not found"),
        (.put, "/articles/nothing", ["article": ["title": "Mine"]], 404, "article", "not found"),
        (.delete, "/articles/nothing", nil, 404, "article", "not found"),
        (.get, "/articles/nothing/comments", nil, 404, "article", "not found"),
        (.post, "/articles/nothing/comments", ["comment": ["body": "so"]], 404, "article", "not found"),
        (.delete, "/articles/nothing/comments/1", nil, 404, "article", "not found"),
        (.delete, "/articles/hers/comments/99", nil, 404, "comment", "not found"),
        (.delete, "/articles/hers/comments/x", nil, 404, "comment", "not found"),
        (.delete, "/articles/other/comments/1", nil, 404, "comment", "not found"),
        (.post, "/articles/nothing/favorite", nil, 404, "article", "not found"),
        (.delete, "/articles/nothing/favorite", nil, 404, "article", "not found"),
        (.get, "/profiles/nobody", nil, 404, "profile", "not found"),
        (.post, "/profiles/nobody/follow", nil, 404, "profile", "not found"),
        (.delete, "/profiles/nobody/follow", nil, 404, "profile", "not found"),
    ]

    @Test(arguments: TestedDatabase.allCases)
    func `what is another's is forbidden, and what is not there is not found`(on database: TestedDatabase) async throws
    {
        try await database.visit { visitor in
            let anna = try await visitor.registered("anna")
            try await anna.write("Hers")
            try await anna.write("Other")
            #expect(try await anna.comment("first", on: "hers") == 1)
            let jake = try await visitor.registered("jake")
            for (method, path, json, status, thing, message) in Self.refused {
                let answer = try await jake.send(method, path, json)
                #expect(answer.isError(status, thing, message), "\(method) \(path): \(answer)")
            }
            #expect(try await visitor.get("/articles/hers")["article"]?["title"] == "Hers")
            #expect(try await visitor.get("/articles/hers/comments")["comments"]?.elements.count == 1)
        }
    }

    @Test func `pages of other hosts may ask`() async throws {
        try await TestedDatabase.sqlite.visit { visitor in
            let origin: Headers = [.origin: "https://blog.example"]
            var asking = origin
            asking.append(.accessControlRequestMethod, "PUT")
            asking.append(.accessControlRequestHeaders, "authorization,content-type")
            let allowed = try await visitor.client.send(.options, "/api/user", headers: asking)
            #expect(allowed.status.code < 300)
            #expect(allowed.headers[.accessControlAllowOrigin] == "*")
            #expect(allowed.headers[.accessControlAllowMethods]?.contains("PUT") == true)
            #expect(allowed.headers[.accessControlAllowHeaders] == "authorization, content-type")
            let refused = try await visitor.client.get("/api/user", headers: origin)
            #expect(refused.status == .unauthorized)
            #expect(refused.headers[.accessControlAllowOrigin] == "*")
        }
    }

    /// Requests that no operation describes.
    static let strange: [(HTTPRequest.Method, String, content: String?, status: Int)] = [
        (.get, "/nothing", nil, 404), (.patch, "/user", "{}", 405), (.post, "/users", "{", 400),
        (.post, "/users", "[1]", 422), (.post, "/users", "", 400), (.post, "/users/login", "\"text\"", 422),
        (.get, "/articles?limit=0", nil, 422), (.get, "/articles?limit=x", nil, 422),
        (.get, "/articles?offset=-1", nil, 422), (.get, "/articles?limit=99999999999999999999", nil, 422),
    ]

    @Test(arguments: TestedDatabase.allCases)
    func `every error has the one form, and nothing that is sent is a 500`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            for (method, path, content, status) in Self.strange {
                let answer = try await visitor.client.send(
                    method, "/api" + path, content.map { .text($0, type: "application/json") } ?? .empty,
                    headers: [.accept: "text/html"])
                #expect(answer.status.code == status, "\(method) \(path)")
                #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
                let json = try answer.json(JSONTree.self)
                #expect(json["errors"]?.members.values.first?.elements.first?.string?.isEmpty == false)
            }
            // Not every database can hold every text.
            let jake = try await visitor.registered("jake")
            let article: JSONTree = ["title": "a\0b", "description": "a\0b", "body": "a\0b", "tagList": ["a\0b"]]
            let answer = try await jake.post("/articles", ["article": article])
            if database != .mariadb {
                #expect(answer.isError(422, "body", "has a value that cannot be stored"))
            } else {
                #expect(answer["article"]?["tagList"] == ["a\0b"])
            }
        }
    }
}

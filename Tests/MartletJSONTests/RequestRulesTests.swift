import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// Rules that need the request.
@Suite struct RequestRulesTests {
    @Schema struct Member: RequestValidated {
        var name: String
        var tags: [String] = []

        func validate(in request: Request, _ validation: inout Validation) async throws {
            validation.require(name != "root", at: "/name", "taken", "is taken")
            for (index, tag) in tags.enumerated() {
                validation.require(tag != "x", at: "/tags/\(index)", "unknown_tag", "does not exist")
            }
        }
    }

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.answerProblems()
        app.post("/one") { (member: JSON<Member>) in "\(member.name)" }
        app.post("/maybe") { (member: JSON<Member?>) in "\(member.value?.name ?? "none")" }
        app.post("/list") { (members: JSON<[Member]>) in "\(members.value.count)" }
        app.post("/lists") { (members: JSON<[[Member]]>) in "\(members.value.count)" }
        app.post("/names") { (members: JSON<[String: Member]>) in "\(members.value.count)" }
        app.post("/form") { (member: Form<Member>) in "\(member.name)" }
        app.get("/query") { (member: Query<Member>) in "\(member.name)" }
        return app
    }

    private func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    @Test(arguments: [
        ("/one", #"{"name":"root"}"#, ["/name taken"]),
        ("/maybe", #"{"name":"root"}"#, ["/name taken"]),
        (
            "/list", #"[{"name":"ada"},{"name":"root"},{"name":"root","tags":["a","x"]}]"#,
            ["/1/name taken", "/2/name taken", "/2/tags/1 unknown_tag"]
        ),
        ("/lists", #"[[],[{"name":"ada"},{"name":"root"}]]"#, ["/1/1/name taken"]),
        (
            "/names", #"{"b":{"name":"root"},"a/b":{"name":"root"},"c":{"name":"ada"}}"#,
            ["/a~1b/name taken", "/b/name taken"]
        ),
    ])
    func `lists and dictionaries have the rules of their elements`(
        _ path: String, _ text: String, _ expected: [String]
    ) async throws {
        try await app().test { (client) async throws in
            let response = try await client.post(path, json(text))
            #expect(response.status == .unprocessableContent, "\(response.text)")
            #expect(try found(response) == expected)
            let right = try await client.post(
                path, json(text.replacing("root", with: "bob").replacing("\"x\"", with: "\"y\"")))
            #expect(right.status == .ok, "\(right.text)")
        }
    }

    @Test func `at most a hundred problems are told, and no more elements are asked`() async throws {
        try await app().test { (client) async throws in
            let many = "[" + [String](repeating: #"{"name":"root"}"#, count: 300).joined(separator: ",") + "]"
            let response = try await client.post("/list", json(many))
            let told = try found(response)
            #expect(told.count == 101 && told.last == " more")
        }
    }

    @Test func `problems of forms and queries have the names of parameters`() async throws {
        try await app().test { (client) async throws in
            let form = try await client.post("/form", form: ["name": "root", "tags": "x"])
            #expect(form.text.contains(#""errors":[{"parameter":"name","code":"taken","detail":"is taken"},"#))
            #expect(form.text.contains(#"{"parameter":"tags","code":"unknown_tag""#))
            let query = try await client.get("/query?name=root")
            #expect(query.text.contains(#""errors":[{"parameter":"name","code":"taken","detail":"is taken"}]"#))
            #expect(query.text.contains(#""detail":"`name` is taken.""#))
        }
    }

    private func found(_ response: TestResponse) throws -> [String] {
        struct Answer: Decodable {
            struct Entry: Decodable { var pointer: String, code: String }
            var errors: [Entry]
        }
        return try response.json(Answer.self).errors.map { "\($0.pointer) \($0.code)" }
    }
}

import HTTPTypes
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// Lists and dictionaries of schemas are whole contents too.
@Suite struct WholeListTests {
    @Schema struct Account: Equatable {
        @Field(length: 2...) var name: String
        @Field(access: .writeOnly) var password: String = ""
    }

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.answerProblems()
        app.post("/list") { (accounts: JSON<[Account]>) in accounts.value }
        app.post("/names") { (accounts: JSON<[String: Account]>) in accounts.value }
        return app
    }

    private func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    @Test func `what is only taken is not told`() async throws {
        try await app().test { (client) async throws in
            let list = try await client.post("/list", json(#"[{"name":"ada","password":"secret"},{"name":"bob"}]"#))
            #expect(list.text == #"[{"name":"ada"},{"name":"bob"}]"#)
            let names = try await client.post(
                "/names", json(#"{"b":{"name":"bob"},"a":{"name":"ada","password":"x"}}"#))
            #expect(names.text == #"{"a":{"name":"ada"},"b":{"name":"bob"}}"#)
            #expect(try await client.post("/list", json("[]")).text == "[]")
        }
    }

    @Test func `what is only taken is not told inside of other values`() async throws {
        struct Envelope: Encodable {
            var one: Account
            var list: [Account]
            var maybe: Account?
            var none: Account?
            var names: [String: [Account]]
        }
        let ada = Account(name: "ada", password: "secret")
        let app = app()
        app.get("/envelope") {
            Envelope(one: ada, list: [ada, ada], maybe: ada, none: nil, names: ["b": [ada], "a": []])
        }
        try await app.test { (client) async throws in
            let text = try await client.get("/envelope").text
            let told = #"{"name":"ada"}"#
            #expect(
                text == #"{"one":\#(told),"list":[\#(told),\#(told)],"maybe":\#(told),"names":{"a":[],"b":[\#(told)]}}"#
            )
        }
    }

    @Test(arguments: [
        (
            "/list", #"[{"name":"a"},{"nam":"bob"},7]"#, 422,
            [
                #""pointer":"/0/name","code":"too_short""#, #""pointer":"/1/nam","code":"unknown_member""#,
                #""pointer":"/2","code":"type""#,
            ]
        ),
        ("/list", #"{"name":"ada"}"#, 422, ["The content must be an array, not an object."]),
        ("/list", #"[{"name":"ada"}"#, 400, ["expected a comma or the end of the array at line 1, column 16."]),
        (
            "/names", #"{"x":{"name":"a"},"y":{"name":"ada","name":"bob"}}"#, 422,
            [#""pointer":"/x/name","code":"too_short""#, #""pointer":"/y/name","code":"duplicate_member""#]
        ),
    ])
    func `rules count for each element`(_ path: String, _ text: String, _ status: Int, _ words: [String]) async throws {
        try await app().test { (client) async throws in
            let response = try await client.post(path, json(text))
            #expect(response.status.code == status)
            for word in words { #expect(response.text.contains(word), "\(response.text)") }
        }
    }
}

import Foundation
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// Unions as contents, queries and forms.
@Suite struct UnionRequestTests {
    /// Only `Codable`.
    struct Receipt: Codable, Sendable {
        var payments: [Payment]
        var first: Payment?
    }

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.answerProblems()
        app.post("/one") { (payment: JSON<Payment>) in payment.value }
        app.post("/list") { (payments: JSON<[Payment]>) in payments.value }
        app.post("/names") { (payments: JSON<[String: Payment]>) in payments.value }
        app.post("/receipts") { (receipt: JSON<Receipt>) in receipt.value }
        app.post("/form") { (payment: Form<Payment>) in payment.value }
        app.get("/query") { (payment: Query<Payment>) in payment.value }
        app.post("/clash") { (value: JSON<Clashing>) in value.value }
        return app
    }

    private func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    private func found(_ response: TestResponse) throws -> [String] {
        struct Answer: Decodable {
            struct Entry: Decodable { var pointer: String?, parameter: String?, code: String }
            var errors: [Entry]
        }
        #expect(response.status == .unprocessableContent, "\(response.text)")
        return try response.json(Answer.self).errors.map { "\($0.pointer ?? $0.parameter ?? "?") \($0.code)" }
    }

    @Test(arguments: [
        (
            "/one", #"{"number":"1234","code":"1","type":"card"}"#,
            #"{"type":"card","number":"1234","month":1,"holder":null}"#
        ),
        (
            "/list", #"[{"type":"cash"},{"number":"1234","type":"card","month":2}]"#,
            #"[{"type":"cash"},{"type":"card","number":"1234","month":2,"holder":null}]"#
        ),
        ("/names", #"{"b":{"type":"cash"},"a":{"type":"cash"}}"#, #"{"a":{"type":"cash"},"b":{"type":"cash"}}"#),
        (
            "/receipts",
            #"{"payments":[{"number":"1234","code":"1","type":"card"}],"first":{"type":"cash"},"other":1}"#,
            #"{"payments":[{"type":"card","number":"1234","month":1,"holder":null}],"first":{"type":"cash"}}"#
        ),
    ])
    func `contents are read and told`(_ path: String, _ content: String, _ expected: String) async throws {
        try await app().test { (client) async throws in
            #expect(try await client.post(path, json(content)).text == expected)
        }
    }

    @Test(arguments: [
        ("/one", "{}", ["/type required"]), ("/one", #"{"type":"card","number":"a"}"#, ["/number pattern"]),
        (
            "/list", #"[{"type":"cash"},{"type":"csh"},{"number":"a","type":"card"}]"#,
            ["/1/type one_of", "/2/number pattern"]
        ),
        ("/names", #"{"x":{"type":"card"}}"#, ["/x/number required"]),
        (
            "/receipts", #"{"payments":[{"type":"cash"},{"number":"a","month":0,"type":"card"}]}"#,
            ["/payments/1/number pattern", "/payments/1/month too_small"]
        ),
        ("/receipts", #"{"payments":[],"first":{"type":"csh"}}"#, ["/first/type one_of"]),
    ])
    func `rules hold wherever it stands`(_ path: String, _ content: String, _ expected: [String]) async throws {
        try await app().test { (client) async throws in
            // Once as the first of its type, once as one that is known.
            for _ in 1...2 {
                #expect(try await found(client.post(path, json(content))) == expected)
            }
        }
    }

    @Test func `queries and forms have the members of the case`() async throws {
        try await app().test { (client) async throws in
            let card = try await client.get("/query?type=card&number=1234&month=5&iban=x&type=")
            #expect(card.text == #"{"type":"card","number":"1234","month":5,"holder":null}"#)
            let transfer = try await client.post("/form", form: ["iban": "DE123", "type": "bank-transfer"])
            #expect(transfer.text == #"{"type":"bank-transfer","iban":"DE123","bank":null}"#)
            #expect(try await client.get("/query?type=cash&number=x").text == #"{"type":"cash"}"#)
            let wrong = try await client.get("/query?number=a&type=card&month=x")
            #expect(try found(wrong) == ["number pattern", "month type"])
            #expect(try await found(client.get("/query?number=1234")) == ["type required"])
            let unknown = try await client.post("/form", form: ["type": "crad"])
            #expect(try found(unknown) == ["type one_of"])
            #expect(unknown.text.contains("not `crad`; did you mean `card`?"))
        }
    }

    @Test func `a mistake of the application is no problem of the client`() async throws {
        try await app().test { (client) async throws in
            let response = try await client.post("/clash", json(#"{"kind":"stored"}"#))
            #expect(response.status == .internalServerError)
            #expect(!response.text.contains("Clashing"))
        }
    }
}

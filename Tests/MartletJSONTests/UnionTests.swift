import Foundation
import MartletJSON
import Testing

/// Enumerations of structs that a member tells apart.
@Suite struct UnionTests {
    private func payment(_ json: String) throws -> Payment { try Payment(json: json) }

    /// The first thing that is wrong.
    private func problem(_ json: String) throws -> FieldProblem {
        do {
            _ = try payment(json)
        } catch let error as ValidationError {
            return try #require(error.problems.first)
        }
        throw HTTPError(.ok, "was read")
    }

    @Test(arguments: [
        (#"{"type":"card","number":"1234"}"#, Payment.card(Card(number: "1234"))),
        (#"{"number":"1234","type":"card","month":2}"#, .card(Card(number: "1234", month: 2))),
        (
            #"{ "number" : "1234" , "holder" : {"name":"Ada"} , "type" : "card" }"#,
            .card(Card(number: "1234", holder: Owner(name: "Ada")))
        ),
        (
            #"{"code":"1","month":3,"number":"1234","\u0074ype":"c\u0061rd"}"#,
            .card(Card(number: "1234", month: 3, code: "1"))
        ),
        (#"{"type":"bank-transfer","iban":"DE123"}"#, .transfer(payee: Transfer(iban: "DE123"))),
        (
            #"{"bank":"x","other":[{"type":1}],"iban":"DE123","type":"bank-transfer"}"#,
            .transfer(payee: Transfer(iban: "DE123"))
        ),
        (#"{"type":"cash"}"#, .cash), (#" { "type" : "cash" } "#, .cash),
    ])
    func `the discriminator may stand anywhere`(_ json: String, _ expected: Payment) throws {
        #expect(try payment(json) == expected)
    }

    @Test(arguments: [
        ("{}", ["/type required"]), (#"{"number":"1234","typ":"card"}"#, ["/type required"]),
        (#"{"type":1}"#, ["/type type"]), (#"{"type":null}"#, ["/type null"]), (#"{"type":["card"]}"#, ["/type type"]),
        (#"{"type":"crad","x":[1,{"y":2}]}"#, ["/type one_of"]), (#"{"type":"Card"}"#, ["/type one_of"]),
        (#"{"type":""}"#, ["/type one_of"]), (#"{"type":"transfer","iban":"DE123"}"#, ["/type one_of"]),
        ("[]", [" type"]), ("null", [" null"]), (#""card""#, [" type"]), ("1", [" type"]),
        (#"{"type":"card"}"#, ["/number required"]),
        (#"{"type":"card","number":"x","month":13}"#, ["/number pattern", "/month too_large"]),
        (#"{"number":"x","month":13,"type":"card"}"#, ["/number pattern", "/month too_large"]),
        (#"{"type":"card","number":"0000"}"#, ["/number test"]),
        (
            #"{"type":"card","number":"1234","numbr":"1","iban":"x"}"#,
            ["/numbr unknown_member", "/iban unknown_member"]
        ),
        (#"{"type":"card","number":"1234","type":"card"}"#, ["/type duplicate_member"]),
        (
            #"{"number":"1234","type":"card","type":"cash","number":"1"}"#,
            ["/type duplicate_member", "/number duplicate_member"]
        ),
        (#"{"type":"card","number":"1234","holder":{"type":"card","name":"a"}}"#, ["/holder/type unknown_member"]),
        (#"{"type":"bank-transfer","iban":"x","any":1,"bank":2}"#, ["/iban too_short"]),
        (#"{"type":"cash","amount":1}"#, ["/amount unknown_member"]),
        (#"{"amount":1,"type":"cash","type":"cash"}"#, ["/amount unknown_member", "/type duplicate_member"]),
    ])
    func `everything that is wrong is told`(_ json: String, _ expected: [String]) throws {
        #expect(problems(json, Payment.self) == expected)
    }

    @Test func `another value of the discriminator is told with those that there are`() throws {
        let near = try problem(#"{"type":"crad"}"#)
        #expect(near.detail == "must be one of card, bank-transfer, cash, not `crad`; did you mean `card`?")
        #expect(near.parameters == ["meant": "card"])
        let far = try problem(#"{"type":"cheque-by-mail"}"#)
        #expect(far.detail == "must be one of card, bank-transfer, cash, not `cheque-by-mail`")
        #expect(far.parameters.isEmpty)
    }

    @Test(arguments: [
        ("{", "the name of a member"), (#"{"number":"1234""#, "the object"),
        (#"{"number":[1,},"type":"card"}"#, "a value"),
        (#"{"type":"card","number":tru}"#, "a value"), (#"{"x":"\ud800","type":"cash"}"#, "surrogate"),
        (#"{"x":1,"type":"cash"} 2"#, "the end of the content"), (#"{"type":"crad","x":}"#, "a value"),
    ])
    func `text that is no JSON is refused as elsewhere`(_ json: String, _ words: String) throws {
        do {
            _ = try payment(json)
            Issue.record("was read")
        } catch let error as HTTPError {
            #expect(error.status == .badRequest)
            #expect("\(error)".contains(words), "\(error)")
        }
    }

    @Test(
        arguments: [
            (
                Payment.card(Card(number: "1234", holder: Owner(name: "Ada"), code: "1")),
                #"{"type":"card","number":"1234","month":1,"holder":{"name":"Ada"}}"#
            ),
            (
                .transfer(payee: Transfer(iban: "DE123", bank: "Bank")),
                #"{"type":"bank-transfer","iban":"DE123","bank":"Bank"}"#
            ),
            (.cash, #"{"type":"cash"}"#),
        ] as [(Payment, String)])
    func `the discriminator is written first`(_ payment: Payment, _ expected: String) throws {
        #expect(try text(payment) == expected)
        #expect(try text([payment, .cash]) == "[\(expected),{\"type\":\"cash\"}]")
    }

    @Test func `members are unions too`() throws {
        let json =
            #"{"payment":{"type":"cash"},"others":[{"type":"cash"},{"number":"1234","type":"card"}],"#
            + #""named":{"a":{"type":"cash"}},"refund":null,"next":null,"usual":{"type":"bank-transfer","iban":"DE123"}}"#
        let bill = try Bill(json: json)
        #expect(
            bill
                == Bill(
                    payment: .cash, others: [.cash, .card(Card(number: "1234"))], named: ["a": .cash], refund: nil,
                    next: .set(nil), usual: .transfer(payee: Transfer(iban: "DE123"))))
        #expect(try Bill(json: text(bill)) == bill)
        let least = try Bill(json: #"{"payment":{"type":"cash"}}"#)
        #expect(least.next == .unchanged && least.usual == .cash)
        #expect(
            problems(
                #"{"others":[{"type":"cash"},{"type":"card","number":"x"},{}],"named":{"a/b":{"type":"?"}},"refund":7}"#,
                Bill.self)
                == [
                    "/others/1/number pattern", "/others/2/type required", "/named/a~1b/type one_of", "/refund type",
                    "/payment required",
                ])
        #expect(Bill.schema.members.last?.defaultValue == #"{"type":"cash"}"#)
    }

    @Test func `a union may hold itself`() throws {
        let json = #"{"of":[{"op":"true"},{"of":{"of":[],"op":"all"},"op":"not"}],"op":"all"}"#
        let condition = try Condition(json: json)
        #expect(
            condition
                == .all(Conjunction(of: [.true, .not(Negation(of: .all(Conjunction())))])))
        #expect(
            try text(condition) == #"{"op":"all","of":[{"op":"true"},{"op":"not","of":{"op":"all","of":[]}}]}"#)
        #expect(
            problems(#"{"of":[{"of":{"of":1,"op":"all"},"op":"not"}],"op":"all"}"#, Condition.self)
                == ["/of/0/of/of type"])
    }

    /// A union in a union at each of many levels.
    private func nested(_ inner: String, isLate: Bool) -> String {
        let levels = 56
        let (before, behind) = isLate ? (#"{"of":"#, #","op":"not"}"#) : (#"{"op":"not","of":"#, "}")
        return String(repeating: before, count: levels) + inner + String(repeating: behind, count: levels)
    }

    @Test func `late discriminators are not searched for once more at each level`() throws {
        let many = [String](repeating: #"{"op":"all","of":[]}"#, count: 5_000).joined(separator: ",")
        let wide = #"{"op":"all","of":[\#(many)]}"#
        let clock = ContinuousClock()
        func fastest(_ json: String) throws -> Duration {
            try (1...3).map { _ in try clock.measure { _ = try Condition(json: json) } }.min() ?? .zero
        }
        #expect(try fastest(nested(wide, isLate: true)) < fastest(nested(wide, isLate: false)) * 5)
        let small = nested(#"{"op":"true"}"#, isLate: true)
        let list = [String](repeating: small, count: 200).joined(separator: ",")
        let bushy = try Condition(json: #"{"of":[\#(list)],"op":"all"}"#)
        guard case .all(let conditions) = bushy else {
            Issue.record("\(bushy)")
            return
        }
        #expect(try conditions.of == [Condition](repeating: Condition(json: small), count: 200))
    }

    @Test func `members stand in any order`() throws {
        var random = SeededNumbers(state: 3)
        let members = [#""type":"card""#, #""number":"1234""#, #""holder":{"name":"type"}"#, #""month":7"#]
        let expected = Payment.card(Card(number: "1234", month: 7, holder: Owner(name: "type")))
        for _ in 0..<100 {
            let json = "{" + members.shuffled(using: &random).joined(separator: ",") + "}"
            #expect(try payment(json) == expected, "\(json)")
        }
    }

    @Test func `other coders know it, without its rules`() throws {
        for value in [Payment.card(Card(number: "x", month: 99)), .transfer(payee: Transfer(iban: "y")), .cash] {
            let data = try JSONEncoder().encode(["a": value])
            #expect(try JSONDecoder().decode([String: Payment].self, from: data) == ["a": value])
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(Payment.transfer(payee: Transfer(iban: "y")))
        #expect(String(decoding: data, as: UTF8.self) == #"{"iban":"y","type":"bank-transfer"}"#)
        for json in [#"{"type":"crad"}"#, "{}", #"{"type":"card"}"#, #"{"type":1}"#, "[]"] {
            #expect(throws: DecodingError.self, "\(json)") {
                try JSONDecoder().decode(Payment.self, from: Data(json.utf8))
            }
        }
    }

    @Test func `what is known of it is told`() throws {
        #expect(Payment.schema.name == "Payment")
        #expect(Payment.schema.discriminator == "type")
        #expect(Condition.schema.name == "Term")
        guard case .union(let reference) = Payment.valueSchema else {
            Issue.record("\(Payment.valueSchema)")
            return
        }
        #expect(reference.variants.map(\.value) == ["card", "bank-transfer", "cash"])
        let objects = reference.variants.map { $0.object.schema }
        #expect(objects.map(\.name) == ["PaymentCard", "PaymentBankTransfer", "PaymentCash"])
        #expect(objects.map(\.unknown) == [.refused, .ignored, .refused])
        #expect(
            objects.map { $0.members.map(\.name) }
                == [["type", "number", "month", "holder", "code"], ["type", "iban", "bank"], ["type"]])
        #expect(objects[1].members.first?.constraints == [.constant("\"bank-transfer\"")])
        #expect(objects[1].members.first?.isRequired == true)
        #expect(Set(reference.variants.map { $0.object.typeName }).count == 3)
    }

    @Test func `a struct that has the discriminator itself is a mistake of the application`() throws {
        let sentence =
            "the case `stored` of `Clashing` has a struct with a member `kind`, which tells the cases apart already; leave that member out"
        let actions: [() throws -> Void] = [
            { _ = try Clashing(json: #"{"kind":"stored"}"#) }, { _ = try text(Clashing.stored(Stored(kind: "x"))) },
        ]
        for action in actions {
            do {
                try action()
                Issue.record("nothing is said")
            } catch let error as EncodingError {
                #expect("\(error)".contains(sentence))
            } catch {
                #expect("\(error)" == sentence)
            }
        }
    }
}

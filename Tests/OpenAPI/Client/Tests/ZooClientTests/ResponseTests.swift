import Foundation
import Testing
import ZooClient

@Suite struct ResponseTests {
    private func list(_ recorder: Recorder) async throws(ListAnimalsFailure) -> ListAnimalsResult {
        try await ZooClient(server: "https://zoo.example", transport: recorder).listAnimals(in: true)
    }

    private func decoded<Value: Codable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    private func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test func `a body and its headers come together, dates with fractions and without`() async throws {
        let body = """
            [{"kind": "cat", "id": 1, "name": "Tom", "lives": 9, "owner": null, "created_at": "2026-01-02T03:04:05.250Z"},
             {"kind": "dog", "id": 2, "name": "Rex", "created_at": "2026-01-02T03:04:05+01:00", "level": 7},
             {"kind": "fish", "id": 3}]
            """
        let result = try await list(Recorder(200, body, ["x-total-count": "3", "ETag": "\"1\""]))
        guard case .ok(let answer) = result else { throw ListAnimalsFailure.unspecified(status: 0) }
        #expect(answer.headers.xTotalCount == 3)
        #expect(answer.headers.eTag == "\"1\"")
        guard case .cat(let cat) = answer.body[0], case .dog(let dog) = answer.body[1] else {
            Issue.record("the animals are \(answer.body)")
            return
        }
        #expect(cat.owner == nil)
        #expect(cat.createdAt == Date(timeIntervalSince1970: 1_767_323_045.25))
        #expect(dog.createdAt == Date(timeIntervalSince1970: 1_767_319_445))
        #expect(dog.level == .unknown(7))
        #expect(answer.body[2] == .unknown(["kind": "fish", "id": 3]))
    }

    @Test func `errors are told apart by their status`() async throws {
        await #expect {
            try await self.list(Recorder(418, #"{"title": "Teapot"}"#, ["Content-Type": "application/problem+json"]))
        } throws: { error in
            guard case .clientError(418, let problem)? = error as? ListAnimalsFailure else { return false }
            return problem.title == "Teapot"
        }
        await #expect {
            try await self.list(Recorder(503))
        } throws: { error in
            guard case .unspecified(503)? = error as? ListAnimalsFailure else { return false }
            return true
        }
        let slow = ZooClient(server: "https://zoo.example", transport: Recorder(429, "", ["Retry-After": "7"]))
        await #expect {
            try await slow.createAnimal(body: .form(CreateAnimalForm(name: "Rex")))
        } throws: { error in
            guard case .tooManyRequests(let headers)? = error as? CreateAnimalFailure else { return false }
            return headers.retryAfter == 7
        }
    }

    @Test(
        arguments: [
            (200, "[]", [:], "the response of status 200 is not as described: the header `X-Total-Count` is missing"),
            (
                200, "[]", ["X-Total-Count": "many"],
                "the response of status 200 is not as described: the header `X-Total-Count` is `many`"
            ),
        ] as [(Int, String, [String: String], String)])
    func `headers that are not as described are failures`(
        _ status: Int, _ body: String, _ headers: [String: String], _ message: String
    ) async throws {
        do throws(ListAnimalsFailure) {
            _ = try await list(Recorder(status, body, headers))
            Issue.record("it was accepted")
        } catch {
            guard case .other(let failure) = error else { throw error }
            #expect(failure.description == message)
        }
    }

    @Test func `what is not described is a failure with the response, and its problem`() async throws {
        let recorder = Recorder(
            500, #"{"title": "Broken"}"#, ["Content-Type": "application/problem+json; charset=utf-8"])
        do throws(ClientFailure) {
            _ = try await ZooClient(server: "https://zoo.example", transport: recorder).notes()
            Issue.record("it was accepted")
        } catch {
            guard case .undocumented(let response) = error else { throw error }
            #expect(response.problem?.title == "Broken")
            #expect(error.description == "the status 500 is not described: Broken")
        }
    }

    @Test func `an alternative says itself which it is`() throws {
        let dog = Dog(name: "Rex", friend: Dog(name: "Tom"), kind: "wolf")
        #expect(
            try encoded(Animal.dog(dog)) == #"{"friend":{"kind":"dog","name":"Tom"},"kind":"dog","name":"Rex"}"#)
        let read = try decoded(Dog.self, #"{"kind": "dog", "name": "A", "id": 1, "friend": null}"#)
        #expect(read.friend == nil)
        let circle = Shape.circle(ShapeCircle(radius: 1))
        #expect(try encoded(circle) == #"{"form":"circle","radius":1}"#)
        #expect(try decoded(Shape.self, encoded(circle)) == circle)
        let payments: [(Payment, String)] = [
            (.card(CardPayment(number: "4111")), #"{"number":"4111","type":"card"}"#),
            (.bankTransfer(BankTransfer(iban: "DE")), #"{"iban":"DE","type":"bank-transfer"}"#),
            (.cash(PaymentCash()), #"{"type":"cash"}"#),
            (.unknown(["type": "shells", "count": 3]), #"{"count":3,"type":"shells"}"#),
        ]
        for (payment, text) in payments {
            #expect(try encoded(payment) == text)
            #expect(try decoded(Payment.self, text) == payment)
        }
    }

    @Test func `a missing member and null are two things in changes, and are read as they are`() throws {
        let text = #"{"hidden":null,"reply":{"reply":null,"stars":3},"text":"a"}"#
        let reply = try decoded(Reply.self, text)
        #expect(reply.text?.value == "a")
        #expect(reply.stars == nil)
        #expect(reply.hidden == .null)
        #expect(reply.reply?.value?.reply == .null)
        #expect(try encoded(reply) == text)
    }

    @Test func `alternatives without a name are tried from the one that needs most`() throws {
        let text = #"{"left":{"operand":1.5},"right":{"left":1,"right":2}}"#
        let sum = try decoded(Expression.self, text)
        guard case .sum(let parts) = sum, case .negation(let left) = parts.left else {
            Issue.record("it is \(sum)")
            return
        }
        #expect(left.operand == .number(1.5))
        #expect(try encoded(sum) == text)
        #expect(try decoded(Expression.self, #""?""#) == .unknown("?"))
    }

    @Test func `values that contain themselves, members of any name and values of two types`() throws {
        let text = #"{"children":[{"children":[],"value":"leaf"}],"parent":{"children":[],"value":2},"value":1}"#
        let tree = try decoded(Tree.self, text)
        #expect(tree.value == .integer(1))
        #expect(tree.parent?.value == .integer(2))
        #expect(tree.children.map(\.value) == [.string("leaf")])
        #expect(try encoded(tree) == text)

        let box = try decoded(Box.self, #"{"size": 1.5, "day": "2026-02-08", "data": "AAE=", "x": 1, "y": 2}"#)
        #expect(box.additionalProperties == ["x": 1, "y": 2])
        #expect(box.data == Data([0, 1]))
        #expect(try encoded(box) == #"{"data":"AAE=","day":"2026-02-08","size":1.5,"x":1,"y":2}"#)
        #expect(throws: DecodingError.self) { try decoded(Box.self, #"{"size": 1, "day": "2026-13-08"}"#) }
    }

    @Test func `a required null is written`() throws {
        let cat = Cat(name: "Tom", kind: .cat, lives: 9)
        #expect(try encoded(cat) == #"{"kind":"cat","lives":9,"name":"Tom","owner":null}"#)
    }

    @Test(arguments: ["null", "true", "1", "1.5", #""a""#, #"[1,"a",null]"#, #"{"a":{"b":[]}}"#])
    func `any JSON stays what it is`(_ text: String) throws {
        #expect(try encoded(decoded(JSONValue.self, text)) == text)
    }
}

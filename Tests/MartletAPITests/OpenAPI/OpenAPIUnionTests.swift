import Foundation
import MartletAPI
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// What a description says of enumerations with `@Schema`.
@Suite struct OpenAPIUnionTests {
    @Schema(discriminator: "type") enum Payment {
        case card(Card)
        @Case("bank-transfer") case transfer(Transfer)
        case cash

        @Schema struct Card {
            @Field(length: 4...19) var number: String
            var holder: Label?
        }
    }

    @Schema(unknown: .ignored) struct Transfer {
        var iban: String
        var note: String = ""
    }

    /// Looks different in requests and in answers.
    @Schema(discriminator: "kind") enum Account {
        case user(User)
        case guest
    }

    @Schema struct User {
        @Field(access: .readOnly) var id: Int?
        var name: String
        @Field(access: .writeOnly) var password: String
    }

    @Schema struct Order {
        var payment: Payment
        var refund: Payment?
        var account: Account
    }

    @Schema(discriminator: "op") indirect enum Condition {
        case not(Negation)
        case always
    }

    @Schema struct Negation {
        var of: Condition
    }

    @Schema(discriminator: "kind") enum Clashing {
        case stored(Stored)
    }

    @Schema struct Stored {
        @Field(access: .readOnly) var kind: String?
    }

    /// Only `Codable`.
    struct Receipt: Codable, Sendable {
        var payment: Payment
        var conditions: Condition
        var total: Int
    }

    private let schemas = "/components/schemas"

    @Test func `each case is a component, told apart by a constant`() async throws {
        let document = try await Document.of { app in
            app.post("/payments") { (payment: JSON<Payment>) in payment.value }
        }
        #expect(
            document.names(schemas).filter { $0.hasPrefix("Payment") || $0.hasPrefix("Label") }
                == [
                    "Label", "LabelInput", "Payment", "PaymentBankTransfer", "PaymentBankTransferInput", "PaymentCard",
                    "PaymentCardInput", "PaymentCash", "PaymentInput",
                ])
        #expect(
            document["\(schemas)/PaymentInput"]
                == ##"{"discriminator":{"mapping":{"bank-transfer":"#/components/schemas/PaymentBankTransferInput","card":"#/components/schemas/PaymentCardInput","cash":"#/components/schemas/PaymentCash"},"propertyName":"type"},"oneOf":[{"$ref":"#/components/schemas/PaymentCardInput"},{"$ref":"#/components/schemas/PaymentBankTransferInput"},{"$ref":"#/components/schemas/PaymentCash"}]}"##
        )
        #expect(
            document["\(schemas)/PaymentCardInput"]
                == ##"{"additionalProperties":false,"properties":{"holder":{"anyOf":[{"$ref":"#/components/schemas/LabelInput"},{"type":"null"}]},"number":{"maxLength":19,"minLength":4,"type":"string"},"type":{"const":"card","type":"string"}},"required":["type","number"],"type":"object"}"##
        )
        #expect(document["\(schemas)/PaymentCard/required"] == #"["type","number","holder"]"#)
        #expect(
            document["\(schemas)/PaymentBankTransferInput"]
                == #"{"properties":{"iban":{"type":"string"},"note":{"default":"","type":"string"},"type":{"const":"bank-transfer","type":"string"}},"required":["type","iban"],"type":"object"}"#
        )
        #expect(
            document["\(schemas)/PaymentCash"]
                == #"{"additionalProperties":false,"properties":{"type":{"const":"cash","type":"string"}},"required":["type"],"type":"object"}"#
        )
        #expect(
            document["/paths/~1payments/post/requestBody/content/application~1json/schema"]
                == ##"{"$ref":"#/components/schemas/PaymentInput"}"##)
        #expect(
            document["/paths/~1payments/post/responses/200/content/application~1json/schema"]
                == ##"{"$ref":"#/components/schemas/Payment"}"##)
    }

    @Test func `members that go one way are in the cases of one direction`() async throws {
        let document = try await Document.of { app in
            app.post("/accounts") { (account: JSON<Account>) in account.value }
        }
        #expect(document.names("\(schemas)/AccountUserInput/properties") == ["kind", "name", "password"])
        #expect(document.names("\(schemas)/AccountUser/properties") == ["id", "kind", "name"])
        #expect(document["\(schemas)/Account/oneOf/0"] == ##"{"$ref":"#/components/schemas/AccountUser"}"##)
        #expect(document["\(schemas)/AccountInput/oneOf/0"] == ##"{"$ref":"#/components/schemas/AccountUserInput"}"##)
    }

    @Test func `members, lists and types that are only Codable name it`() async throws {
        let document = try await Document.of { app in
            app.post("/orders") { (order: JSON<Order>) in "" }
            app.post("/lists") { (payments: JSON<[Payment]>) in "" }
            app.post("/receipts") { (receipt: JSON<Receipt>) in "" }
        }
        let payment = ##"{"$ref":"#/components/schemas/Payment"}"##
        #expect(document["\(schemas)/Order/properties/payment"] == payment)
        #expect(document["\(schemas)/Order/properties/refund"] == #"{"anyOf":[\#(payment),{"type":"null"}]}"#)
        #expect(document["\(schemas)/Order/properties/account"] == ##"{"$ref":"#/components/schemas/Account"}"##)
        #expect(
            document["/paths/~1lists/post/requestBody/content/application~1json/schema"]
                == #"{"items":\#(payment),"type":"array"}"#)
        #expect(document["\(schemas)/Receipt/properties/payment"] == payment)
        #expect(document["\(schemas)/Receipt/required"] == #"["payment","conditions","total"]"#)
    }

    @Test func `a union that holds itself names itself`() async throws {
        let document = try await Document.of { app in
            app.put("/conditions") { (condition: JSON<Condition>) in condition.value }
        }
        #expect(
            document.names(schemas).filter { $0.hasPrefix("Condition") } == [
                "Condition", "ConditionAlways", "ConditionNot",
            ])
        #expect(
            document["\(schemas)/ConditionNot/properties/of"] == ##"{"$ref":"#/components/schemas/Condition"}"##)
    }

    @Test func `forms and queries have the members of all cases`() async throws {
        let document = try await Document.of { app in
            app.post("/payments") { (payment: Form<Payment>) in "" }
            app.get("/payments") { (payment: Query<Payment>) in "" }
        }
        #expect(document["\(schemas)/PaymentCard/additionalProperties"] == nil)
        #expect(document["\(schemas)/PaymentCash/properties/type/const"] == #""cash""#)
        let parameters = "/paths/~1payments/get/parameters"
        #expect(
            document["\(parameters)/0"]
                == #"{"in":"query","name":"type","required":true,"schema":{"enum":["card","bank-transfer","cash"],"type":"string"}}"#
        )
        #expect(
            document["\(parameters)/1"]
                == #"{"in":"query","name":"number","schema":{"maxLength":19,"minLength":4,"type":"string"}}"#)
        #expect(document["\(parameters)/3/name"] == #""iban""#)
    }

    @Test func `a struct that has the discriminator itself stops the start`() async throws {
        let error = await #expect(throws: BootError.self) {
            _ = try await Document.of { app in app.post("/") { (value: JSON<Clashing>) in "" } }
        }
        #expect(
            error?.problems == [
                "the case `stored` of `Clashing` has a struct with a member `kind`, which tells the cases apart already; leave that member out"
            ])
    }
}

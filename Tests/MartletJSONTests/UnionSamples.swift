import MartletJSON

/// One of several structs.
@Schema(discriminator: "type") enum Payment: Equatable {
    case card(Card)
    @Case("bank-transfer") case transfer(payee: Transfer)
    case cash
}

@Schema struct Card: Equatable {
    @Field(pattern: /^[0-9]{4,19}$/) var number: String
    @Field(range: 1...12) var month: Int = 1
    var holder: Owner?
    @Field(access: .writeOnly) var code: String?

    func validate(_ validation: inout Validation) {
        validation.require(number != "0000", at: "/number", "test", "is for tests")
    }
}

@Schema struct Owner: Equatable {
    var name: String
}

@Schema(unknown: .ignored) struct Transfer: Equatable {
    @Field(length: 5...) var iban: String
    @Field(access: .readOnly) var bank: String?
}

@Schema struct Bill: Equatable {
    var payment: Payment
    var others: [Payment] = []
    var named: [String: Payment] = [:]
    var refund: Payment?
    var next: Change<Payment?>
    var usual: Payment = .cash
}

/// Holds itself.
@Schema(name: "Term", discriminator: "op") indirect enum Condition: Equatable {
    case not(Negation)
    case all(Conjunction)
    case `true`
}

@Schema struct Negation: Equatable {
    var of: Condition
}

@Schema struct Conjunction: Equatable {
    var of: [Condition] = []
}

/// Its struct has a member that is the discriminator's.
@Schema(discriminator: "kind") enum Clashing: Equatable {
    case stored(Stored)
}

@Schema struct Stored: Equatable {
    var kind: String
}

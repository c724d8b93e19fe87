import MartletJSON

// Twenty rules; Benchmarks/api.py has a violation of each.

@Schema struct Order {
    @Field(pattern: /^[A-Z]{2}-[0-9]{6}$/) var reference: String
    @Field(oneOf: ["EUR", "USD", "GBP"]) var currency: String
    @Field(range: 1...5) var priority: Int
    @Field(multipleOf: 5) var points: Int
    @Field(range: 0..<1) var discount: Double
    @Field(count: ...10) var tags: [String]
    @Field(length: ...500) var note: String?
    var customer: Customer
    var address: Address
    @Field(count: 1...50) var lines: [Line]
}

@Schema struct Customer {
    @Field(range: 1...) var id: Int
    @Field(length: 1...80) var name: String
    @Field(length: 5...254) var email: String
    @Field(length: 5...20) var phone: String
}

@Schema struct Address {
    @Field(length: 1...120) var street: String
    @Field(length: 1...80) var city: String
    @Field(length: 3...12) var postcode: String
    @Field(pattern: /^[A-Z]{2}$/) var country: String
}

@Schema struct Line {
    @Field(range: 1...) var track: Int
    @Field(length: 1...200) var title: String
    @Field(range: 1...1000) var quantity: Int
    @Field(range: 0..<10_000) var price: Double
}

// The same members without a rule.

@Schema struct UncheckedOrder {
    var reference: String
    var currency: String
    var priority: Int
    var points: Int
    var discount: Double
    var tags: [String]
    var note: String?
    var customer: UncheckedCustomer
    var address: UncheckedAddress
    var lines: [UncheckedLine]
}

@Schema struct UncheckedCustomer {
    var id: Int
    var name: String
    var email: String
    var phone: String
}

@Schema struct UncheckedAddress {
    var street: String
    var city: String
    var postcode: String
    var country: String
}

@Schema struct UncheckedLine {
    var track: Int
    var title: String
    var quantity: Int
    var price: Double
}

/// What an order is answered with.
@Schema struct Receipt {
    var reference: String
    var lines: Int
    var quantity: Int

    init(_ reference: String, quantities: [Int]) {
        self.reference = reference
        lines = quantities.count
        quantity = quantities.reduce(0, &+)
    }
}

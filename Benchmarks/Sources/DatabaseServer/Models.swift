import MartletData

/// A row with a number that changes.
@Model(table: "world") struct World: Encodable {
    var id: Int32
    @Column(name: "randomnumber") var randomNumber: Int32

    static let count: Int32 = 10_000
    static var randomID: Int32 { .random(in: 1...count) }
}

/// A saying.
@Model(table: "fortune") struct Fortune {
    var id: Int32
    @Column(max: 2048) var message: String
}

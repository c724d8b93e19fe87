import MartletData

/// A row of six columns.
@Model(table: "measurement") struct Measurement {
    var id: Int
    var name: String
    var value: Double
    var taken: CalendarDate
    var active: Bool
    var amount: Int

    /// The row of a number; all programs that are compared make the same.
    init(number: Int) {
        id = number
        name = "measurement number \(number)"
        value = Double(number) / 8
        taken = CalendarDate(daysSinceEpoch: Int32(10_000 + number % 10_000))
        active = number % 3 == 0
        amount = number * 7 % 1_000
    }
}

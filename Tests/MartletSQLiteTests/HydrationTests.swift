import Foundation
import MartletData
import MartletSQLite
import Testing

/// A row with a column of every type.
@Model(table: "forms") struct Form: Equatable {
    var id: Int
    var flag: Bool
    var tiny: Int8
    var small: UInt16
    var large: UInt64
    var real: Double
    var single: Float
    var exact: Decimal
    var text: String
    var bytes: [UInt8]
    var data: Data
    var uuid: UUID
    var moment: Date
    var day: CalendarDate
    var time: TimeOfDay?
    var length: Duration
    var numbers: [Int]
    var color: Box.Color
    var level: Level
    var note: String?

    enum Level: Int, ColumnValue, CaseIterable {
        case low = 1
        case high
    }
}

/// Rows that are not what their model says.
@Suite struct HydrationTests {
    private let form = Form(
        id: 1, flag: true, tiny: -5, small: 9, large: 7, real: 1.5, single: 0.5, exact: 2, text: "t", bytes: [1],
        data: Data([2]), uuid: UUID(), moment: Date(timeIntervalSince1970: 1), day: CalendarDate(daysSinceEpoch: 3),
        time: TimeOfDay(microseconds: 4), length: .seconds(5), numbers: [6], color: .blue, level: .high, note: nil)

    /// A table whose columns take everything.
    private func store() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        let columns = Form.schema.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        try await database.execute("CREATE TABLE forms (\(unsafe: columns))")
        try await form.insert(in: database)
        return database
    }

    private static let odd: [DatabaseValue] = [
        .null, .integer(.min), .integer(.max), .integer(-1), .integer(300), .real(1e300), .real(-.infinity),
        .real(0.25),
        .text(""), .text("opera"), .text("-"), .text("{"), .text("[1,null]"), .text("9999999999999999999999999999"),
        .text("0000-00-00"), .text("2024-02-30 25:61:61"), .text("99:99:99"), .blob([]), .blob([0xFF, 0xFE, 0x00]),
    ]

    @Test(arguments: Form.schema.columns.map(\.name))
    func `whatever a column holds is a value or an error that names it`(column: String) async throws {
        let database = try await store()
        var refused = 0
        for value in Self.odd {
            _ = try await database.execute(Statement("UPDATE forms SET \"\(column)\" = ?1", [value]))
            do {
                _ = try await Form.query.all(in: database)
            } catch let failure as DecodingFailure {
                #expect(failure.table == "forms")
                #expect(failure.column == column)
                #expect(!failure.expected.isEmpty && !failure.got.isEmpty)
                refused += 1
            }
        }
        #expect(refused > 0)
    }

    @Test(arguments: [
        ("flag", DatabaseValue.text("yes"), "forms.flag: expected Bool, got a text"),
        ("tiny", .integer(300), "forms.tiny: expected Int8, got an integer"),
        ("small", .integer(-1), "forms.small: expected UInt16, got an integer"),
        ("real", .text("x"), "forms.real: expected Double, got a text"),
        ("text", .null, "forms.text: expected String, got NULL"),
        ("uuid", .text("not one"), "forms.uuid: expected UUID, got a text"),
        ("moment", .text("yesterday"), "forms.moment: expected Date, got a text"),
        ("numbers", .text("{"), "forms.numbers: expected Array<Int>, got a text"),
        ("color", .text("pink"), #"forms.color: expected Color (red, blue), got the text "pink""#),
        ("level", .integer(3), "forms.level: expected Level (1, 2), got the integer 3"),
        ("note", .blob([1]), "forms.note: expected Optional<String>, got a blob"),
    ])
    func `the error says column, expected and got`(column: String, value: DatabaseValue, message: String) async throws {
        let database = try await store()
        _ = try await database.execute(Statement("UPDATE forms SET \"\(column)\" = ?1", [value]))
        let error = await #expect(throws: DecodingFailure.self) { try await Form.query.all(in: database) }
        #expect(error?.description == message)
    }

    @Test func `a column that is missing is an error`() async throws {
        let database = try await store()
        try await database.execute("ALTER TABLE forms DROP COLUMN \"note\"")
        let error = await #expect(throws: (any Error).self) { try await Form.query.all(in: database) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("note"))
        let short = await #expect(throws: DecodingFailure.self) {
            try await database.query("SELECT id, flag FROM forms", as: Form.self)
        }
        #expect(short?.description == "forms.tiny: expected a column of that name, got flag, id")
    }
}

import Foundation
package import MartletData

/// A row of a table that is too long to be held.
@Model struct Measurement: Equatable {
    var id: Int
    var place: String
    var value: Double
    var taken: Date
    var isValid: Bool
}

/// Reads a long table while it says how much memory the process has had.
package enum LongReading {
    package static func create(_ count: Int, in database: Database) async throws {
        try await database.createTables(Measurement.self)
        let digits = "(" + (0...9).map { "SELECT \($0) AS d" }.joined(separator: " UNION ALL ") + ")"
        let number = "1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d"
        let source = ["a", "b", "c", "e", "f", "g"].map { "\(digits) AS \($0)" }.joined(separator: " CROSS JOIN ")
        let place = String(repeating: "far away ", count: 30)
        let taken = Date(timeIntervalSince1970: 1_700_000_000)
        try await database.execute(
            """
            INSERT INTO \(Identifier(Measurement.schema.name)) (id, place, value, taken, is_valid)
            SELECT \(unsafe: number), \(place), 0.5 * (\(unsafe: number)), \(taken), \(true) FROM \(unsafe: source)
            WHERE \(unsafe: number) <= \(count)
            """)
    }

    /// Reads all rows as models.
    package static func run(in database: Database) async throws {
        // What a process allocates once is not counted.
        for try await _ in Measurement.query.limit(5_000).stream(in: database) {}
        let before = try peak()
        var count = 0
        var sum = 0.0
        for try await row in Measurement.query.order({ $0.id.ascending }).stream(in: database) {
            count += 1
            sum += row.value
            guard row.id == count else {
                throw DatabaseError(.value, "expected row \(count), got \(row.id)")
            }
        }
        Announcer.say("streamed \(count) \(sum)")
        Announcer.say("grown \(try peak() - before)")
    }

    /// The most memory that the process has had, in KiB.
    private static func peak() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let number = line.split(separator: " ").compactMap({ Int($0) }).first
        else { throw DatabaseError(.unsupported, "/proc/self/status has no VmHWM") }
        return number
    }
}

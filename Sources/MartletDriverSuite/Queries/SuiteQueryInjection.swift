import MartletData

extension DriverSuite {
    static let queryInjectionCases = [
        SuiteQueries.test("a regular expression stays one, or is an error of the database") { q in
            for text in hostileTexts {
                do {
                    _ = try await Song.query.where { $0.name.matches(regularExpression: text) }.all(in: q.database)
                } catch is DatabaseError {}
            }
            try expect(try await Song.query.count(in: q.database), equals: 9)
        }
    ]

    /// The text as a name; those of MariaDB and MySQL have characters of the basic plane alone.
    static func identifier(_ text: String, _ q: SuiteQueries) -> String {
        guard q.family == .mysql else { return text }
        return String(text.unicodeScalars.filter { $0.value <= 0xFFFF }.map(Character.init))
    }
}

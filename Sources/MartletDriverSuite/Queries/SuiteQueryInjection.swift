import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DriverSuite {
    static let queryInjectionCases = [
        SuiteQueries.test("a text that queries get stays a text, wherever they take it") { q in
            for text in hostileTexts {
                let songs = Song.query.where { $0.id == 3 }
                try await songs.update(in: q.database) { [$0.name.set(to: text)] }
                func finds(_ what: String, _ condition: @Sendable (Song.Fields) -> SQLExpression<Bool>) async throws {
                    let ids = try await Song.query.where(condition).all(in: q.database).map(\.id)
                    try expect(ids, equals: [3], "\(what) of \(text)")
                }
                try await finds("==") { $0.name == text }
                try await finds("isIn") { $0.name.isIn([text]) }
                try await finds("isBetween") { $0.name.isBetween(text, and: text) }
                try await finds("isNotDistinct") { $0.name.isNotDistinct(from: text) }
                try await finds("contains") { $0.id == 3 && $0.name.contains(text) }
                try await finds("hasPrefix") { $0.id == 3 && $0.name.hasPrefix(text) }
                try await finds("hasSuffix, ignoring case") {
                    $0.id == 3 && $0.name.hasSuffix(text, ignoringCase: true)
                }
                try await finds("replacing") { $0.id == 3 && $0.name.replacing(text, with: "") == "" }
                try await finds("position") { $0.id == 3 && $0.name.position(of: text) == 0 }
                try await finds("SQL by hand") { SQL("\($0.name) = \(text)").condition }
                try await finds("case") { SQL.when($0.name == text, then: text).otherwise("") == text }
                try await finds("coalesced") { $0.id == 3 && $0.record.title.nullIf("Arrival").coalesced(text) == text }
                try await finds("a subquery") {
                    $0.name.isIn(Song.query.where { $0.name == text }.select { $0.name })
                }
                _ = try await Song.query.where { $0.name.isLike(text) }.count(in: q.database)
                _ = try await Song.query.matching(text).all(in: q.database)
                let row = try await Song.query.where { $0.name == text }.select {
                    ($0.name + text, SQL.value(text))
                }.one(in: q.database)
                try expect(row.0, equals: text + text)
                try expect(row.1, equals: text)
                let list = try await Staff.query.where { $0.number < 3 }.select { $0.name.joined(separator: text) }
                    .one(in: q.database)
                try expect(list == "S1\(text)S2" || list == "S2\(text)S1", "texts joined by \(text): \(list ?? "")")
                let joined = try await Song.query.join(ValueRows("v", [(3, text)]).table) { $0.name == $1.1 }
                    .select { $1.1 }.all(in: q.database)
                try expect(joined, equals: [text], "rows of the program")
                let united = Song.query.where { $0.id == 3 }.select { $0.name }
                    .union(Staff.query.where { $0.name == text }.select { $0.name })
                try expect(try await united.all(in: q.database), equals: [text])
                try await names(text, q)
                try await documents(text, q)
                try await labels(text, q)
            }
            try expect(try await Song.query.count(in: q.database), equals: 9)
            try expect(try await Record.query.count(in: q.database), equals: 4)
        },
        SuiteQueries.test("a regular expression stays one, or is an error of the database") { q in
            for text in hostileTexts {
                do {
                    _ = try await Song.query.where { $0.name.matches(regularExpression: text) }.all(in: q.database)
                } catch is DatabaseError {}
            }
            try expect(try await Song.query.count(in: q.database), equals: 9)
        },
    ]

    /// The text as a name; those of MariaDB and MySQL have characters of the basic plane alone.
    static func identifier(_ text: String, _ q: SuiteQueries) -> String {
        guard q.family == .mysql else { return text }
        let plane = text.unicodeScalars.filter { $0.value <= 0xFFFF }
        // They do not end with white space either.
        return String(plane.map(Character.init)) + (plane.last?.properties.isWhitespace == true ? "x" : "")
    }

    /// Names that a program gives to tables of a query.
    private static func names(_ text: String, _ q: SuiteQueries) async throws {
        let name = identifier(String(text.unicodeScalars.prefix(40).map(Character.init)), q)
        let inner = Song.query.where { $0.id == 3 }.select { ($0.id, $0.name) }
        let common = try await inner.asCommonTable(name).query.all(in: q.database)
        try expect(common.map(\.1), equals: [text], "a common table named \(text)")
        let other = try await Song.query.join(Song.alias("x" + name)) { $0.id == $1.id && $1.name == text }
            .select { $1.id }.all(in: q.database)
        try expect(other, equals: [3], "an alias named \(text)")
        let window = try await Song.query.where { $0.id == 3 }.window("w" + name) { .order(by: $0.id.ascending) }
            .select { _ in SQL.rowNumber(over: .named("w" + name)) }.all(in: q.database)
        try expect(window, equals: [1], "a window named \(text)")
    }

    /// Values and keys of JSON.
    private static func documents(_ text: String, _ q: SuiteQueries) async throws {
        let record = Record.query.where { $0.id == 2 }
        try await record.update(in: q.database) {
            [$0.details.set(to: Record.Details(genre: text, inner: [text: text]))]
        }
        let genre = try await record.where { $0.details.json("genre", as: String.self) == text }.count(in: q.database)
        try expect(genre, equals: 1, "a value of JSON: \(text)")
        do {
            let found = try await record.where { $0.details.json("inner", .key(text), as: String.self) == text }
                .count(in: q.database)
            try expect(found, equals: 1, "a key of JSON: \(text)")
        } catch let error as DatabaseError where error.kind == .unsupported {
            try expect(error.message.contains("look the key up in Swift"), error.message)
        }
    }

    /// Inserts, collisions and changes.
    private static func labels(_ text: String, _ q: SuiteQueries) async throws {
        let label = try await Label(id: 0, name: text).insert(in: q.database)
        let again = try await Label(id: 0, name: text, uses: 3)
            .insert(onConflict: .update(on: { [$0.name] }, set: { [$0.uses] }), in: q.database)
        try expect(again?.id, equals: label.id, "the label \(text)")
        let same: @Sendable (Label.Fields) -> SQLExpression<Bool> = { $0.name == text }
        let found = try await Label.findOrCreate(where: same, in: q.database) { Label(id: 0, name: text) }
        try expect(!found.isNew && found.row.name == text, "the label \(text)")
        var changed = found.row
        changed.name = text + "'"
        try await Label.update([changed], in: q.database)
        try expect(try await Label.find(label.id, in: q.database)?.name, equals: text + "'")
        try expect(try await Label.query.where { $0.name == text + "'" }.delete(in: q.database), equals: 1)
    }
}

import Foundation
import GRDB
import Synchronization

/// What Martlet adds to SQLite on every connection, so that queries mean the same as on the other databases.
///
/// `REGEXP`; `martlet_lower`, `martlet_upper` and `martlet_unaccent` for all of Unicode; `martlet_uuid` for a random UUID;
/// `martlet_decimal_add`, `…_sum` and others, which calculate exactly; the collation `MARTLET_DECIMAL`.
enum SQLiteFunctions {
    static func register(in database: GRDB.Database) throws {
        let expressions = SQLiteExpressions()
        database.add(
            function: DatabaseFunction("regexp", argumentCount: 2, pure: true) { values in
                guard let pattern = String.fromDatabaseValue(values[0]),
                    let text = String.fromDatabaseValue(values[1])
                else { return nil }
                return try expressions.matches(pattern, text)
            })
        add("martlet_lower", to: database) { $0.lowercased() }
        add("martlet_upper", to: database) { $0.uppercased() }
        add("martlet_unaccent", to: database, unaccented)
        database.add(
            function: DatabaseFunction("martlet_uuid", argumentCount: 0) { _ in UUID().uuidString.lowercased() })
        SQLiteDecimal.registerArithmetic(in: database)
        try SQLiteDecimal.registerAggregates(in: database)
        try SQLiteDecimal.registerCollation(database.sqliteConnection)
    }

    private static func add(
        _ name: String, to database: GRDB.Database, _ change: @escaping @Sendable (String) -> String
    ) {
        database.add(
            function: DatabaseFunction(name, argumentCount: 1, pure: true) { values in
                String.fromDatabaseValue(values[0]).map(change)
            })
    }

    /// The text without accents and other marks on its letters: `Déjà vu` becomes `Deja vu`.
    static func unaccented(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark { result.append(scalar) }
        return String(result).precomposedStringWithCanonicalMapping
    }
}

/// Regular expressions by their pattern, read once.
private final class SQLiteExpressions: Sendable {
    private let known = Mutex<[String: NSRegularExpression]>([:])

    func matches(_ pattern: String, _ text: String) throws -> Bool {
        let expression = try known.withLock { known in
            if let expression = known[pattern] { return expression }
            let made: NSRegularExpression
            do { made = try NSRegularExpression(pattern: pattern) } catch {
                throw GRDB.DatabaseError(message: "the regular expression `\(pattern)` is invalid")
            }
            if known.count >= 100 { known = [:] }
            known[pattern] = made
            return made
        }
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}

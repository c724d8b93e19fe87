import Foundation
import GRDB
import Synchronization

/// What Martlet adds to SQLite on every connection, so that queries mean the same as on the other databases.
///
/// `REGEXP`; `martlet_lower`, `martlet_upper` and `martlet_unaccent` for all of Unicode; `martlet_uuid` for a random UUID;
/// `martlet_real_remainder`, `martlet_real_round`, `martlet_integer_round`; `martlet_decimal_add`, `…_sum` and others, which calculate exactly; the collation `MARTLET_DECIMAL`.
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
        registerNumbers(in: database)
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

    /// What SQLite's own operators and `round` do not do: the remainder of reals, and rounding to tens and hundreds.
    private static func registerNumbers(in database: GRDB.Database) {
        database.add(
            function: DatabaseFunction("martlet_real_remainder", argumentCount: 2, pure: true) { values in
                guard let left = Double.fromDatabaseValue(values[0]),
                    let right = Double.fromDatabaseValue(values[1]), right != 0
                else { return nil }
                return left.truncatingRemainder(dividingBy: right)
            })
        database.add(
            function: DatabaseFunction("martlet_real_round", argumentCount: 2, pure: true) { values in
                guard let number = Double.fromDatabaseValue(values[0]), let places = Int.fromDatabaseValue(values[1])
                else { return nil }
                let unit = pow(10, Double(-places))
                return (number / unit).rounded(.toNearestOrAwayFromZero) * unit
            })
        database.add(
            function: DatabaseFunction("martlet_integer_round", argumentCount: 2, pure: true) { values in
                guard let number = Int64.fromDatabaseValue(values[0]), let places = Int.fromDatabaseValue(values[1])
                else { return nil }
                return try rounded(number, -places)
            })
    }

    /// The number rounded to so many zeros, halves away from zero.
    private static func rounded(_ number: Int64, _ zeros: Int) throws -> Int64 {
        guard zeros > 0 else { return number }
        // The largest number has 19 digits.
        guard zeros <= 18 else {
            return zeros == 19 && number.magnitude >= 5_000_000_000_000_000_000 ? try tooLarge() : 0
        }
        let unit = (0..<zeros).reduce(Int64(1)) { unit, _ in unit * 10 }
        let rest = number % unit
        let whole = number - rest
        guard rest.magnitude >= (unit / 2).magnitude else { return whole }
        let (result, overflows) = whole.addingReportingOverflow(number < 0 ? -unit : unit)
        return overflows ? try tooLarge() : result
    }

    private static func tooLarge() throws -> Int64 {
        throw GRDB.DatabaseError(message: "the rounded number is larger than an integer holds")
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

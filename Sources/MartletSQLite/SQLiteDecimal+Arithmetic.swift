import Foundation
import GRDB

/// Calculating with decimals, to 38 digits: `martlet_decimal_add` and the others.
extension SQLiteDecimal {
    static func registerArithmetic(in database: GRDB.Database) {
        addBinary("add", to: database) { try add($0, $1) }
        addBinary("subtract", to: database) { try add($0, -$1) }
        addBinary("multiply", to: database) { try multiply($0, $1) }
        addBinary("divide", to: database) { try divide($0, $1) }
        addBinary("remainder", to: database) { try remainder($0, $1) }
        addUnary("abs", to: database) { $0.magnitude }
        addUnary("floor", to: database) { rounded($0, 0, .down) }
        addUnary("ceiling", to: database) { rounded($0, 0, .up) }
        addBinary("round", to: database) { number, digits in
            rounded(number, Int(clamping: NSDecimalNumber(decimal: digits).int64Value), .plain)
        }
    }

    private static func addUnary(
        _ name: String, to database: GRDB.Database, _ body: @escaping @Sendable (Decimal) throws -> Decimal
    ) {
        database.add(
            function: DatabaseFunction("martlet_decimal_\(name)", argumentCount: 1, pure: true) { values in
                guard let number = try number(values[0]) else { return nil }
                return try body(number).description
            })
    }

    private static func addBinary(
        _ name: String, to database: GRDB.Database,
        _ body: @escaping @Sendable (Decimal, Decimal) throws -> Decimal?
    ) {
        database.add(
            function: DatabaseFunction("martlet_decimal_\(name)", argumentCount: 2, pure: true) { values in
                guard let left = try number(values[0]), let right = try number(values[1]) else { return nil }
                return try body(left, right)?.description
            })
    }

    /// The number that a value is; `nil` for NULL.
    static func number(_ value: GRDB.DatabaseValue) throws -> Decimal? {
        switch value.storage {
        case .null: return nil
        case .int64(let value): return Decimal(value)
        case .double(let value):
            guard value.isFinite else { throw noNumber("\(value)") }
            return Decimal(value)
        case .string(let text): return try number(text)
        case .blob: throw noNumber("a blob")
        }
    }

    /// The number that a text is.
    static func number(_ text: String) throws -> Decimal {
        guard isDecimal(text), let value = Decimal(string: text), !value.isNaN else { throw noNumber(text) }
        return value
    }

    static func noNumber(_ text: String) -> GRDB.DatabaseError {
        GRDB.DatabaseError(message: "cannot calculate with `\(text.prefix(40))`, which is no decimal")
    }

    /// The sum.
    /// - Throws: when it needs more than 38 digits.
    static func add(_ left: Decimal, _ right: Decimal) throws -> Decimal {
        var (left, right, result) = (left, right, Decimal())
        guard NSDecimalAdd(&result, &left, &right, .plain) == .noError else { throw tooLong("sum") }
        return result
    }

    /// The product, rounded to what 38 digits hold.
    private static func multiply(_ left: Decimal, _ right: Decimal) throws -> Decimal {
        var (left, right, result) = (left, right, Decimal())
        switch NSDecimalMultiply(&result, &left, &right, .plain) {
        case .noError, .lossOfPrecision: return result
        default: throw tooLong("product")
        }
    }

    /// The quotient, rounded to what 38 digits hold; `nil` of a division by zero.
    private static func divide(_ left: Decimal, _ right: Decimal) throws -> Decimal? {
        guard right != 0 else { return nil }
        var (left, right, result) = (left, right, Decimal())
        switch NSDecimalDivide(&result, &left, &right, .plain) {
        case .noError, .lossOfPrecision: return result
        default: throw tooLong("quotient")
        }
    }

    /// What a division to a whole number leaves, with the sign of the first number; `nil` of a division by zero.
    private static func remainder(_ left: Decimal, _ right: Decimal) throws -> Decimal? {
        guard let quotient = try divide(left.magnitude, right.magnitude) else { return nil }
        var rest = try add(left.magnitude, -multiply(rounded(quotient, 0, .down), right.magnitude))
        // The quotient may have been rounded up to a whole number.
        if rest < 0 { rest = try add(rest, right.magnitude) }
        return left < 0 ? -rest : rest
    }

    /// The number with so many decimals; `.down` and `.up` are towards the smaller and the larger number.
    private static func rounded(_ number: Decimal, _ digits: Int, _ mode: NSDecimalNumber.RoundingMode) -> Decimal {
        var (number, result) = (number, Decimal())
        NSDecimalRound(&result, &number, min(max(digits, -128), 127), mode)
        return result
    }

    private static func tooLong(_ what: String) -> GRDB.DatabaseError {
        GRDB.DatabaseError(message: "a \(what) of decimals needs more than 38 digits")
    }
}

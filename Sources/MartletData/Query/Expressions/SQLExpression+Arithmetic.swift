#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A type whose values `+` puts together: numbers are added, texts are joined.
public protocol SQLAddable: ColumnValue {}

/// A type that databases calculate with; an own type that wraps a number may join in.
public protocol SQLNumeric: SQLAddable {}

extension String: SQLAddable {}
extension Int: SQLNumeric {}
extension Int8: SQLNumeric {}
extension Int16: SQLNumeric {}
extension Int32: SQLNumeric {}
extension Int64: SQLNumeric {}
extension UInt8: SQLNumeric {}
extension UInt16: SQLNumeric {}
extension UInt32: SQLNumeric {}
extension UInt64: SQLNumeric {}
extension Double: SQLNumeric {}
extension Float: SQLNumeric {}
extension Decimal: SQLNumeric {}

extension SQLExpression where Value.Unwrapped: SQLAddable {
    /// The sum of two numbers, or two texts one behind the other.
    public static func + (lhs: SQLExpression, rhs: SQLExpression) -> SQLExpression { plus(lhs.node, rhs.node) }
    /// The sum of two numbers, or two texts one behind the other.
    public static func + (lhs: SQLExpression, rhs: Value.Unwrapped) -> SQLExpression {
        plus(lhs.node, .value(rhs.databaseValue))
    }
    /// The sum of two numbers, or two texts one behind the other.
    public static func + (lhs: Value.Unwrapped, rhs: SQLExpression) -> SQLExpression {
        plus(.value(lhs.databaseValue), rhs.node)
    }

    private static func plus(_ left: SQLNode, _ right: SQLNode) -> SQLExpression {
        if case .text = Value.columnType { return SQLExpression(.binary(left, "||", right)) }
        return SQLExpression(Arithmetic.node(left, "+", right, Value.columnType))
    }
}

extension SQLExpression where Value.Unwrapped: SQLNumeric {
    /// The difference.
    public static func - (lhs: SQLExpression, rhs: SQLExpression) -> SQLExpression {
        SQLExpression(Arithmetic.node(lhs.node, "-", rhs.node, Value.columnType))
    }
    /// The difference.
    public static func - (lhs: SQLExpression, rhs: Value.Unwrapped) -> SQLExpression {
        SQLExpression(Arithmetic.node(lhs.node, "-", .value(rhs.databaseValue), Value.columnType))
    }
    /// The product.
    public static func * (lhs: SQLExpression, rhs: SQLExpression) -> SQLExpression {
        SQLExpression(Arithmetic.node(lhs.node, "*", rhs.node, Value.columnType))
    }
    /// The product.
    public static func * (lhs: SQLExpression, rhs: Value.Unwrapped) -> SQLExpression {
        SQLExpression(Arithmetic.node(lhs.node, "*", .value(rhs.databaseValue), Value.columnType))
    }
    /// The quotient, of whole numbers without its fraction; that of decimals has as many decimals as the database gives it.
    /// A division by zero is an error in PostgreSQL and NULL elsewhere.
    public static func / (lhs: SQLExpression, rhs: SQLExpression) -> SQLExpression {
        SQLExpression(Arithmetic.node(lhs.node, "/", rhs.node, Value.columnType))
    }
    /// The quotient, of whole numbers without its fraction; that of decimals has as many decimals as the database gives it.
    /// A division by zero is an error in PostgreSQL and NULL elsewhere.
    public static func / (lhs: SQLExpression, rhs: Value.Unwrapped) -> SQLExpression {
        SQLExpression(Arithmetic.node(lhs.node, "/", .value(rhs.databaseValue), Value.columnType))
    }
    /// The remainder of a division, with the sign of the first number; of a division by zero an error in PostgreSQL and
    /// NULL elsewhere.
    public static func % (lhs: SQLExpression, rhs: SQLExpression) -> SQLExpression {
        SQLExpression(Arithmetic.node(lhs.node, "%", rhs.node, Value.columnType))
    }
    /// The remainder of a division, with the sign of the first number; of a division by zero an error in PostgreSQL and
    /// NULL elsewhere.
    public static func % (lhs: SQLExpression, rhs: Value.Unwrapped) -> SQLExpression {
        SQLExpression(Arithmetic.node(lhs.node, "%", .value(rhs.databaseValue), Value.columnType))
    }
    /// The negative number.
    public static prefix func - (operand: SQLExpression) -> SQLExpression {
        SQLExpression(Arithmetic.node(.text("0"), "-", operand.node, Value.columnType))
    }
}

enum Arithmetic {
    /// The functions that calculate with SQLite's decimals, which are texts; its driver registers them.
    static let decimalFunctions = [
        "+": "martlet_decimal_add", "-": "martlet_decimal_subtract", "*": "martlet_decimal_multiply",
        "/": "martlet_decimal_divide", "%": "martlet_decimal_remainder",
    ]

    static func node(_ left: SQLNode, _ sql: String, _ right: SQLNode, _ type: ColumnType) -> SQLNode {
        switch type {
        case .decimal:
            .infix { writer in
                if writer.family == .sqlite, let function = decimalFunctions[sql] {
                    writer.call(function, [left, right])
                } else {
                    writer.node(.binary(left, sql, right))
                }
            }
        case .real where sql == "%":
            .call { writer in
                switch writer.family {
                // Its own operator makes whole numbers of both.
                case .sqlite: writer.call("martlet_real_remainder", [left, right])
                case .mysql: writer.call("mod", [left, right])
                case .postgres:
                    writer.text("CAST(mod(CAST(")
                    writer.condition(left)
                    writer.text(" AS numeric), CAST(")
                    writer.condition(right)
                    writer.text(" AS numeric)) AS double precision)")
                }
            }
        case .integer where sql == "/":
            .infix { writer in writer.node(.binary(left, writer.family == .mysql ? "DIV" : "/", right)) }
        default: .binary(left, sql, right)
        }
    }
}

import MartletCore
import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A column, or an expression of the application, by which the rows of a list are filtered.
struct RowFilter: Sendable {
    let type: ColumnType
    /// What the query's values are compared with.
    let condition: @Sendable (FilterOperator, [DatabaseValue]) -> SQLCondition?
    /// What is wrong with a value that has the column's type.
    let violation: @Sendable (DatabaseValue) -> ColumnRule.Violation?

    /// The operators that it has.
    var operators: [FilterOperator] {
        FilterOperator.allCases.filter { comparison in
            switch type {
            case .text: true
            case .boolean, .uuid: !comparison.isAboutText && !comparison.isAboutOrder
            default: !comparison.isAboutText
            }
        }
    }

    /// The condition that a parameter asks for.
    func condition(_ comparison: FilterOperator, _ text: String) throws(ParameterValue.Mistake) -> SQLCondition? {
        if comparison == .isNull {
            return condition(comparison, [try ParameterValue.read(text, as: .boolean)])
        }
        guard comparison == .isIn || comparison == .isNotIn else {
            return condition(comparison, [try value(text, isWhole: !comparison.isAboutText)])
        }
        let texts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard texts.count <= Self.longestList else {
            throw ParameterValue.Mistake(
                code: "too_many_items", detail: "must have at most \(Self.longestList) values")
        }
        var values: [DatabaseValue] = []
        for text in texts { values.append(try value(String(text), isWhole: true)) }
        return condition(comparison, values)
    }

    /// How many values `in` takes.
    static let longestList = 100

    private func value(_ text: String, isWhole: Bool) throws(ParameterValue.Mistake) -> DatabaseValue {
        let value = try ParameterValue.read(text, as: type)
        if isWhole, let violation = violation(value) {
            throw ParameterValue.Mistake(code: violation.code, detail: violation.detail)
        }
        return value
    }
}

extension RowFilter {
    /// The filter of an expression.
    init<Value: ColumnValue>(
        _ expression: SQLExpression<Value>, type: ColumnType = Value.columnType,
        violation: @escaping @Sendable (DatabaseValue) -> ColumnRule.Violation?
    ) where Value.Unwrapped == Value {
        self.type = type
        self.violation = violation
        condition = { comparison, values in
            if comparison.isAboutText {
                guard case .text(let text)? = values.first else { return nil }
                return Self.textCondition(expression.read(as: String.self), comparison, text)
            }
            if comparison == .isNull {
                let isNull = expression.optional == nil
                return values.first == .boolean(true) ? isNull : !isNull
            }
            let operands = values.compactMap { Value(databaseValue: $0) }
            guard operands.count == values.count, let operand = operands.first else { return nil }
            return switch comparison {
            case .equal: expression == operand
            case .notEqual: expression != operand
            case .less: expression < operand
            case .lessOrEqual: expression <= operand
            case .greater: expression > operand
            case .greaterOrEqual: expression >= operand
            case .isIn: expression.isIn(operands)
            default: expression.isNotIn(operands)
            }
        }
    }

    private static func textCondition(
        _ expression: SQLExpression<String>, _ comparison: FilterOperator, _ text: String
    ) -> SQLCondition {
        switch comparison {
        case .contains: expression.contains(text)
        case .starts: expression.hasPrefix(text)
        case .ends: expression.hasSuffix(text)
        case .containsIgnoringCase: expression.contains(text, ignoringCase: true)
        case .startsIgnoringCase: expression.hasPrefix(text, ignoringCase: true)
        case .endsIgnoringCase: expression.hasSuffix(text, ignoringCase: true)
        default: expression.lowercased() == expression.sameCase(text)
        }
    }

    /// The filter of an expression of the application; `nil` where what it gives cannot be compared.
    init?<Value: ColumnValue>(comparing expression: SQLExpression<Value>) {
        guard Value.columnType.comparedType != nil else { return nil }
        self.init(expression.read(as: Value.Unwrapped.self)) { value in
            guard Value.Unwrapped(databaseValue: value) == nil else { return nil }
            return ColumnRule.Violation(code: "one_of", detail: "is not one of the values that there are")
        }
    }

    /// The filter of a column, known by its name; `nil` where what it holds cannot be compared.
    init?(_ column: ColumnSchema, at place: TablePath) {
        guard let type = column.type.comparedType else { return nil }
        self = type.filter(column, at: place)
    }
}

extension SQLExpression where Value == String {
    /// A text in lower case as the database makes it, so that both sides are made by the same letters.
    fileprivate func sameCase(_ text: String) -> SQLExpression<String> { SQLExpression<String>(text).lowercased() }
}

/// How rows are ordered by a column or an expression.
struct RowOrder: Sendable {
    let ascending: Ordering

    init(_ ordering: Ordering) { ascending = ordering }

    /// The order of a column, known by its name; `nil` where what it holds has none.
    init?(_ column: ColumnSchema, at place: TablePath) {
        guard let type = column.type.comparedType else { return nil }
        ascending = type.ordering(column, at: place)
    }
}

/// A Swift type whose values stand for those of a column that is known by its name alone.
protocol ComparedValue: ColumnValue where Unwrapped == Self {}

extension Bool: ComparedValue {}
extension Int64: ComparedValue {}
extension UInt64: ComparedValue {}
extension Double: ComparedValue {}
extension Decimal: ComparedValue {}
extension String: ComparedValue {}
extension UUID: ComparedValue {}
extension Date: ComparedValue {}
extension CalendarDate: ComparedValue {}
extension TimeOfDay: ComparedValue {}
extension Duration: ComparedValue {}

extension ComparedValue {
    fileprivate static func filter(_ column: ColumnSchema, at place: TablePath) -> RowFilter {
        RowFilter(SQLExpression<Self>(column: column.name, at: place), type: column.type) { value in
            column.choices == nil ? nil : ColumnRule.violation(of: value, column)
        }
    }

    fileprivate static func ordering(_ column: ColumnSchema, at place: TablePath) -> Ordering {
        let expression = SQLExpression<Self>(column: column.name, at: place)
        return column.isNullable ? expression.optional.ascending : expression.ascending
    }
}

extension ColumnType {
    /// The type by which values are compared; `nil` for those that are not.
    var comparedType: (any ComparedValue.Type)? {
        switch self {
        case .boolean: Bool.self
        case .integer(.uint64): UInt64.self
        case .integer: Int64.self
        case .real: Double.self
        case .decimal: Decimal.self
        case .text: String.self
        case .uuid: UUID.self
        case .timestamp: Date.self
        case .date: CalendarDate.self
        case .time: TimeOfDay.self
        case .duration: Duration.self
        case .blob, .json, .array, .range, .custom: nil
        }
    }
}

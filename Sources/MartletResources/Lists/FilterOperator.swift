/// How a query compares a column: `seconds[gte]=100`.
enum FilterOperator: String, CaseIterable, Sendable {
    case equal = "eq"
    case notEqual = "ne"
    case less = "lt"
    case lessOrEqual = "lte"
    case greater = "gt"
    case greaterOrEqual = "gte"
    case isIn = "in"
    case isNotIn = "not_in"
    case isNull = "null"
    case contains, starts, ends
    case equalIgnoringCase = "ieq"
    case containsIgnoringCase = "icontains"
    case startsIgnoringCase = "istarts"
    case endsIgnoringCase = "iends"

    var isAboutText: Bool {
        switch self {
        case .contains, .starts, .ends, .equalIgnoringCase, .containsIgnoringCase, .startsIgnoringCase,
            .endsIgnoringCase:
            true
        default: false
        }
    }

    var isAboutOrder: Bool {
        switch self {
        case .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }
}

/// A parameter of a list's query, its name taken apart: `seconds[gte]` or `seconds`.
struct FilterName {
    let column: String
    let comparison: String

    init(_ parameter: String) {
        guard parameter.hasSuffix("]"), let bracket = parameter.firstIndex(of: "[") else {
            column = parameter
            comparison = FilterOperator.equal.rawValue
            return
        }
        column = String(parameter[..<bracket])
        comparison = String(parameter[parameter.index(after: bracket)...].dropLast())
    }
}

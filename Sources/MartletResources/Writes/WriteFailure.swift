import MartletCore
import MartletData
import MartletJSON

/// What databases and models refuse, as answers.
enum WriteFailure {
    /// An error as clients get it.
    /// - Parameters:
    ///   - pointer: where the row stands in the content.
    ///   - hasCondition: whether the request said which version of the row it means.
    static func answer<Root: Model>(
        _ error: any Error, at pointer: String = "", _ columns: ResourceColumns<Root>, hasCondition: Bool = false
    ) -> any Error {
        switch error {
        case let errors as ValidationErrors: ValidationError(problems(errors, pointer, columns)) ?? error
        case let conflict as RowConflict where conflict.reason == .missing: HTTPError(.notFound)
        case is RowConflict:
            hasCondition
                ? HTTPError(.preconditionFailed, "It was changed by another.")
                : HTTPError(.conflict, "It was changed by another in the meantime; load it again.")
        case let error as DatabaseError where error.kind == .foreignKey:
            HTTPError(.conflict, "Others refer to it.")
        default: error
        }
    }

    private static func problems<Root: Model>(
        _ errors: ValidationErrors, _ pointer: String, _ columns: ResourceColumns<Root>
    ) -> [FieldProblem] {
        errors.errors.map { error in
            // Of a column that clients do not see they learn that a rule was broken, and not whose.
            guard let column = columns.column(ofField: error.field), column.access != .hidden else {
                return FieldProblem(at: pointer, FieldError.Code.check, "is not allowed")
            }
            let code = error.code == FieldError.Code.invalid ? "format" : error.code
            return FieldProblem(at: "\(pointer)/\(JSONPointer.escape(column.member))", code, error.message)
        }
    }
}

/// A column of a new row that clients do not set, and nobody else has.
struct MissingColumn: Error, CustomStringConvertible {
    let description: String

    /// - Parameter setter: where the application can set it.
    init(_ table: String, _ column: String, setter: String) {
        description =
            "a new row of \(table) has no \(column): clients do not set it, so give the property an initial value or set "
            + "it in \(setter)"
    }
}

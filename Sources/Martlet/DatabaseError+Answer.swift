package import MartletData
import MartletHTTP

/// A value that a database refuses is answered with a 422 and a code, a row that others refer to with a 409; the names of
/// tables and columns, and the database's words, are in the log alone.
extension DatabaseError: AnsweredError {
    package var answer: (any ResponseError)? {
        switch kind {
        case .value: refusal(FieldError.Code.invalid, "has a value that cannot be stored")
        case .unique: refusal(FieldError.Code.taken, "has a value that is taken")
        case .notNull: refusal(FieldError.Code.required, "lacks a value that is needed")
        case .check: refusal(FieldError.Code.check, "has a value that is not allowed")
        case .exclusion: refusal(FieldError.Code.overlap, "overlaps with something that is there")
        case .foreignKey:
            isOfDeletion ? RowInUse() : refusal(FieldError.Code.reference, "refers to something that does not exist")
        default: nil
        }
    }

    private func refusal(_ code: String, _ detail: String) -> ValidationError {
        ValidationError(FieldProblem(at: "", code, detail))
    }

    private var isOfDeletion: Bool { sql?.prefix { $0.isLetter }.uppercased() == "DELETE" }
}

/// A row that cannot be deleted while others refer to it.
private struct RowInUse: Problem {
    var status: HTTPResponse.Status { .conflict }
    var message: String? { "Others refer to it." }
    var extensions: [String: any Encodable & Sendable] { ["code": FieldError.Code.reference] }
}

import Martlet

/// An error as Conduit's clients read it: messages, by the field or the thing that they are about.
@Schema(name: "GenericErrorModel") struct ErrorBody {
    var errors: [String: [String]]
}

extension ErrorBody {
    /// Describes any error; what is not for clients says no more than its status.
    init(_ error: any Error) {
        switch error {
        case let error as ConduitError: errors = error.errors
        case let error as ValidationError:
            errors = Dictionary(grouping: error.problems, by: \.conduitField).mapValues { $0.map(\.conduitMessage) }
        case is AuthenticationError: errors = ["token": ["is missing"]]
        default:
            let message = (error as? any ResponseError)?.message
            errors = ["request": [message ?? Self.status(of: error).reasonPhrase.lowercased()]]
        }
    }

    static func status(of error: any Error) -> HTTPResponse.Status {
        switch error {
        // Conduit makes no difference between a token that is wrong and one that cannot be read.
        case is AuthenticationError: .unauthorized
        case let error as any ResponseError: error.status
        default: .internalServerError
        }
    }
}

extension FieldProblem {
    /// The field behind the envelope: `tagList` of `/article/tagList/0`.
    fileprivate var conduitField: String {
        switch place {
        case .parameter(let name): name
        case .pointer(let pointer): pointer.split(separator: "/").prefix(2).last.map { String($0) } ?? "body"
        }
    }

    fileprivate var conduitMessage: String {
        ["required", "null", "blank"].contains(code) ? "can't be blank" : detail
    }
}

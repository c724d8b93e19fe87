/// A scheme by which the client proves itself.
struct ClientScheme {
    enum Kind {
        case header(String)
        case query(String)
        case cookie(String)
        /// The field `Authorization` with a word before the secret, such as `Bearer`.
        case authorization(String)
        case basic
    }
    let name: String
    let swiftName: String
    let kind: Kind
    let description: String?
}

/// A description as a client: what is declared and what can be asked.
struct ClientModel {
    let name: String
    let title: String
    let version: String
    let description: String?
    let server: String?
    let schemes: [ClientScheme]
    let types: [TypeDeclaration]
    let operations: [ClientOperation]
}

/// What a client cannot express.
struct Refusal: Equatable, Hashable {
    let pointer: String
    let problem: String
}

/// A description has parts that no client can be made of.
struct RefusalError: Error, CustomStringConvertible {
    let file: String
    let refusals: [Refusal]

    var description: String {
        let list = refusals.map { "  \($0.pointer): \($0.problem)" }.joined(separator: "\n")
        return "no client can be made of \(file):\n\(list)"
    }
}

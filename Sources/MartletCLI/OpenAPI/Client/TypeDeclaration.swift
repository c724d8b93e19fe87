/// A type that the client declares.
struct TypeDeclaration {
    enum Content {
        case structure(Structure)
        case enumeration(Enumeration)
        case union(Union)
        /// Another name of a type.
        case alias(SwiftType)
    }

    struct Structure {
        var members: [Member]
        /// The type of members of other names, if there may be some.
        var additional: SwiftType?
        /// Whether it is the body of a form with files, which is not JSON.
        var isMultipart = false
    }

    struct Member {
        /// The name in JSON.
        let name: String
        let swiftName: String
        let use: TypeUse
        let isRequired: Bool
        let isReadOnly: Bool
        let isWriteOnly: Bool
        let isDeprecated: Bool
        let description: String?
    }

    struct Enumeration {
        /// `String` or `Int`.
        let raw: SwiftType
        /// The names of the cases and their values as Swift literals.
        let cases: [(name: String, literal: String)]
    }

    struct Union {
        let cases: [UnionCase]
        /// The member that tells the cases apart.
        let discriminator: String?
        var isIndirect = false
    }

    struct UnionCase {
        let name: String
        let type: SwiftType
        /// The values of the discriminator that mean this case.
        let values: [String]
        /// How many members a value has to have; more of them are tried first.
        let requiredCount: Int
    }

    let name: String
    let description: String?
    var content: Content
    var isDeprecated = false
}

/// An operation of the client.
struct ClientOperation {
    struct Parameter {
        let parameter: OpenAPIParameter
        let swiftName: String
        let type: SwiftType
        let shape: Shape
        let description: String?
    }

    /// How a parameter is written.
    enum Shape: Equatable {
        case single
        /// Separated by this text; `nil` repeats the name.
        case list(separator: String?)
        /// Members become parameters: of their own name, or `name[member]`.
        case members(isDeep: Bool)
        case json
    }

    /// One media type of a request body.
    struct Body {
        enum Coding {
            case json, form, multipart, text, data
        }
        let mediaType: String
        let coding: Coding
        let type: SwiftType
        /// The case of the enum, where there are several bodies.
        let caseName: String
    }

    struct Response {
        enum Coding {
            case json, text, data
        }
        /// `200`, `4XX`, `default`.
        let status: String
        let caseName: String
        let mediaType: String?
        let coding: Coding
        /// `nil` where there is no body.
        let body: SwiftType?
        let headers: HeaderSet?
        let description: String?

        var isSuccess: Bool { ["1", "2", "3"].contains(status.prefix(1)) }
        /// Whether it stands for several statuses.
        var isRange: Bool { Int(status) == nil }
    }

    /// The described header fields of a response.
    struct HeaderSet {
        let typeName: String
        let fields: [(name: String, swiftName: String, type: SwiftType, isRequired: Bool, description: String?)]
    }

    let name: String
    let typePrefix: String
    let method: String
    let path: String
    let summary: String?
    let description: String?
    let isDeprecated: Bool
    let tag: String?
    let parameters: [Parameter]
    let bodies: [Body]
    let isBodyRequired: Bool
    /// The name of the enum of several bodies, or of the only body's type.
    let bodyType: SwiftType?
    let responses: [Response]
    /// The names of the schemes of each alternative.
    let security: [[String]]
}

/// A scheme by which the client proves itself.
struct ClientScheme {
    enum Kind {
        case header(String)
        case query(String)
        case cookie(String)
        case bearer
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

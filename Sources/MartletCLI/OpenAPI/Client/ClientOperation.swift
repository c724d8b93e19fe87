/// An operation of the client.
struct ClientOperation {
    struct Parameter {
        let parameter: OpenAPIParameter
        let swiftName: String
        let type: SwiftType
        let shape: Shape
        let description: String?
        /// What it is where it is left out, as JSON.
        let initial: String?
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
            /// Server-sent events.
            case events
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

        var isSuccess: Bool { ClientOperation.isSuccess(status) }
        /// Whether it stands for several statuses.
        var isRange: Bool { Int(status) == nil }
    }

    /// The described header fields of a response.
    struct HeaderSet {
        let typeName: String
        let fields: [(name: String, swiftName: String, type: SwiftType, isRequired: Bool, description: String?)]
    }

    static func isSuccess(_ status: String) -> Bool { ["1", "2", "3"].contains(status.prefix(1)) }

    /// The statuses whose bodies are streams.
    var streamed: [String] { responses.filter { $0.coding == .events }.map(\.status) }

    let name: String
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
    /// The name of the enum of several successes; `nil` where there is no more than one.
    let resultType: String?
    /// The name of the enum of errors; `nil` where none are described.
    let failureType: String?
    /// The names of the schemes of each alternative.
    let security: [[String]]
}

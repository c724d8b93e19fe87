public import HTTPTypes
public import MartletHTTP
public import MartletJSON

/// What documents say of routes beyond what their types say; ``MartletHTTP/Route/describe(_:details:tags:id:deprecated:status:errors:problems:example:)``
/// is the usual way to write it.
///
/// Several descriptions of a route, such as that of its group and its own, are put together.
public struct OperationDescription: Sendable {
    /// A parameter that the handler's types do not show.
    public struct Parameter: Sendable {
        /// Its place, its name, its type in ``MartletJSON/MemberSchema``.
        public var location: ParameterDescription.Location
        /// Its name, its type and its rules.
        public var member: MemberSchema
        /// How lists and objects are written.
        public var style: Style

        /// How lists and objects are written (OpenAPI 3.1 §4.8.12).
        public enum Style: Sendable {
            /// `tag=a&tag=b`
            case repeated
            /// `tag=a,b`
            case commas
            /// `length[min]=1&length[max]=2`
            case brackets
        }

        /// Creates a parameter.
        public init(_ location: ParameterDescription.Location, _ member: MemberSchema, style: Style = .repeated) {
            self.location = location
            self.member = member
            self.style = style
        }
    }

    /// Content that the handler's types do not show.
    public struct Content: Sendable {
        /// Its type.
        public var schema: ValueSchema
        /// Its media types.
        public var contentTypes: [String]
        /// Whether a request without it is refused.
        public var isRequired: Bool

        /// Creates content.
        /// - Parameters:
        ///   - schema: its type.
        ///   - contentTypes: its media types.
        ///   - isRequired: whether a request without it is refused; of no account for answers.
        public init(_ schema: ValueSchema, _ contentTypes: [String] = ["application/json"], isRequired: Bool = true) {
            self.schema = schema
            self.contentTypes = contentTypes
            self.isRequired = isRequired
        }
    }

    /// An answer that the handler's types do not show.
    public struct Response: Sendable {
        /// The status.
        public var status: HTTPResponse.Status
        /// Its content; `nil` for none.
        public var content: Content?
        /// A sentence for readers; `nil` for the phrase of the status.
        public var summary: String?
        /// Header fields by name, with a sentence for each.
        public var headers: [String: String]

        /// Creates an answer.
        public init(
            _ status: HTTPResponse.Status, _ content: Content? = nil, summary: String? = nil,
            headers: [String: String] = [:]
        ) {
            self.status = status
            self.content = content
            self.summary = summary
            self.headers = headers
        }
    }

    /// A few words: the title of the operation.
    public var summary: String?
    /// As much as readers need, in Markdown.
    public var details: String?
    /// What the operation belongs to.
    public var tags: [String] = []
    /// The operation's name for programs; unique in the document, and best never changed.
    public var id: String?
    /// Whether it should not be used any more.
    public var isDeprecated = false
    /// Whether it is left out of documents.
    public var isHidden = false
    /// The status of the answer, where the result's type says another.
    public var status: HTTPResponse.Status?
    /// Errors that the handler's types do not show.
    public var errors: [HTTPResponse.Status] = []
    /// Problems of the application's own.
    public var problems: [any DocumentedProblem.Type] = []
    /// An example of the answer, as JSON.
    public var example: String?
    /// Parameters that the handler's types do not show.
    public var parameters: [Parameter] = []
    /// The content of requests, where the handler's types do not show it.
    public var content: Content?
    /// Answers, in place of those that the handler's types show; none by default.
    public var responses: [Response] = []

    /// Creates a description that says nothing.
    public init() {}

    /// The problems of a status, each once.
    func problems(of status: HTTPResponse.Status) -> [any DocumentedProblem.Type] {
        var seen: Set<ObjectIdentifier> = []
        return problems.filter { $0.details.status == status && seen.insert(ObjectIdentifier($0)).inserted }
    }

    /// Adds what another says; what it says of single things goes first.
    mutating func add(_ other: OperationDescription) {
        summary = other.summary ?? summary
        details = other.details ?? details
        tags += other.tags.filter { !tags.contains($0) }
        id = other.id ?? id
        isDeprecated = isDeprecated || other.isDeprecated
        isHidden = isHidden || other.isHidden
        status = other.status ?? status
        errors += other.errors
        problems += other.problems
        example = other.example ?? example
        parameters += other.parameters
        content = other.content ?? content
        responses += other.responses
    }
}

/// A problem of an application's own that documents list: with a schema, named after the type, and an example.
///
/// The schema is read from the example: type, title and status are constants, and each of `extensions` is a member that is
/// always there, of the type of its value. Documents tell it as one of the forms of its status, beside that of any problem.
///
/// ```swift
/// extension OutOfCredit: DocumentedProblem {
///     static var example: OutOfCredit { OutOfCredit(balance: 30) }
/// }
/// app.post("/orders") { … }.describe("Order", problems: [OutOfCredit.self])
/// ```
public protocol DocumentedProblem: Problem {
    /// One such problem.
    static var example: Self { get }
}

extension Route {
    /// Says more of the route in documents than its types do.
    ///
    /// ```swift
    /// api.post("/tracks") { … }.describe("Add a track", tags: ["tracks"], id: "createTrack", errors: [.conflict])
    /// ```
    /// - Parameters:
    ///   - summary: a few words: the title of the operation.
    ///   - details: as much as readers need, in Markdown.
    ///   - tags: what the operation belongs to, besides the tags of its groups.
    ///   - id: the operation's name for programs, unique in the document; made of the route's name, or of method and path,
    ///     where nothing is said.
    ///   - deprecated: whether it should not be used any more.
    ///   - status: the status of the answer, where the result's type says another.
    ///   - errors: errors that neither the handler's types nor middleware show, such as a 409.
    ///   - problems: problems of the application's own.
    ///   - example: an example of the answer.
    @discardableResult
    public func describe(
        _ summary: String? = nil, details: String? = nil, tags: [String] = [], id: String? = nil,
        deprecated: Bool = false, status: HTTPResponse.Status? = nil, errors: [HTTPResponse.Status] = [],
        problems: [any DocumentedProblem.Type] = [], example: (any JSONWritable)? = nil
    ) -> Route {
        var description = OperationDescription()
        description.summary = summary
        description.details = details
        description.tags = tags
        description.id = id
        description.isDeprecated = deprecated
        description.status = status
        description.errors = errors
        description.problems = problems
        description.example = example.flatMap(JSONExample.text)
        return annotate(description)
    }

    /// Leaves the route out of documents.
    @discardableResult
    public func undocumented() -> Route {
        var description = OperationDescription()
        description.isHidden = true
        return annotate(description)
    }
}

extension RouteBuilder {
    /// Says of all routes of the group, or of the application, what documents tell.
    ///
    /// ```swift
    /// api.versions(StoreVersion.self, by: .header(), default: .winter) { v in
    ///     v.describe(tags: ["tracks"])
    /// }
    /// ```
    /// - Parameters:
    ///   - tags: what its operations belong to.
    ///   - deprecated: whether they should not be used any more.
    ///   - errors: errors that each of them may answer and neither types nor middleware show, such as a 409.
    ///   - problems: problems of the application's own that each of them may answer.
    public func describe(
        tags: [String] = [], deprecated: Bool = false, errors: [HTTPResponse.Status] = [],
        problems: [any DocumentedProblem.Type] = []
    ) {
        var description = OperationDescription()
        description.tags = tags
        description.isDeprecated = deprecated
        description.errors = errors
        description.problems = problems
        routes.annotate(description)
    }

    /// Leaves all routes of the group, or of the application, out of documents.
    public func undocumented() {
        var description = OperationDescription()
        description.isHidden = true
        routes.annotate(description)
    }
}

/// Examples as JSON.
enum JSONExample {
    /// - Returns: `nil` for what JSON cannot say.
    static func text(_ value: any JSONWritable) -> String? {
        var bytes: [UInt8] = []
        guard (try? value.write(json: &bytes)) != nil else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

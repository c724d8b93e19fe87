public import HTTPTypes

/// What a handler's parameter takes from the request.
public struct ParameterDescription: Sendable {
    /// Where in the request the value stands.
    public enum Location: String, Sendable { case path, query, header, cookie, body }

    /// Where in the request the value stands.
    public var location: Location
    /// The name of the parameter, header or cookie; `nil` for the next placeholder of the path, for content, and for a
    /// struct whose members are parameters.
    public var name: String?
    /// The Swift type of the value.
    public var type: Any.Type
    /// Whether a request without it is refused; `true` by default.
    public var isRequired: Bool
    /// The media types that are understood, for content.
    public var contentTypes: [String]
    /// How a request is answered whose value is missing or wrong.
    public var refusals: [HTTPResponse.Status]
    /// A sentence for readers; `nil` for none.
    public var summary: String?

    /// Creates a description.
    public init(
        _ location: Location, name: String? = nil, _ type: Any.Type, isRequired: Bool = true,
        contentTypes: [String] = [], refusals: [HTTPResponse.Status] = [], summary: String? = nil
    ) {
        self.location = location
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.contentTypes = contentTypes
        self.refusals = refusals
        self.summary = summary
    }
}

public import HTTPTypes

/// A handler's result that says how it answers, for documentation.
///
/// ```swift
/// extension CSV: ResponseDescribing {
///     static var responses: [ResponseDescription] { [ResponseDescription(.ok, String.self, ["text/csv"])] }
/// }
/// ```
public protocol ResponseDescribing: SendableMetatype {
    /// How it answers, errors apart.
    static var responses: [ResponseDescription] { get }
}

/// One way in which a handler answers.
public struct ResponseDescription: Sendable {
    /// The status.
    public var status: HTTPResponse.Status
    /// The Swift type of the content; `nil` for none.
    public var type: Any.Type?
    /// The media types of the content.
    public var contentTypes: [String]
    /// Header fields by name, with a sentence for each.
    public var headers: [String: String]
    /// A sentence for readers; `nil` for the phrase of the status.
    public var summary: String?

    /// Creates a description.
    public init(
        _ status: HTTPResponse.Status, _ type: Any.Type? = nil, _ contentTypes: [String] = [],
        headers: [String: String] = [:], summary: String? = nil
    ) {
        self.status = status
        self.type = type
        self.contentTypes = contentTypes
        self.headers = headers
        self.summary = summary
    }

    /// What a type of results says of itself.
    /// - Parameters:
    ///   - type: the type.
    ///   - isEncoded: whether its values are sent as JSON.
    package static func all(of type: Any.Type, isEncoded: Bool) -> [ResponseDescription] {
        if let describing = type as? any ResponseDescribing.Type { return describing.responses }
        if let optional = type as? any OptionalType.Type {
            let present = all(of: optional.wrapped, isEncoded: isEncoded)
            return present.isEmpty ? [] : present + [ResponseDescription(.notFound)]
        }
        return isEncoded ? [ResponseDescription(.ok, type, ["application/json"])] : []
    }
}

/// An optional, whatever it wraps.
package protocol OptionalType {
    static var wrapped: Any.Type { get }
    var isAbsent: Bool { get }
}

extension Optional: OptionalType {
    package static var wrapped: Any.Type { Wrapped.self }
    package var isAbsent: Bool { self == nil }
}

extension String: ResponseDescribing {
    public static var responses: [ResponseDescription] { [ResponseDescription(.ok, String.self, ["text/plain"])] }
}

extension Substring: ResponseDescribing {
    public static var responses: [ResponseDescription] { String.responses }
}

extension StaticString: ResponseDescribing {
    public static var responses: [ResponseDescription] { String.responses }
}

extension HTML: ResponseDescribing {
    public static var responses: [ResponseDescription] { [ResponseDescription(.ok, String.self, ["text/html"])] }
}

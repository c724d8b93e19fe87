import HTTPTypes
public import MartletCore
public import MartletHTTP

/// Reads content of a media type of its own, for ``Content``.
///
/// ```swift
/// struct YAMLFormat: ContentDecoder {
///     var readTypes: [MediaType] { [MediaType("application", "yaml")] }
///     func decode<Value: Decodable & Sendable>(_ type: Value.Type, from request: Request) async throws -> Value {
///         try YAMLDecoder().decode(type, from: String(buffer: try await request.body.collect()))
///     }
/// }
/// ```
public protocol ContentDecoder: Sendable {
    /// The types that are understood; `*+json` for all of a suffix is written as the subtype `*+json`.
    var readTypes: [MediaType] { get }

    /// Whether values of a type can be read; `true` by default.
    func canDecode(_ type: any (Decodable & Sendable).Type) -> Bool

    /// Reads the content of a request, within its limit.
    /// - Throws: a ``ResponseError`` that says what is wrong: 400 for what is malformed, 413 past a limit,
    ///   ``ValidationError`` for values that are not as expected.
    func decode<Value: Decodable & Sendable>(_ type: Value.Type, from request: Request) async throws -> Value
}

extension ContentDecoder {
    /// Every type.
    public func canDecode(_ type: any (Decodable & Sendable).Type) -> Bool { true }

    /// Whether content of a type is understood.
    func understands(_ type: MediaType) -> Bool {
        readTypes.contains { known in
            guard known.type == type.type else { return false }
            if known.subtype.hasPrefix("*+") { return type.subtype.hasSuffix(known.subtype.dropFirst()) }
            return known.subtype == type.subtype
        }
    }
}

/// A list that is read, whatever it holds.
protocol DecodableList: Decodable {
    associatedtype Element: Decodable
    init(_ elements: [Element])
}

extension Array: DecodableList where Element: Decodable {}

/// The content has a type that is not understood (RFC 9110 §15.5.16).
struct UnsupportedContent: Problem {
    /// What was sent; `nil` for content without a type.
    let sent: String?
    /// What is understood.
    let understood: [String]

    var status: HTTPResponse.Status { .unsupportedMediaType }
    var message: String? {
        ContentType.refusal(of: sent ?? "", expected: understood.joined(separator: " or "))
    }
    var headers: Headers { [.accept: understood.joined(separator: ", ")] }
    var extensions: [String: any Encodable & Sendable] { ["understood": understood] }
}

public import HTTPTypes
public import MartletCore

/// A header field with a type: what ``Header`` takes.
///
/// ```swift
/// enum APIVersion: HeaderKey {
///     static let name = HTTPField.Name("X-API-Version")!
///     typealias Value = Int
/// }
/// ```
public protocol HeaderKey: Sendable {
    /// What the field's text is read as.
    associatedtype Value: PathValue
    /// The field.
    static var name: HTTPField.Name { get }
}

/// The value of a header field; absent or unreadable is a 400.
///
/// Take `Header<Key>?` where the field may be absent; one that is there and unreadable is a 400 all the same.
///
/// ```swift
/// app.get("/report") { (version: Header<APIVersion>) in "version \(version.value)" }
/// ```
public struct Header<Key: HeaderKey>: Extractor, PresenceTelling {
    /// The value.
    public let value: Key.Value

    /// Wraps a value, for tests.
    public init(_ value: Key.Value) { self.value = value }

    public static func extract(from source: inout ExtractionSource) throws -> Header {
        guard let text = source.request.headers[Key.name] else {
            throw HTTPError(.badRequest, "The header field \(Key.name) is required.")
        }
        guard let value = Key.Value(pathValue: text) else {
            throw HTTPError(.badRequest, "The header field \(Key.name) must be \(Expectation.of(Key.Value.self)).")
        }
        return Header(value)
    }

    public static func extractIfPresent(from source: inout ExtractionSource) throws -> Header? {
        guard source.request.headers[Key.name] != nil else { return nil }
        return try extract(from: &source)
    }

    public static var parameters: [ParameterDescription] {
        [ParameterDescription(.header, name: Key.name.rawName, Key.Value.self, refusals: [.badRequest])]
    }
}

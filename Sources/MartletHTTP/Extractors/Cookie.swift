public import MartletCore

/// A cookie with a type: what ``Cookie`` takes.
///
/// ```swift
/// enum FontSize: CookieKey {
///     static let name = "font-size"
///     typealias Value = Int
/// }
/// ```
public protocol CookieKey: Sendable {
    /// What the cookie's text is read as.
    associatedtype Value: PathValue
    /// The cookie.
    static var name: String { get }
}

/// The value of a cookie; absent or unreadable is a 400.
///
/// Take `Cookie<Key>?` where the cookie may be absent. The text is taken as it was sent: cookies have no encoding of their
/// own (RFC 6265 §4.1.1), and a type whose texts need one decodes it itself.
///
/// ```swift
/// app.get("/page") { (size: Cookie<FontSize>?) in "font size \(size?.value ?? 16)" }
/// ```
public struct Cookie<Key: CookieKey>: Extractor {
    /// The value.
    public let value: Key.Value

    /// Wraps a value, for tests.
    public init(_ value: Key.Value) { self.value = value }

    public static func extract(from source: inout ExtractionSource) throws -> Cookie {
        guard let text = source.request.cookies[Key.name] else {
            throw HTTPError(.badRequest, "The cookie `\(Key.name)` is required.")
        }
        guard let value = Key.Value(pathValue: text) else {
            throw HTTPError(.badRequest, "The cookie `\(Key.name)` must be \(Expectation.of(Key.Value.self)).")
        }
        return Cookie(value)
    }

    public static var parameters: [ParameterDescription] {
        [ParameterDescription(.cookie, name: Key.name, Key.Value.self, refusals: [.badRequest])]
    }
}

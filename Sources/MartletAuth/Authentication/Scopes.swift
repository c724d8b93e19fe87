/// What credentials allow: nothing by name, some scopes (RFC 6749 §3.3), or whatever their user may do.
public enum Scopes: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// Those that are listed.
    case some(Set<String>)
    /// Every scope: the user acts in person, as in a session.
    case all

    /// No scope at all.
    public static var none: Scopes { .some([]) }

    /// Scopes that are written in the source.
    public init(arrayLiteral elements: String...) { self = .some(Set(elements)) }

    /// Reads a list with spaces between its members, as tokens have it.
    public init(list: String) { self = .some(Set(list.split(separator: " ").map { String($0) })) }

    /// Whether a scope is among them.
    public func contains(_ scope: String) -> Bool {
        switch self {
        case .some(let scopes): scopes.contains(scope)
        case .all: true
        }
    }
}

/// A scope that routes ask for by its type.
///
/// ```swift
/// enum ReadTracks: Scope { static let name = "tracks:read" }
/// app.get("/tracks") { (user: Scoped<Account, ReadTracks>) in … }
/// ```
public protocol Scope: Sendable {
    /// The scope as tokens have it: visible ASCII without spaces, `"` and `\` (RFC 6749 §3.3).
    static var name: String { get }
}

import MartletHTTP

/// A rule about what a user may do with one object, in one function.
///
/// ```swift
/// enum EditAlbum: Permission {
///     static let refusal = Refusal.notFound   // others are not told that it exists
///     static func allows(_ account: Authenticated<Account>, on album: Album) -> Bool { album.owner == account.id }
/// }
///
/// app.put("/albums/{id:int}") { (id: Path<Int>, account: Authenticated<Account>, change: JSON<AlbumChange>) in
///     let album = try await account.allowed(EditAlbum.self, on: find(id.value))
///     …
/// }
/// ```
public protocol Permission<User, Object>: Sendable {
    /// Who is asked about.
    associatedtype User: Sendable
    /// What it is about.
    associatedtype Object: Sendable

    /// Whether a user may do it.
    /// - Throws: an error of its own, which is answered instead of the refusal.
    static func allows(_ user: Authenticated<User>, on object: Object) async throws -> Bool

    /// How a user who may not is answered: a 403 by default.
    static var refusal: Refusal { get }
}

extension Permission {
    public static var refusal: Refusal { .forbidden }
}

/// The user of a request, however a handler takes it: ``Authenticated``, ``Scoped`` or ``Authorized``.
public protocol RequestUser<User>: Sendable {
    /// Who it is.
    associatedtype User: Sendable

    /// The user, with everything that is known of the credentials.
    var authenticated: Authenticated<User> { get }
}

extension Authenticated: RequestUser {
    /// The value itself.
    public var authenticated: Authenticated { self }
}

extension Scoped: RequestUser {}
extension Authorized: RequestUser {}

extension RequestUser {
    /// Gives an object on only if the user has a permission on it.
    /// - Parameters:
    ///   - permission: the rule.
    ///   - object: what the user wants to use; `nil` is a 404.
    /// - Throws: the error of the permission's ``Permission/refusal``.
    @discardableResult
    public func allowed<Rule: Permission<User, Object>, Object>(
        _ permission: Rule.Type, on object: Object?
    ) async throws -> Object {
        guard let object else { throw HTTPError(.notFound) }
        guard try await Rule.allows(authenticated, on: object) else { throw Rule.refusal.thrown }
        return object
    }

    /// Whether the user has a permission on an object, for pages that show or hide what can be done.
    public func may<Rule: Permission<User, Object>, Object>(
        _ permission: Rule.Type, on object: Object
    ) async throws -> Bool {
        try await Rule.allows(authenticated, on: object)
    }

    /// Refuses unless a condition holds: `try account.require(album.owner == account.id, else: .notFound)`.
    public func require(_ condition: Bool, else refusal: Refusal = .forbidden) throws {
        guard condition else { throw refusal.thrown }
    }
}

public import MartletHTTP

/// The user of a request whose credentials have been granted all of some scopes.
///
/// Credentials without them are a 403 whose challenge names the scopes (`insufficient_scope`, RFC 6750 §3.1).
///
/// ```swift
/// app.delete("/tracks/{id:int}") { (id: Path<Int>, account: Scoped<Account, ReadTracks, WriteTracks>) in … }
/// app.group("/reports").use(Requiring(Scoped<Account, ReadReports>.self))
/// ```
@dynamicMemberLookup
public struct Scoped<User: Sendable, each Required: Scope>: Extractor, ServiceRequiring, SecurityDescribing {
    /// The user, with everything that is known of the credentials.
    public let authenticated: Authenticated<User>

    /// The user.
    public var user: User { authenticated.user }

    /// Wraps a user, for tests.
    public init(_ user: User) { authenticated = Authenticated(user) }

    private init(_ authenticated: Authenticated<User>) { self.authenticated = authenticated }

    /// The members of the user.
    public subscript<Member>(dynamicMember path: KeyPath<User, Member>) -> Member { user[keyPath: path] }

    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> Scoped {
        let authenticated = try await Authenticated<User>.extract(from: &source)
        try authenticated.require(scopes: names)
        return Scoped(authenticated)
    }

    nonisolated(nonsending) public static func extractIfPresent(from source: inout ExtractionSource) async throws
        -> Scoped?
    {
        guard let authenticated = try await Authenticated<User>.extractIfPresent(from: &source) else { return nil }
        try authenticated.require(scopes: names)
        return Scoped(authenticated)
    }

    public static var requiredServices: [ServiceRequirement] { Authenticated<User>.requiredServices }

    /// What documentation says: one of the schemes of ``Authentication``, with these scopes.
    public static var security: SecurityRequirementDescription {
        var security = Authenticated<User>.security
        security.scopes = names
        security.refusals.append(.forbidden)
        return security.asked(by: Self.self)
    }

    private static var names: [String] {
        var names: [String] = []
        for scope in repeat (each Required).self { names.append(scope.name) }
        return names
    }
}

extension Authenticated {
    /// Refuses credentials that lack one of some scopes.
    /// - Throws: ``AuthenticationError`` 403.
    public func require(scopes required: [String]) throws {
        let missing = required.filter { !scopes.contains($0) }
        guard missing.isEmpty else {
            throw AuthenticationError(
                .insufficientScope(required), "The credentials lack \(missing.joined(separator: ", ")).",
                challenges: [challenge].compactMap { $0 }.filter(\.namesErrors))
        }
    }
}

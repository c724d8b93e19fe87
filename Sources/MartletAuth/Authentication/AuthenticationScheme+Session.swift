public import MartletCookies
public import MartletHTTP

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension AuthenticationScheme {
    /// The user whom the session remembers; ``MartletCookies/Sessions`` has to be installed first.
    ///
    /// ```swift
    /// enum Login: SessionKey {
    ///     static let name = "account"
    ///     typealias Value = Int
    /// }
    /// .session(Login.self) { id, request in try await Account.find(id, in: request) }.granting { _ in .all }
    ///
    /// app.post("/login") { (form: Form<Credentials>, session: Session) in
    ///     …
    ///     session.logIn(account.id, as: Login.self)
    /// }
    /// ```
    /// A session lies with the client and outlives a change of the password unless what is remembered says otherwise: an
    /// identifier with a number that a change of the password counts up.
    /// - Parameters:
    ///   - key: where the session remembers the user.
    ///   - realm: what the challenge names as the protected space.
    ///   - find: the user of what was remembered; `nil` refuses it.
    public static func session<Key: SessionKey>(
        _ key: Key.Type, realm: String = "site", find: @escaping @Sendable (Key.Value, Request) async throws -> User?
    ) -> AuthenticationScheme {
        session(named: Key.name, realm: realm, find: find)
    }

    private static func session<Value: Codable & Sendable>(
        named name: String, realm: String, find: @escaping @Sendable (Value, Request) async throws -> User?
    ) -> AuthenticationScheme {
        var scheme = AuthenticationScheme(
            SecuritySchemeDescription(id: "session", kind: .apiKey(in: .cookie, name: "session")),
            challenge: Challenge("Session", ("realm", realm)), variesOn: nil
        ) { request in
            guard let value = try request.session.get(name, as: Value.self) else { return .absent }
            guard let user = try await find(value, request) else {
                return .refused("The session is over; log in again.")
            }
            var grant = Grant(user)
            // The cookie is renewed as the session is used.
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            grant.name = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
            return .accepted(grant)
        }
        scheme.isSession = true
        return scheme
    }
}

extension Session {
    /// Remembers a user, and forgets whatever the session held before: what a visitor put there is not theirs.
    public func logIn<Key: SessionKey>(_ value: Key.Value, as key: Key.Type) {
        clear()
        self[key] = value
    }
}

import MartletCookies
public import MartletHTTP

/// One way in which clients prove who they are, and how a user is found from it.
///
/// The kinds that are there: ``apiKey(header:realm:find:)``, ``apiKey(query:realm:find:)``, ``apiKey(cookie:realm:find:)``,
/// ``basic(realm:check:)``, ``bearer(scheme:realm:format:find:)``, ``scopedBearer(scheme:realm:format:find:)``,
/// ``jwt(_:scheme:realm:find:)`` and ``session(_:realm:find:)``. Another one is made from a function:
///
/// ```swift
/// let certificate = AuthenticationScheme<Machine>(SecuritySchemeDescription(id: "certificate", kind: .mutualTLS)) {
///     request in
///     guard let name = request.context.connection.clientCertificateName else { return .absent }
///     return try await Machine.named(name).map { .accepted(Grant($0)) } ?? .refused("The certificate is not known.")
/// }
/// ```
public struct AuthenticationScheme<User: Sendable>: Sendable {
    /// What documentation says of the scheme.
    public var description: SecuritySchemeDescription
    /// What `WWW-Authenticate` asks for; `nil` for nothing.
    let challenge: Challenge?
    /// Request fields that responses depend on.
    var variesOn: String?
    /// Whether the user is found by the session, and the cookie of the description is that of the sessions.
    var isSession = false
    private var check: @Sendable (Request) async throws -> AuthenticationOutcome<User>

    /// Creates a scheme.
    /// - Parameters:
    ///   - description: what documentation says of it.
    ///   - check: looks at a request; ``AuthenticationOutcome/absent`` where it carries nothing of this kind. What it throws
    ///     is answered as an error of the handler is.
    public init(
        _ description: SecuritySchemeDescription,
        check: @escaping @Sendable (Request) async throws -> AuthenticationOutcome<User>
    ) {
        self.init(description, challenge: nil, variesOn: nil, check: check)
    }

    init(
        _ description: SecuritySchemeDescription, challenge: Challenge?, variesOn: String?,
        check: @escaping @Sendable (Request) async throws -> AuthenticationOutcome<User>
    ) {
        self.description = description
        self.challenge = challenge
        self.variesOn = variesOn
        self.check = check
    }

    /// What the application has to have.
    var requirements: [ServiceRequirement] { isSession ? Session.requiredServices : [] }

    /// Where the scheme looks for credentials.
    func place(in services: Services) -> CredentialPlace? {
        let session = isSession ? services[Sessions.self].map { CredentialPlace.cookie($0.cookie) } : nil
        return session ?? CredentialPlace(description.kind)
    }

    func outcome(of request: Request) async throws -> AuthenticationOutcome<User> { try await check(request) }

    /// The same scheme under another name in documentation; two schemes of one kind need one each.
    public func named(_ id: String) -> AuthenticationScheme {
        var copy = self
        copy.description.id = id
        return copy
    }

    /// The same scheme, described otherwise: a JWT whose tokens come by OAuth 2, for example.
    public func described(as kind: SecuritySchemeDescription.Kind, summary: String? = nil) -> AuthenticationScheme {
        var copy = self
        copy.isSession = false
        copy.description.kind = kind
        copy.description.summary = summary ?? description.summary
        return copy
    }

    /// The same scheme, with scopes that follow from the user: `.session(…).granting { _ in .all }`.
    public func granting(_ scopes: @escaping @Sendable (User) -> Scopes) -> AuthenticationScheme {
        let check = check
        var copy = self
        copy.check = { request in
            let outcome = try await check(request)
            guard case .accepted(var grant) = outcome else { return outcome }
            grant.scopes = scopes(grant.user)
            return .accepted(grant)
        }
        return copy
    }

    /// The scheme, described with the cookie that the sessions of an application have.
    func described(in services: Services) -> AuthenticationScheme {
        guard isSession, let sessions = services[Sessions.self] else { return self }
        var copy = self
        copy.description.kind = .apiKey(in: .cookie, name: sessions.cookie)
        return copy
    }
}

/// What a scheme found in a request.
public enum AuthenticationOutcome<User: Sendable>: Sendable {
    /// The request carries no credentials of this kind; the next scheme is asked.
    case absent
    /// The credentials are wrong, expired or revoked: a 401. The text is shown to the client.
    case refused(String)
    /// The credentials cannot be read: a 400. The text is shown to the client.
    case malformed(String)
    /// The credentials are those of a user.
    case accepted(Grant<User>)
}

/// A user, and what the credentials allow.
public struct Grant<User: Sendable>: Sendable {
    /// Whose credentials they are.
    public var user: User
    /// What they allow; no scope unless said.
    public var scopes: Scopes
    /// What the scheme calls the user whatever its credentials are just now; `nil` where it knows no more than these.
    var name: String?

    /// Creates a grant.
    public init(_ user: User, scopes: Scopes = .none) {
        self.user = user
        self.scopes = scopes
    }
}

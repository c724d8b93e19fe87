public import MartletHTTP

/// The user of a request: a handler that takes one cannot be reached without.
///
/// The user is found once for each request, before its content is read. `Authenticated<User>?` is `nil` for a request
/// without credentials; wrong ones are a 401 there too, so that a client learns that its token has expired.
///
/// ```swift
/// app.get("/me") { (account: Authenticated<Account>) in account.name }
/// app.get("/articles") { (account: Authenticated<Account>?) in try await articles(seenBy: account?.user) }
/// ```
@dynamicMemberLookup
public struct Authenticated<User: Sendable>: Dependency, ServiceRequiring, SecurityDescribing {
    /// The user.
    public let user: User
    /// What the credentials allow.
    public let scopes: Scopes
    /// The ``AuthenticationScheme`` by whose name the user was found.
    public let scheme: String
    let challenge: Challenge?

    /// Wraps a user, for tests.
    public init(_ user: User, scopes: Scopes = .all, scheme: String = "test") {
        self.init(user, scopes: scopes, scheme: scheme, challenge: nil)
    }

    init(_ user: User, scopes: Scopes, scheme: String, challenge: Challenge?) {
        self.user = user
        self.scopes = scopes
        self.scheme = scheme
        self.challenge = challenge
    }

    /// The members of the user.
    public subscript<Member>(dynamicMember path: KeyPath<User, Member>) -> Member { user[keyPath: path] }

    nonisolated(nonsending) public static func extractIfPresent(from source: inout ExtractionSource) async throws
        -> Authenticated?
    {
        do { return try await extract(from: &source) } catch let error as AuthenticationError
            where error.cause == .missing
        {
            return nil
        }
    }

    public static func open(for source: inout ExtractionSource) async throws -> Authenticated {
        let request = source.request
        // Credentials that were refused are not looked at again.
        if let known = request.state[AuthenticatedPlace<User>.self] { return try known.get() }
        let authentication = try request.services.require(Authentication<User>.self)
        do {
            let user = try await authentication.user(of: request)
            request.state[AuthenticatedPlace<User>.self] = .success(user)
            return user
        } catch let error as AuthenticationError {
            request.state[AuthenticatedPlace<User>.self] = .failure(error)
            throw error
        }
    }

    public static var requiredServices: [ServiceRequirement] {
        [
            ServiceRequirement(
                Authentication<User>.self, name: "Authenticated<\(User.self)>",
                advice: "install Authentication<\(User.self)>(…) with its schemes")
        ]
    }

    /// What documentation says: one of the schemes of ``Authentication``.
    public static var security: SecurityRequirementDescription {
        SecurityRequirementDescription { services in
            services[Authentication<User>.self]?.schemes.map(\.description) ?? []
        }
        .asked(by: Self.self)
    }
}

/// The place of a request's user in its state.
enum AuthenticatedPlace<User: Sendable>: StateKey { typealias Value = Result<Authenticated<User>, AuthenticationError> }

public import MartletHTTP

/// A rule about who may use a route, in one function.
///
/// ```swift
/// enum Staff: Policy {
///     static func allows(_ account: Authenticated<Account>, in request: Request) -> Bool { account.isStaff }
/// }
/// app.get("/orders") { (account: Authorized<Staff>) in … }
/// app.group("/staff").use(Requiring(Authorized<Staff>.self))
/// ```
public protocol Policy<User>: Sendable {
    /// Who is asked about.
    associatedtype User: Sendable

    /// Whether a user may go on.
    /// - Throws: an error of its own, which is answered instead of the refusal.
    static func allows(_ user: Authenticated<User>, in request: Request) async throws -> Bool

    /// How a user who may not is answered: a 403 by default.
    static var refusal: Refusal { get }
}

extension Policy {
    public static var refusal: Refusal { .forbidden }
}

/// How something that a user may not do is answered.
public enum Refusal: Sendable {
    /// 403: the client learns that it is there.
    case forbidden
    /// 404, as if it were not there.
    case notFound
    /// An error of one's own, such as one that says what is not there.
    case error(any ResponseError)

    var thrown: any ResponseError {
        switch self {
        case .forbidden: AuthenticationError(.forbidden, "This is not allowed.")
        case .notFound: HTTPError(.notFound)
        case .error(let error): error
        }
    }
}

/// The user of a request whom a ``Policy`` allows; without a user it is a 401.
@dynamicMemberLookup
public struct Authorized<Rule: Policy>: Extractor, ServiceRequiring, SecurityDescribing {
    /// The user, with everything that is known of the credentials.
    public let authenticated: Authenticated<Rule.User>

    /// The user.
    public var user: Rule.User { authenticated.user }

    /// Wraps a user, for tests.
    public init(_ user: Rule.User) { authenticated = Authenticated(user) }

    private init(_ authenticated: Authenticated<Rule.User>) { self.authenticated = authenticated }

    /// The members of the user.
    public subscript<Member>(dynamicMember path: KeyPath<Rule.User, Member>) -> Member { user[keyPath: path] }

    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> Authorized {
        let authenticated = try await Authenticated<Rule.User>.extract(from: &source)
        guard try await Rule.allows(authenticated, in: source.request) else { throw Rule.refusal.thrown }
        return Authorized(authenticated)
    }

    /// `nil` for a request without credentials, and for a user whom the policy does not allow.
    nonisolated(nonsending) public static func extractIfPresent(from source: inout ExtractionSource) async throws
        -> Authorized?
    {
        guard let authenticated = try await Authenticated<Rule.User>.extractIfPresent(from: &source) else { return nil }
        return try await Rule.allows(authenticated, in: source.request) ? Authorized(authenticated) : nil
    }

    public static var requiredServices: [ServiceRequirement] { Authenticated<Rule.User>.requiredServices }

    /// What documentation says: one of the schemes of ``Authentication``.
    public static var security: SecurityRequirementDescription {
        var security = Authenticated<Rule.User>.security
        security.refusals.append(Rule.refusal.thrown.status)
        return security.asked(by: Self.self)
    }
}

public import MartletHTTP

/// The schemes by which clients of an application prove that they are a `User`, declared once.
///
/// They are asked in their order, and the first whose credentials the request carries decides: credentials that are wrong
/// are a 401, whatever else the request carries. Responses to requests that were asked for a user are marked
/// `Cache-Control: private` unless they say something of caching themselves.
///
/// ```swift
/// try await app.install(
///     Authentication<Account>(
///         .bearer { token, request in try await Account.find(token: token, in: request) },
///         .session(Login.self) { id, request in try await Account.find(id, in: request) }.granting { _ in .all }))
/// app.get("/me") { (account: Authenticated<Account>) in account.name }
/// ```
/// People and machines can be told apart by their types: an application may have one `Authentication` for each.
public struct Authentication<User: Sendable>: Extension {
    /// The schemes, in the order in which they are asked.
    public private(set) var schemes: [AuthenticationScheme<User>]

    /// Creates the extension.
    public init(_ schemes: AuthenticationScheme<User>...) { self.schemes = schemes }

    public var identity: String { "Authentication<\(User.self)>" }

    public func install(in app: App) async throws {
        var installed = self
        installed.schemes = schemes.map { $0.described(in: app.services) }
        app.services[Authentication<User>.self] = installed
        if schemes.isEmpty { app.reportProblem("\(identity) has no scheme; give it one, such as .bearer { … }") }
        var known: Set<String> = []
        for scheme in schemes where !known.insert(scheme.description.id).inserted {
            app.reportProblem(
                "\(identity) has two schemes named `\(scheme.description.id)`; give one another name: "
                    + ".named(\"\(scheme.description.id)2\")")
        }
        for requirement in schemes.flatMap(\.requirements) { app.require(requirement, for: identity) }
        let places = schemes.compactMap { $0.place(in: app.services) }
        app.services.declare(Set(places))
        app.use(PrivateResponses<User>(fields: Set(schemes.compactMap(\.variesOn)).sorted()))
    }

    /// Finds the user of a request.
    /// - Throws: ``AuthenticationError``; what a scheme threw.
    func user(of request: Request) async throws -> Authenticated<User> {
        for scheme in schemes {
            switch try await scheme.outcome(of: request) {
            case .absent: continue
            case .refused(let reason):
                throw AuthenticationError(.refused, reason, challenges: schemes.compactMap(\.challenge))
            case .malformed(let reason):
                throw AuthenticationError(.malformed, reason, challenges: schemes.compactMap(\.challenge))
            case .accepted(let grant):
                if let name = grant.name { note("\(User.self) \(scheme.description.id) \(name)", in: request) }
                return Authenticated(
                    grant.user, scopes: grant.scopes, scheme: scheme.description.id, challenge: scheme.challenge)
            }
        }
        let names = schemes.map(\.description.expectation).joined(separator: ", or ")
        throw AuthenticationError(.missing, "Expected \(names).", challenges: schemes.compactMap(\.challenge))
    }

    /// Whether a request carries something where a scheme looks; a scheme of which that is not known may find something.
    func mayFindCredentials(in request: Request) -> Bool {
        schemes.contains { scheme in
            scheme.place(in: request.services).map { !$0.values(in: request).isEmpty } ?? true
        }
    }

    private func note(_ name: String, in request: Request) {
        var client = request.state[KnownClient.Place.self] ?? KnownClient()
        client.names.append(name)
        client.places.formUnion(schemes.compactMap { $0.place(in: request.services) })
        request.state[KnownClient.Place.self] = client
    }
}

/// Keeps what one user sees out of caches that others share.
private struct PrivateResponses<User: Sendable>: Middleware {
    let fields: [String]

    func handle(_ request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        guard request.state[AuthenticatedPlace<User>.self] != nil else { return response }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "private" }
        for field in fields { response.headers.vary(on: field) }
        return response
    }
}

extension SecuritySchemeDescription {
    /// What a client has to send, in the words of an error message.
    var expectation: String {
        switch kind {
        case .apiKey(in: .header, let name): "an API key in the header field \(name)"
        case .apiKey(in: .query, let name): "an API key in the query parameter \(name)"
        case .apiKey(_, let name): "the cookie \(name)"
        case .http(let scheme, _) where scheme.lowercased() == "basic": "a name and a password (HTTP Basic)"
        case .http(let scheme, _) where scheme.lowercased() == "bearer": "a bearer token"
        case .http(let scheme, _): "credentials of the scheme \(scheme)"
        case .oauth2, .openIDConnect: "a bearer token"
        case .mutualTLS: "a client certificate"
        }
    }
}

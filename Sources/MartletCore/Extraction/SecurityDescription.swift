public import HTTPTypes

/// How clients prove who they are, for documentation (OpenAPI 3.1 §4.8.27, "Security Scheme Object").
public struct SecuritySchemeDescription: Sendable, Hashable {
    /// Where credentials stand and how they are obtained.
    public enum Kind: Sendable, Hashable {
        /// A text in a header field, the query or a cookie.
        case apiKey(in: ParameterDescription.Location, name: String)
        /// `Authorization` with a scheme of the IANA registry, such as `basic` or `bearer`.
        case http(scheme: String, bearerFormat: String?)
        /// Tokens of OAuth 2, by one or more flows.
        case oauth2([OAuth2Flow])
        /// Tokens of a provider that is described at a URL (`…/.well-known/openid-configuration`).
        case openIDConnect(url: String)
        /// A client certificate.
        case mutualTLS
    }

    /// What documents call the scheme; unique in an application.
    public var id: String
    /// Where credentials stand and how they are obtained.
    public var kind: Kind
    /// A sentence for readers; `nil` for none.
    public var summary: String?

    /// Creates a description.
    public init(id: String, kind: Kind, summary: String? = nil) {
        self.id = id
        self.kind = kind
        self.summary = summary
    }
}

/// A way to obtain a token of OAuth 2 (RFC 6749 §1.3).
public struct OAuth2Flow: Sendable, Hashable {
    /// The kinds of flows that are not deprecated (RFC 9700 §2.1.2, §2.4).
    public enum Grant: String, Sendable { case authorizationCode, clientCredentials }

    /// The kind of the flow.
    public var grant: Grant
    /// Where users agree; `nil` where no user is asked.
    public var authorizationURL: String?
    /// Where tokens come from.
    public var tokenURL: String
    /// Where tokens are renewed; `nil` for ``tokenURL``.
    public var refreshURL: String?
    /// What can be granted, with a sentence for each.
    public var scopes: [String: String]

    /// Creates a flow in which a user agrees (RFC 6749 §4.1).
    public static func authorizationCode(
        authorizationURL: String, tokenURL: String, refreshURL: String? = nil, scopes: [String: String] = [:]
    ) -> OAuth2Flow {
        OAuth2Flow(
            grant: .authorizationCode, authorizationURL: authorizationURL, tokenURL: tokenURL, refreshURL: refreshURL,
            scopes: scopes)
    }

    /// Creates a flow in which a program asks for itself (RFC 6749 §4.4).
    public static func clientCredentials(tokenURL: String, scopes: [String: String] = [:]) -> OAuth2Flow {
        OAuth2Flow(
            grant: .clientCredentials, authorizationURL: nil, tokenURL: tokenURL, refreshURL: nil, scopes: scopes)
    }
}

/// What a route asks of its clients: one of some schemes, and scopes.
public struct SecurityRequirementDescription: Sendable {
    /// The scopes that credentials must have been granted, all of them.
    public var scopes: [String]
    /// Whether the route answers without credentials too.
    public var isOptional: Bool
    /// How a request is answered whose credentials are missing, wrong, or not enough; 401 by default.
    public var refusals: [HTTPResponse.Status]
    private let find: @Sendable (Services) -> [SecuritySchemeDescription]
    /// Extracts what asks for the credentials; `nil` where that is not known.
    private var extraction: (@Sendable (Request, _ isOptional: Bool) async throws -> Void)?

    /// Creates a description.
    /// - Parameters:
    ///   - scopes: all of them are needed.
    ///   - isOptional: whether the route answers without credentials too.
    ///   - refusals: how a request is answered whose credentials are missing, wrong, or not enough.
    ///   - schemes: finds the schemes of an application; each of them will do.
    public init(
        scopes: [String] = [], isOptional: Bool = false, refusals: [HTTPResponse.Status] = [.unauthorized],
        schemes: @escaping @Sendable (Services) -> [SecuritySchemeDescription]
    ) {
        self.scopes = scopes
        self.isOptional = isOptional
        self.refusals = refusals
        find = schemes
    }

    /// The schemes of an application of which one is asked for.
    public func schemes(in services: Services) -> [SecuritySchemeDescription] { find(services) }
}

extension SecurityRequirementDescription {
    /// What a parameter asks for; `nil` for one that asks for no credentials.
    package static func of<Parameter: Extractor>(_ type: Parameter.Type) -> SecurityRequirementDescription? {
        guard var security = (type as? any SecurityDescribing.Type)?.security else { return nil }
        if security.extraction == nil, !type.readsBody {
            security.extraction = { request, _ in
                var source = ExtractionSource(request)
                _ = try await Parameter.extract(from: &source)
            }
        }
        return security
    }

    /// The same, with the parameter that asks for it: middleware can have it asked before the handler does.
    package func asked<Parameter: Extractor>(by type: Parameter.Type) -> SecurityRequirementDescription {
        var security = self
        security.extraction = { request, isOptional in
            var source = ExtractionSource(request)
            if isOptional {
                _ = try await Parameter.extractIfPresent(from: &source)
            } else {
                _ = try await Parameter.extract(from: &source)
            }
        }
        return security
    }

    /// Refuses a request whose credentials the parameter refuses.
    package func check(_ request: Request) async throws { try await extraction?(request, isOptional) }
}

/// A handler's parameter that asks for credentials, and says which.
public protocol SecurityDescribing: SendableMetatype {
    /// What is asked for.
    static var security: SecurityRequirementDescription { get }
}

extension Optional: SecurityDescribing where Wrapped: SecurityDescribing {
    public static var security: SecurityRequirementDescription {
        var security = Wrapped.security
        security.isOptional = true
        return security
    }
}

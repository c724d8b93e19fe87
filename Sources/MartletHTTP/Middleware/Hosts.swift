import HTTPTypes
public import MartletCore

/// Answers only requests for hosts that the application knows; others are a 400.
///
/// Links and redirects that are built from the request's host cannot then lead elsewhere.
///
/// ```swift
/// app.use(AllowedHosts(["example.com", "*.example.com", "localhost"]))
/// ```
public struct AllowedHosts: DescribedMiddleware {
    private let names: Set<String>
    private let suffixes: [String]
    private let exempt: ExemptPaths

    /// Creates the middleware.
    /// - Parameters:
    ///   - hosts: names without port; `*.example.com` stands for every name below it.
    ///   - exempt: paths, with what is below them, that answer for any host; health checks ask by address.
    public init(_ hosts: [String], except exempt: [String] = ["/health"]) {
        names = Set(hosts.filter { !$0.hasPrefix("*.") }.map { $0.lowercased() })
        suffixes = hosts.filter { $0.hasPrefix("*.") }.map { String($0.dropFirst()).lowercased() }
        self.exempt = ExemptPaths(exempt)
    }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        let host = HostName.withoutPort(request.host ?? "").lowercased()
        guard names.contains(host) || suffixes.contains(where: host.hasSuffix) || exempt.contains(request.path) else {
            throw HTTPError(.badRequest, "This site does not answer for the host `\(host)`.")
        }
        return await next(request)
    }

    /// A 400, but for exempt paths.
    public func description(for route: RouteDescription) -> MiddlewareDescription {
        guard !exempt.contains(route.path[...]) else { return MiddlewareDescription() }
        return MiddlewareDescription(responses: [ResponseDescription(.badRequest)])
    }
}

/// Sends clients of other names to the one name of the site (308 Permanent Redirect).
///
/// ```swift
/// app.use(CanonicalHost("www.example.com"))
/// ```
public struct CanonicalHost: Middleware {
    private let host: String
    private let exempt: ExemptPaths

    /// Creates the middleware.
    /// - Parameters:
    ///   - host: the name, with its port if it is not the usual one.
    ///   - exempt: paths, with what is below them, that stay where they are.
    public init(_ host: String, except exempt: [String] = ["/health"]) {
        self.host = host
        self.exempt = ExemptPaths(exempt)
    }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        guard request.host?.lowercased() != host.lowercased(), !exempt.contains(request.path) else {
            return await next(request)
        }
        return .redirect(to: "\(request.scheme)://\(host)\(request.target)", status: .permanentRedirect)
    }
}

/// Sends clients that came by `http` to the same URL by `https` (308 Permanent Redirect).
///
/// Behind a load balancer that ends TLS, its address has to be among the trusted proxies.
///
/// ```swift
/// app.server.trustedProxies = ["10.0.0.0/8"]
/// app.use(HTTPSRedirect())
/// ```
public struct HTTPSRedirect: Middleware {
    private let port: Int
    private let exempt: ExemptPaths

    /// Creates the middleware.
    /// - Parameters:
    ///   - port: where `https` is served; 443.
    ///   - exempt: paths, with what is below them, that stay reachable by `http`.
    public init(port: Int = 443, except exempt: [String] = ["/health", "/.well-known/acme-challenge"]) {
        self.port = port
        self.exempt = ExemptPaths(exempt)
    }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        guard request.scheme != "https", let host = request.host, !exempt.contains(request.path) else {
            return await next(request)
        }
        let authority = HostName.withoutPort(host) + (port == 443 ? "" : ":\(port)")
        return .redirect(to: "https://\(authority)\(request.target)", status: .permanentRedirect)
    }
}

/// Paths that a rule leaves alone, each with what is below it.
struct ExemptPaths: Sendable {
    private let prefixes: [String]

    init(_ paths: [String]) { prefixes = paths.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } }

    func contains(_ path: Substring) -> Bool {
        prefixes.contains { prefix in
            path.hasPrefix(prefix)
                && (path.utf8.count == prefix.utf8.count || path.dropFirst(prefix.count).hasPrefix("/"))
        }
    }
}

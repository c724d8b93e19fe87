import HTTPTypes
import MartletCore

/// Finds the handler of a request and runs it.
struct Router: Sendable {
    let exactHosts: [String: RouteTrie<Endpoint>]
    let wildcardHosts: [(suffix: String, trie: RouteTrie<Endpoint>)]
    let anyHost: RouteTrie<Endpoint>?
    let scopes: [ScopeEntry]
    let rootFallback: Next
    let trailingSlash: TrailingSlash

    init(
        tries: [String?: RouteTrie<Endpoint>], scopes: [ScopeEntry], rootErrors: ErrorResponder,
        trailingSlash: TrailingSlash
    ) {
        var exact: [String: RouteTrie<Endpoint>] = [:]
        var wildcard: [(suffix: String, trie: RouteTrie<Endpoint>)] = []
        for (host, trie) in tries {
            guard let host else { continue }
            if host.hasPrefix("*.") { wildcard.append((String(host.dropFirst()), trie)) } else { exact[host] = trie }
        }
        exactHosts = exact
        wildcardHosts = wildcard.sorted { $0.suffix.utf8.count > $1.suffix.utf8.count }
        anyHost = tries[nil]
        // Of two groups with one prefix the inner one is asked.
        self.scopes = scopes.sorted { ($0.segments.count, $0.depth) > ($1.segments.count, $1.depth) }
        rootFallback = Router.fallback(rootErrors)
        self.trailingSlash = trailingSlash
    }

    nonisolated(nonsending) func respond(to request: Request) async -> Response {
        let path = String(request.path)
        switch match(request, path) {
        case .found(let match): return await run(match, request)
        case .methodNotAllowed(let allowed, let sample):
            if path == "*" { return Response(.noContent) }
            request.context.routePattern = sample.pattern
            request.context.unrouted = .method(allowed: allowed)
            return await sample.fallback(request)
        case .notFound:
            // `OPTIONS *` asks about the server as a whole (RFC 9110 §9.3.7).
            if path == "*" { return Response(.noContent) }
            if trailingSlash != .strict, path != "/", let answer = await otherSlash(request, path) { return answer }
            request.context.unrouted = .path
            return await (scope(for: request, path)?.fallback ?? rootFallback)(request)
        }
    }

    nonisolated(nonsending) private func run(_ match: RouteTrie<Endpoint>.Match, _ request: Request) async -> Response {
        let endpoint = match.payload
        guard request.context.setRoute(endpoint.pattern, timeLimit: endpoint.timeLimit) else {
            var request = request
            request.parameters = PathParameters(names: endpoint.names, values: match.values)
            return await endpoint.fallback(request)
        }
        if endpoint.names.isEmpty, endpoint.bodyLimit == nil { return await endpoint.handler(request) }
        var request = request
        if !endpoint.names.isEmpty {
            request.parameters = PathParameters(names: endpoint.names, values: match.values)
        }
        if let limit = endpoint.bodyLimit { request.body.limit = limit }
        return await endpoint.handler(request)
    }

    private func match(_ request: Request, _ path: String) -> RouteTrie<Endpoint>.Result {
        guard !exactHosts.isEmpty || !wildcardHosts.isEmpty else {
            return anyHost?.match(request.method, path) ?? .notFound
        }
        let host = request.host.map { HostName.withoutPort($0).lowercased() } ?? ""
        let byHost = exactHosts[host] ?? wildcardHosts.first { host.hasSuffix($0.suffix) }?.trie
        if let byHost {
            let result = byHost.match(request.method, path)
            if case .notFound = result {} else { return result }
        }
        return anyHost?.match(request.method, path) ?? .notFound
    }

    nonisolated(nonsending) private func otherSlash(_ request: Request, _ path: String) async -> Response? {
        let other = path.hasSuffix("/") ? String(path.dropLast()) : path + "/"
        guard case .found(let match) = match(request, other) else { return nil }
        if !path.hasSuffix("/"), !match.payload.takesMissingSlash { return nil }
        guard trailingSlash == .redirect else { return await run(match, request) }
        // A path that begins with two slashes would be read as another host.
        guard !other.hasPrefix("//") else { return nil }
        let query = request.queryString.map { "?\($0)" } ?? ""
        return .redirect(to: other + query, status: .permanentRedirect)
    }

    /// The deepest group whose prefix the path has.
    private func scope(for request: Request, _ path: String) -> ScopeEntry? {
        let segments = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        let host = request.host.map { HostName.withoutPort($0).lowercased() } ?? ""
        return scopes.first { scope in
            if let wanted = scope.host {
                let fits = wanted.hasPrefix("*.") ? host.hasSuffix(wanted.dropFirst()) : host == wanted
                guard fits else { return false }
            }
            guard scope.segments.count <= segments.count else { return false }
            return zip(scope.segments, segments).allSatisfy { wanted, segment in
                if case .constant(let text) = wanted { return text == segment }
                return !segment.isEmpty
            }
        }
    }

    /// Answers requests that no route takes: `OPTIONS` by what is allowed, others by 405, 404, or 400 for a query that
    /// cannot be read.
    static func fallback(_ errors: ErrorResponder) -> Next {
        Next { request in
            let methods: [HTTPRequest.Method]
            switch request.context.unrouted {
            case .path: return await errors.respond(to: HTTPError(.notFound), request)
            case .query:
                let error = HTTPError(.badRequest, "The query is not valid percent-encoded UTF-8.")
                return await errors.respond(to: error, request)
            case .method(let allowed): methods = allowed
            }
            var allowed = Set(methods.map(\.rawValue))
            allowed.insert("OPTIONS")
            if allowed.contains("GET") { allowed.insert("HEAD") }
            let allow: Headers = [.allow: allowed.sorted().joined(separator: ", ")]
            if request.method == .options { return Response(.noContent, headers: allow) }
            let error = HTTPError(.methodNotAllowed, headers: allow)
            return await errors.respond(to: error, request)
        }
    }
}

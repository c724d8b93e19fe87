import HTTPTypes
import MartletCore
import MartletHTTP

/// Says at boot what is wrong with the changes.
struct VersionSetUp: Middleware, CheckedMiddleware {
    let versioning: VersioningDescription

    var problems: [String] {
        versioning.changes.problems + versioning.sourceProblems
    }

    func handle(_ request: Request, next: Next) async throws -> Response { await next(request) }
}

/// Lets requests into routes that are not there in all versions.
struct VersionGate<Version: APIVersion>: Middleware {
    let available: Set<Version>

    func handle(_ request: Request, next: Next) async throws -> Response {
        guard request.isRouted, let version = request.state[VersionPlace<Version>.self], !available.contains(version)
        else {
            return await next(request)
        }
        let names = available.sorted().map(\.rawValue).joined(separator: ", ")
        throw HTTPError(
            .notFound, "This is not there in version \(version.rawValue) of the API, but in \(names).")
    }
}

/// Serves requests in one version, which their path says.
struct FixedVersion<Version: APIVersion>: Middleware {
    let version: Version
    let versioning: VersioningDescription

    func handle(_ request: Request, next: Next) async throws -> Response {
        await request.served(in: version, versioning, next)
    }
}

/// Says which versions there are where a path names none of them.
///
/// What looks like a version is told by its form: the same characters but for digits. `/v9` is one beside `/v1`, `/videos`
/// is none.
struct UnknownPathVersion: Middleware {
    let versioning: VersioningDescription
    let prefix: String

    func handle(_ request: Request, next: Next) async throws -> Response {
        let response = await next(request)
        guard response.status == .notFound, request.context.routePattern == nil else { return response }
        let names = request.path.split(separator: "/").filter { $0.hasPrefix(prefix) }.map {
            $0.dropFirst(prefix.count)
        }
        let known = Set(versioning.names)
        guard !names.contains(where: { known.contains(String($0)) }) else { return response }
        let forms = Set(versioning.names.map { Self.form($0[...]) })
        guard let asked = names.first(where: { forms.contains(Self.form($0)) }) else { return response }
        throw UnknownAPIVersion(
            asked: String(asked), place: "the path", available: versioning.names, status: .notFound)
    }

    /// A name with each run of digits as one.
    private static func form(_ name: Substring) -> String {
        var form = ""
        for character in name {
            if !character.isNumber { form.append(character) } else if form.last != "0" { form.append("0") }
        }
        return form
    }
}

/// Finds the version of a request in its head.
struct VersionSelection<Version: APIVersion>: DescribedMiddleware {
    let sources: [VersionSource]
    let `default`: Version?
    let versioning: VersioningDescription

    func handle(_ request: Request, next: Next) async throws -> Response {
        // A path that no route takes has no version, nor does a question for what is allowed.
        guard request.isRouted else { return await next(request) }
        var reader = VersionReader(request, available: versioning.names)
        for source in sources { try reader.read(source) }
        let version = try version(reader.named)
        var response = await reader.request.served(in: version, versioning, next)
        reader.finish(&response, version: version.rawValue, sources: sources)
        return response
    }

    /// How versions are refused that there are not, and the fields that say which it is.
    func description(for route: RouteDescription) -> MiddlewareDescription {
        guard !sources.isEmpty else { return MiddlewareDescription() }
        var statuses: [HTTPResponse.Status] = [.badRequest]
        var headers: [String: String] = [:]
        for source in sources {
            switch source.kind {
            case .mediaType:
                statuses += route.takesContent ? [.notAcceptable, .unsupportedMediaType] : [.notAcceptable]
            case .header(let name): headers[name.rawName] = VersionSource.summary
            case .path, .query: break
            }
        }
        return MiddlewareDescription(responses: statuses.map { ResponseDescription($0) }, headers: headers)
    }

    private func version(_ named: [String]) throws -> Version {
        guard let name = named.first else {
            if let version = `default` { return version }
            throw UnknownAPIVersion(
                asked: nil, place: place, available: versioning.names, status: .badRequest, headers: vary)
        }
        guard named.allSatisfy({ $0 == name }), let version = Version(rawValue: name) else {
            throw AmbiguousAPIVersion(named: named, available: versioning.names)
        }
        return version
    }

    private var place: String { sources.map(\.description).joined(separator: " or ") }

    private var vary: Headers {
        var headers = Headers()
        for source in sources { source.addVary(to: &headers) }
        return headers
    }
}

extension VersionSource {
    /// Tells caches that answers depend on the source; addresses they know anyway.
    func addVary(to headers: inout Headers) {
        switch kind {
        case .header(let name): headers.vary(on: name.rawName)
        case .mediaType: headers.vary(on: "Accept")
        case .path, .query: break
        }
    }
}

extension Request {
    /// Whether a route answers the request.
    var isRouted: Bool {
        if case .method = context.unrouted { return false }
        return context.routePattern != nil
    }

    /// Serves the request in a version.
    func served<Version: APIVersion>(
        in version: Version, _ versioning: VersioningDescription, _ next: Next
    ) async -> Response {
        let context = VersionContext(position: version.position, changes: versioning.changes)
        state[VersionPlace<Version>.self] = version
        state[VersionContext.Place.self] = context
        var response = await VersionContext.$current.withValue(context) { await next(self) }
        response.bind(context)
        version.deprecation?.tell(&response.headers)
        return response
    }
}

extension Response {
    /// Lets what is made while it is sent find the version: that runs once the request has left the middleware.
    fileprivate mutating func bind(_ context: VersionContext) {
        if case .stream(let length, let write) = body.storage {
            body = .stream(length: length) { writer in
                try await VersionContext.$current.withValue(context) { try await write(writer) }
            }
        }
        if let run = upgrade?.run {
            upgrade?.run = { await VersionContext.$current.withValue(context) { await run() } }
        }
    }
}

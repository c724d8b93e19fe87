public import MartletCore
public import MartletHTTP

extension RouteBuilder {
    /// Declares routes that are there in several versions.
    ///
    /// ```swift
    /// app.group("/api") { api in
    ///     api.versions(StoreVersion.self, by: .header(), default: nil, changes: [TrackBeforeSummer.self]) { v in
    ///         v.get("/tracks/{id:int}") { (id: Path<Int>) in Versioned(try find(id.value)) }
    ///         v.since(.summer) { v in v.get("/charts") { charts() } }
    ///         v.until(.summer) { v in v.get("/top") { top() } }
    ///     }
    /// }
    /// ```
    /// With ``VersionSource/path(_:)`` each version has routes of its own, and `build` is called for each; names of routes
    /// have to differ then. Of several sources a request may use any; two that do not agree are a 400.
    ///
    /// A version that there is not is a 400 in a header field or the query, a 404 in the path, a 406 in `Accept` and a
    /// 415 in `Content-Type`. The problem lists the versions as `versions`. Mistakes in the changes stop the start.
    /// - Parameters:
    ///   - type: the versions.
    ///   - sources: where requests name theirs.
    ///   - default: the version of requests that name none; with `nil` they get a 400, or a 404 where the path says it.
    ///   - changes: what became of types, for ``Versioned``.
    ///   - build: adds the routes.
    public func versions<Version: APIVersion>(
        _ type: Version.Type, by sources: VersionSource..., default: Version?, changes: [any VersionStep.Type] = [],
        file: String = #fileID, line: Int = #line, _ build: (VersionedRoutes<Version>) -> Void
    ) {
        let description = VersioningDescription(
            type, sources: sources, default: `default`, changes: VersionChanges(changes))
        group(file: file, line: line) { all in
            all.use(VersionSetUp(versioning: description))
            all.annotate(RouteVersions(versioning: description, names: description.names))
            all.annotate(ParameterRule(taking: sources.compactMap(\.parameter)))
            for prefix in sources.compactMap(\.pathPrefix) {
                all.use(UnknownPathVersion(versioning: description, prefix: prefix))
                for version in Version.allCases {
                    all.group("/\(prefix)\(version.rawValue)", file: file, line: line) { group in
                        group.use(FixedVersion(version: version, versioning: description))
                        group.annotate(
                            RouteVersions(versioning: description, names: [version.rawValue], isFixed: true))
                        build(VersionedRoutes(group, version, description))
                    }
                }
            }
            let readable = sources.filter { $0.pathPrefix == nil }
            guard !readable.isEmpty || `default` != nil else { return }
            all.group(file: file, line: line) { group in
                group.use(VersionSelection(sources: readable, default: `default`, versioning: description))
                build(VersionedRoutes(group, nil, description))
            }
        }
    }
}

/// The routes of an API with versions; see ``RouteBuilder/versions(_:by:default:changes:file:line:_:)``.
public struct VersionedRoutes<Version: APIVersion>: RouteBuilder {
    public let routes: RouteGroup
    /// The version whose routes are declared; `nil` where each request says it.
    public let version: Version?
    private let versioning: VersioningDescription

    init(_ routes: RouteGroup, _ version: Version?, _ versioning: VersioningDescription) {
        self.routes = routes
        self.version = version
        self.versioning = versioning
    }

    /// Declares routes that are there from a version on; before it they are a 404.
    public func since(_ first: Version, file: String = #fileID, line: Int = #line, _ build: (VersionedRoutes) -> Void) {
        add(file, line, { $0 >= first }, build)
    }

    /// Declares routes that are there before a version, and no more from it on: a 404.
    public func until(_ end: Version, file: String = #fileID, line: Int = #line, _ build: (VersionedRoutes) -> Void) {
        add(file, line, { $0 < end }, build)
    }

    private func add(
        _ file: String, _ line: Int, _ includes: (Version) -> Bool, _ build: (VersionedRoutes) -> Void
    ) {
        if let version, !includes(version) { return }
        let available = Version.allCases.filter(includes)
        routes.group(file: file, line: line) { group in
            group.annotate(
                RouteVersions(
                    versioning: versioning, names: available.map(\.rawValue), isFixed: version != nil))
            if version == nil {
                group.use(VersionGate<Version>(available: Set(available)))
            }
            build(VersionedRoutes(group, version, versioning))
        }
    }
}

extension Route {
    /// Answers older clients by another handler; the route's own is that of the versions from there on.
    ///
    /// Of several the oldest stands first:
    ///
    /// ```swift
    /// v.get("/search") { (query: Query<Search>) in search(query.value) }
    ///     .before(StoreVersion.summer) { (query: Query<OldSearch>) in oldSearch(query.value) }
    /// ```
    ///
    /// The other handler stands in the place of the route's own: behind all middleware and within the limits of the route. What
    /// its parameters need is checked at the start, and documents of older versions describe it.
    @discardableResult
    public func before<Version: APIVersion, each E: Extractor, R: ResponseConvertible>(
        _ version: Version, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        answer(where: BeforeVersion(end: version), file: file, line: line, handler)
    }

    /// Answers older clients by another handler, whose result is sent as JSON; a result of `nil` is a 404.
    @_disfavoredOverload
    @discardableResult
    public func before<Version: APIVersion, each E: Extractor, R: Encodable & SendableMetatype>(
        _ version: Version, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        answer(where: BeforeVersion(end: version), file: file, line: line, handler)
    }
}

/// The requests of the versions before one.
private struct BeforeVersion<Version: APIVersion>: VersionCondition {
    let end: Version

    var versions: [String] { Version.allCases.filter { $0 < end }.map(\.rawValue) }

    func holds(for request: Request) throws -> Bool {
        guard let version = request.state[VersionPlace<Version>.self] else {
            throw NoAPIVersion(type: "\(Version.self)")
        }
        return version < end
    }
}

import HTTPTypes
import MartletCore
import Synchronization

/// `/health/live` and `/health/ready`: what load balancers, orchestrators and containers ask.
///
/// Both exist in every application that does not say `App(disabling: .health)`; a route of the application's own at one
/// of the paths takes its place. The process is live while it answers. It is ready when every check that was added with
/// ``App/readiness(_:_:)`` passes, and no longer when a graceful shutdown has begun, so that a load balancer sends no
/// further clients.
final class Health: Sendable {
    /// A condition of readiness.
    struct Check: Sendable {
        let name: String
        let run: @Sendable (Services) async throws -> Void
    }

    /// How long all checks together may take; past it the answer is a 503.
    static let timeLimit = Duration.seconds(5)
    static let livePath = "/health/live"
    static let readyPath = "/health/ready"

    private let checks = Mutex<[Check]>([])
    private let isDraining = Atomic<Bool>(false)

    func add(_ check: Check) { checks.withLock { $0.append(check) } }

    func beginDraining() { isDraining.store(true, ordering: .relaxed) }

    /// The routes that the application does not have itself.
    func routes(except own: (_ path: String) -> Bool) -> [Route] {
        let group = RouteGroup(prefix: "", location: SourceLocation(file: "built in", line: 0))
        if !own(Self.livePath) { group.get(Self.livePath, file: "built in", line: 0) { Self.answer(.ok, "live") } }
        if !own(Self.readyPath) {
            group.get(Self.readyPath, file: "built in", line: 0) { [self] (request: Request) in await ready(request) }
                .timeLimit(Self.timeLimit)
        }
        return group.current.routes
    }

    /// All checks run at once; the client learns the names of those that fail, the log learns why.
    private func ready(_ request: Request) async -> Response {
        guard !isDraining.load(ordering: .relaxed) else {
            return Self.answer(.serviceUnavailable, "not ready: shutting down")
        }
        let checks = checks.withLock { $0 }
        let failing = await withTaskGroup(of: String?.self) { group in
            for check in checks {
                group.addTask {
                    do {
                        try await check.run(request.services)
                        return nil
                    } catch {
                        request.logger.warning(
                            "not ready", metadata: ["check": "\(check.name)", "error": "\(error)"])
                        return check.name
                    }
                }
            }
            return await group.reduce(into: []) { names, name in names += name.map { [$0] } ?? [] }
        }
        guard failing.isEmpty else {
            return Self.answer(.serviceUnavailable, "not ready: \(failing.sorted().joined(separator: ", "))")
        }
        return Self.answer(.ok, "ready")
    }

    private static func answer(_ status: HTTPResponse.Status, _ text: String) -> Response {
        var response = Response(status, text: text + "\n")
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

extension App {
    /// Adds a condition to `/health/ready`: the application gets no clients while it throws.
    ///
    /// ```swift
    /// app.readiness("catalogue") { services in
    ///     guard try await Artist.query.exists(in: services.require(Database.self)) else { throw NotImported() }
    /// }
    /// ```
    /// - Parameters:
    ///   - name: what the answer and the log call it.
    ///   - check: gets the application's services and throws when it should get no clients; all checks together have five
    ///     seconds.
    public func readiness(_ name: String, _ check: @escaping @Sendable (Services) async throws -> Void) {
        health.add(Health.Check(name: name, run: check))
    }
}

import HTTPTypes
import Logging
import MartletCore
import Synchronization

/// `/health/live` and `/health/ready`: what load balancers, orchestrators and containers ask.
///
/// Both exist in every application that does not say `App(disabling: .health)`; a route of the application's own at one
/// of the paths takes its place. The process is live while it answers. It is ready when every check that was added with
/// ``App/readiness(_:_:)`` passes, and no longer when a graceful shutdown has begun, so that a load balancer sends no
/// further clients.
///
/// Anybody may ask, so the checks run once for all who ask at the same time.
final class Health: Sendable {
    /// A condition of readiness.
    struct Check: Sendable {
        let name: String
        let run: @Sendable (Services) async throws -> Void
    }

    /// How long all checks together may take; what has not passed by then counts as failing.
    static let timeLimit = Duration.seconds(5)
    static let livePath = "/health/live"
    static let readyPath = "/health/ready"

    private let checks = Mutex<[Check]>([])
    private let adopted = Mutex<[Health]>([])
    private let round = Mutex<HealthRound?>(nil)
    private let isDraining = Atomic<Bool>(false)

    func add(_ check: Check) { checks.withLock { $0.append(check) } }

    /// Takes over the checks of a mounted application.
    func adopt(_ other: Health) { adopted.withLock { $0.append(other) } }

    func beginDraining() { isDraining.store(true, ordering: .relaxed) }

    private var allChecks: [Check] {
        checks.withLock { $0 } + adopted.withLock { $0 }.flatMap(\.allChecks)
    }

    /// The routes that the application does not have itself.
    func routes(except own: (_ path: String) -> Bool) -> [Route] {
        let group = RouteGroup(prefix: "", location: SourceLocation(file: "built in", line: 0))
        if !own(Self.livePath) { group.get(Self.livePath, file: "built in", line: 0) { Self.answer(.ok, "live") } }
        if !own(Self.readyPath) {
            group.get(Self.readyPath, file: "built in", line: 0) { [self] (request: Request) in await ready(request) }
        }
        return group.current.routes
    }

    /// The client learns the names of the checks that fail, the log learns why.
    private func ready(_ request: Request) async -> Response {
        guard !isDraining.load(ordering: .relaxed) else {
            return Self.answer(.serviceUnavailable, "not ready: shutting down")
        }
        let checks = allChecks
        guard !checks.isEmpty else { return Self.answer(.ok, "ready") }
        let round = round.withLock { round in
            if let current = round, current.mayBeShared { return current }
            let new = HealthRound(checks, request.services, request.context.application.logger)
            round = new
            return new
        }
        let failing = await round.failing(within: Self.timeLimit)
        guard failing.isEmpty else {
            return Self.answer(.serviceUnavailable, "not ready: \(failing.joined(separator: ", "))")
        }
        return Self.answer(.ok, "ready")
    }

    private static func answer(_ status: HTTPResponse.Status, _ text: String) -> Response {
        var response = Response(status, text: text + "\n")
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

/// One run of all checks at once, for everybody who asks meanwhile.
private final class HealthRound: Sendable {
    private struct State: ~Copyable {
        /// The names of the checks that still run, by their place in the list.
        var pending: [Int: String]
        var failing: Set<String> = []
        var nextID = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let started = ContinuousClock.now
    private let state: Mutex<State>

    init(_ checks: [Health.Check], _ services: Services, _ logger: Logger) {
        let names = checks.enumerated().map { ($0.offset, $0.element.name) }
        state = Mutex(State(pending: Dictionary(uniqueKeysWithValues: names)))
        for (place, check) in checks.enumerated() {
            Task {
                do {
                    try await check.run(services)
                    finish(place, passed: true)
                } catch {
                    logger.warning("not ready", metadata: ["check": "\(check.name)", "error": "\(error)"])
                    finish(place, passed: false)
                }
            }
        }
    }

    /// Whether it still runs, and has not hung for so long that another try is due.
    var mayBeShared: Bool {
        !state.withLock { $0.pending.isEmpty } && ContinuousClock.now - started < Health.timeLimit * 6
    }

    /// The names of the checks that fail or have not passed in time, sorted.
    func failing(within limit: Duration) async -> [String] {
        let left = limit - (ContinuousClock.now - started)
        if left > .zero { await wait(atMost: left) }
        return state.withLock { state in state.failing.union(state.pending.values).sorted() }
    }

    private func finish(_ place: Int, passed: Bool) {
        let waiters = state.withLock { state in
            let name = state.pending.removeValue(forKey: place)
            if !passed, let name { state.failing.insert(name) }
            guard state.pending.isEmpty else { return [:] as [Int: CheckedContinuation<Void, Never>] }
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    private func wait(atMost limit: Duration) async {
        await withCheckedContinuation { continuation in
            let id = state.withLock { state -> Int? in
                guard !state.pending.isEmpty else { return nil }
                state.nextID += 1
                state.waiters[state.nextID] = continuation
                return state.nextID
            }
            guard let id else { return continuation.resume() }
            Task {
                try? await Task.sleep(for: limit)
                state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
            }
        }
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

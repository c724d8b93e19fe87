import MartletHTTP
import Synchronization

/// The keys of an issuer that publishes them (JWK Set, RFC 7517 §5), kept and renewed as they change.
///
/// What fetches the document is given as a function, so that an application's own HTTP client and its settings are used:
///
/// ```swift
/// let keys = RemoteKeySet {
///     let response = try await HTTPClient.shared.get(url: "https://id.example.com/.well-known/jwks.json").get()
///     …
///     return text
/// }
/// let verifier = JWTVerifier(keys: keys, algorithms: [.rs256], issuer: "https://id.example.com", audience: "shop")
/// ```
/// Keys are fetched when they are first needed and renewed behind the requests when they are old. A token with a key that
/// is not known makes them be fetched at once, since that is how an issuer changes keys; whoever sends such tokens causes
/// one fetch in each ``Timing/pause`` and no more. While the issuer cannot be reached, keys that were fetched go on to count
/// for ``Timing/staleLifetime``; without any, tokens are answered by 503.
public final class RemoteKeySet: JWTKeySource {
    /// How long things last.
    public struct Timing: Sendable, Hashable {
        /// When keys are renewed.
        public var lifetime: Duration
        /// How long keys count that cannot be renewed.
        public var staleLifetime: Duration
        /// The shortest time between two fetches.
        public var pause: Duration
        /// How long a fetch may take.
        public var limit: Duration

        /// Creates timing: ten minutes, a day, 30 seconds and five seconds by default.
        public init(
            lifetime: Duration = .seconds(600), staleLifetime: Duration = .seconds(86_400),
            pause: Duration = .seconds(30), limit: Duration = .seconds(5)
        ) {
            self.lifetime = lifetime
            self.staleLifetime = staleLifetime
            self.pause = pause
            self.limit = limit
        }
    }

    /// The most bytes of a document: 256 KiB.
    public static let maximumLength = 256 << 10

    private struct State {
        var keys: [JWTKey] = []
        var fetched: ContinuousClock.Instant?
        var tried: ContinuousClock.Instant?
        var running: Task<Void, Never>?
    }

    private let timing: Timing
    private let now: @Sendable () -> ContinuousClock.Instant
    private let fetch: @Sendable () async throws -> String
    private let onFailure: @Sendable (any Error) -> Void
    private let state = Mutex(State())

    /// Creates a set that has no keys yet.
    /// - Parameters:
    ///   - timing: how long things last.
    ///   - now: the time; for tests.
    ///   - onFailure: hears of a fetch that failed, for a log.
    ///   - fetch: fetches the document by `https`; throws for any status but 200.
    public init(
        timing: Timing = Timing(), now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        onFailure: @escaping @Sendable (any Error) -> Void = { _ in },
        fetch: @escaping @Sendable () async throws -> String
    ) {
        self.timing = timing
        self.now = now
        self.onFailure = onFailure
        self.fetch = fetch
    }

    /// The keys of that algorithm and name, fetched where they are not there yet.
    /// - Throws: ``JWTFailure/keysUnavailable(retryAfter:)``.
    public func keys(id: String?, algorithm: SigningAlgorithm) async throws -> [JWTKey] {
        let time = now()
        if let age = age(at: time), age <= timing.staleLifetime {
            // Nobody waits for keys to be renewed while there are some.
            if age > timing.lifetime { _ = refresh(at: time) }
        } else {
            await refresh(at: time)?.value
            guard let age = age(at: time), age <= timing.staleLifetime else {
                throw JWTFailure.keysUnavailable(retryAfter: max(1, Int(timing.pause / .seconds(1))))
            }
        }
        let found = state.withLock { $0.keys.matching(id, algorithm) }
        guard found.isEmpty else { return found }
        await refresh(at: time)?.value
        return state.withLock { $0.keys.matching(id, algorithm) }
    }

    private func age(at time: ContinuousClock.Instant) -> Duration? { state.withLock { $0.fetched.map { time - $0 } } }

    /// Starts a fetch, or joins the one that runs; `nil` when the last one was too short a time ago.
    private func refresh(at time: ContinuousClock.Instant) -> Task<Void, Never>? {
        state.withLock { state in
            if let running = state.running { return running }
            if let tried = state.tried, time - tried < timing.pause { return nil }
            state.tried = time
            // Not a child of the request that came first: others wait for it too.
            let task = Task.detached { [self] in await load(at: time) }
            state.running = task
            return task
        }
    }

    private func load(at time: ContinuousClock.Instant) async {
        do {
            let text = try await Deadline.run(within: timing.limit, fetch)
            guard text.utf8.count <= Self.maximumLength else {
                throw JWTKeyError("expected a JWK Set of at most \(Self.maximumLength) bytes, got \(text.utf8.count)")
            }
            let keys = try await JWTKey.keys(inSet: text)
            guard !keys.isEmpty else { throw JWTKeyError("the JWK Set holds no key that tokens can be checked with") }
            state.withLock { state in
                state.keys = keys
                state.fetched = time
                state.running = nil
            }
        } catch {
            state.withLock { $0.running = nil }
            onFailure(error)
        }
    }
}

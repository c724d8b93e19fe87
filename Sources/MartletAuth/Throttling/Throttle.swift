public import MartletHTTP

/// Limits how much clients may do: 429 with `Retry-After` past it, and `RateLimit` fields on every response.
///
/// ```swift
/// app.use(Throttle("api", .slidingWindow(600, per: .seconds(60)), by: .address))
/// app.post("/login") { … }
///     .use(Throttle("login", .tokenBucket(10, refilledIn: .seconds(300)), by: .address))
/// ```
/// The fields are those of draft-ietf-httpapi-ratelimit-headers-11: `RateLimit-Policy: "api";q=600;w=60` says what the limit
/// is, `RateLimit: "api";r=599;t=60` what is left of it and for how many seconds. Several throttles stand in one list.
///
/// A handler that knows better what to count takes by itself, as for the name in a form of login:
///
/// ```swift
/// try await logins.take(of: form.name)
/// ```
public struct Throttle: DescribedMiddleware {
    /// What becomes of requests while the store fails.
    public enum Failure: Sendable {
        /// They are answered by 503.
        case refuse
        /// They are let through, and the failure is logged.
        case allow
    }

    private let name: String
    private let rule: ThrottleRule
    private let key: ThrottleKey
    private let store: any ThrottleStore
    private let cost: @Sendable (Request) -> Int
    private let failure: Failure
    private let now: @Sendable () -> Int64

    /// Creates a throttle.
    /// - Parameters:
    ///   - name: what fields and messages call it; throttles of one name share what is left in a shared store. Characters
    ///     other than visible ASCII become `-`.
    ///   - rule: how much may be done in what time.
    ///   - key: by what clients are told apart.
    ///   - store: where what was taken is kept; in this process by default.
    ///   - cost: how much a request takes; one by default, 0 for requests that are not counted.
    ///   - failure: what becomes of requests while the store fails.
    ///   - now: microseconds since 1970; for tests.
    public init(
        _ name: String, _ rule: ThrottleRule, by key: ThrottleKey, store: some ThrottleStore = MemoryThrottleStore(),
        cost: @escaping @Sendable (Request) -> Int = { _ in 1 }, onFailure failure: Failure = .refuse,
        now: (@Sendable () -> Int64)? = nil
    ) {
        self.name = String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { $0.value > 0x20 && $0.value < 0x7F && $0 != "\"" && $0 != "\\" ? $0 : "-" }))
        self.rule = rule
        self.key = key
        self.store = store
        self.cost = cost
        self.failure = failure
        self.now = now ?? WallClock.microseconds
    }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        guard let key = try await text(of: request),
            let decision = try await take(cost(request), of: key, for: request)
        else { return await next(request) }
        guard decision.isAllowed else { throw ThrottleError(name, rule, decision) }
        var response = await next(request)
        RateLimitFields.add(name, rule, decision, to: &response.headers)
        return response
    }

    /// The 429 of a client past its quota, and the fields of all answers.
    ///
    /// A 401 where the key looks for users, a 503 where the store is one that may fail.
    public func description(for route: RouteDescription) -> MiddlewareDescription {
        var responses = [
            ResponseDescription(
                .tooManyRequests, headers: ["Retry-After": "after how many seconds as much may be done"])
        ]
        if key.refusesCredentials { responses.append(ResponseDescription(.unauthorized)) }
        if failure == .refuse, !(store is MemoryThrottleStore) {
            responses.append(
                ResponseDescription(
                    .serviceUnavailable, headers: ["Retry-After": "after how many seconds to ask again"]))
        }
        return MiddlewareDescription(responses: responses, headers: RateLimitFields.descriptions)
    }

    /// The key of a request; wrong credentials are counted by another, and refused.
    private func text(of request: Request) async throws -> String? {
        guard let wrong = try await key.wrongCredentials(of: request) else { return try await key.text(of: request) }
        // Before they are looked at: past the quota nobody learns whether they are right, nor makes work by asking.
        if let decision = try await take(0, of: wrong, for: request), decision.remaining <= 0 {
            throw ThrottleError(name, rule, decision.refusing)
        }
        do {
            return try await key.text(of: request)
        } catch let error as AuthenticationError where error.cause == .refused || error.cause == .malformed {
            _ = try await take(cost(request), of: wrong, for: request)
            throw error
        }
    }

    /// Takes some of what a key has left; `nil` where the store fails and requests are let through.
    private func take(_ cost: Int, of key: String, for request: Request) async throws -> ThrottleDecision? {
        do {
            return try await store.take(cost, of: storeKey(key), by: rule, at: now())
        } catch {
            request.logger.error(
                "the store of a throttle failed", metadata: ["throttle": "\(name)", "error": "\(error)"])
            if failure == .refuse { throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "5"]) }
            return nil
        }
    }

    /// Takes some of what a key has left, in a handler.
    /// - Parameters:
    ///   - cost: how much.
    ///   - key: any text, such as the name in a form; it is kept as a digest.
    /// - Throws: ``ThrottleError`` when there is not as much; what the store throws.
    public func take(_ cost: Int = 1, of key: String) async throws {
        let decision = try await store.take(cost, of: storeKey(key), by: rule, at: now())
        guard decision.isAllowed else { throw ThrottleError(name, rule, decision) }
    }

    /// Refuses where nothing is left for a key, and takes nothing: before a login whose failure is counted after.
    /// - Throws: ``ThrottleError``; what the store throws.
    public func check(_ key: String) async throws {
        let decision = try await store.take(0, of: storeKey(key), by: rule, at: now())
        guard decision.remaining > 0 else { throw ThrottleError(name, rule, decision.refusing) }
    }

    /// Long keys would fill the memory of a store, and what identifies people has no place in it.
    private func storeKey(_ key: String) -> String { "\(name.prefix(100)):\(AccessToken.digest(of: key))" }
}

extension ThrottleDecision {
    /// The same for somebody who has nothing left.
    fileprivate var refusing: ThrottleDecision {
        ThrottleDecision(isAllowed: false, remaining: 0, reset: reset, wait: reset)
    }
}

/// A client has done as much as it may; a 429 with `Retry-After`.
public struct ThrottleError: ResponseError, CustomStringConvertible {
    /// The name of the throttle.
    public let name: String
    /// After how many seconds as much as was asked for may be done.
    public let seconds: Int
    private let rule: ThrottleRule
    private let decision: ThrottleDecision

    init(_ name: String, _ rule: ThrottleRule, _ decision: ThrottleDecision) {
        self.name = name
        self.rule = rule
        self.decision = decision
        seconds = max(1, RateLimitFields.seconds(decision.wait))
    }

    public var status: HTTPResponse.Status { .tooManyRequests }
    public var message: String? { "Too many requests; try again in \(seconds) \(seconds == 1 ? "second" : "seconds")." }

    public var headers: Headers {
        var headers: Headers = [.retryAfter: "\(seconds)"]
        RateLimitFields.add(name, rule, decision, to: &headers)
        return headers
    }

    public var description: String { "429 \(name): \(message ?? "")" }
}

/// The fields of draft-ietf-httpapi-ratelimit-headers-11, as lists of structured fields (RFC 9651).
enum RateLimitFields {
    static func add(_ name: String, _ rule: ThrottleRule, _ decision: ThrottleDecision, to headers: inout Headers) {
        // What a throttle further out allowed is known when it comes to it, and stands before.
        prepend("\"\(name)\";q=\(rule.quota);w=\(max(1, seconds(rule.window)))", to: .rateLimitPolicy, &headers)
        prepend("\"\(name)\";r=\(decision.remaining);t=\(seconds(decision.reset))", to: .rateLimit, &headers)
    }

    /// What documents say of them.
    static let descriptions = [
        HTTPField.Name.rateLimitPolicy.rawName: "what the limits are: the quota `q` and its seconds `w`",
        HTTPField.Name.rateLimit.rawName: "what is left of them: `r`, and in how many seconds it is renewed, `t`",
    ]

    private static func prepend(_ item: String, to name: HTTPField.Name, _ headers: inout Headers) {
        headers[name] = headers[name].map { "\(item), \($0)" } ?? item
    }

    /// Whole seconds, rounded up, so that nobody comes too early.
    static func seconds(_ microseconds: Int64) -> Int { Int((max(0, microseconds) + 999_999) / 1_000_000) }
}

extension HTTPField.Name {
    fileprivate static let rateLimit = known("RateLimit")
    fileprivate static let rateLimitPolicy = known("RateLimit-Policy")
}

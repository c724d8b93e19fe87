import MartletHTTP

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Where the keys of tokens come from: ``FixedKeys``, ``RemoteKeySet``, or a source of an application's own.
public protocol JWTKeySource: Sendable {
    /// The keys that a token may be checked with.
    /// - Parameters:
    ///   - id: the name that the token gives to its key, as its sender wrote it; look it up, and do nothing else with it.
    ///   - algorithm: the algorithm that the token names, which is one of those accepted.
    /// - Throws: ``JWTFailure/keysUnavailable(retryAfter:)`` where the keys cannot be had now.
    func keys(id: String?, algorithm: SigningAlgorithm) async throws -> [JWTKey]
}

/// Keys that are known at the start; to change them, put the new one first and keep the old one until its tokens expire.
public struct FixedKeys: JWTKeySource {
    private let keys: [JWTKey]

    /// Creates a source.
    public init(_ keys: [JWTKey]) { self.keys = keys }

    /// The keys of that algorithm and name; those without a name fit every token.
    public func keys(id: String?, algorithm: SigningAlgorithm) -> [JWTKey] { keys.matching(id, algorithm) }
}

extension [JWTKey] {
    /// The keys for a token, at most a few: a token without a name is tried with each of its algorithm.
    func matching(_ id: String?, _ algorithm: SigningAlgorithm) -> [JWTKey] {
        let fitting = filter { $0.algorithm == algorithm && (id == nil || $0.id == nil || $0.id == id) }
        let named = fitting.filter { id != nil && $0.id == id }
        return Array((named.isEmpty ? fitting : named).prefix(8))
    }
}

/// Checks tokens (JWT, RFC 7519) by the rules of RFC 8725: algorithms that were chosen beforehand, a key for each, issuer,
/// audience and times.
///
/// ```swift
/// let verifier = JWTVerifier(
///     keys: FixedKeys([try .hmac(Secret(settings.tokenKey))]), issuer: "https://shop.example.com", audience: "shop")
/// let token = try await verifier.verify(text, as: ShopClaims.self)
/// ```
/// Header parameters that bring or point to a key (`jwk`, `jku`, `x5c`, `x5u`) are not looked at, and a token that has to
/// be understood in another way (`crit`) is refused.
public struct JWTVerifier: Sendable {
    private let keys: any JWTKeySource
    private let algorithms: Set<SigningAlgorithm>
    private let issuer: String?
    private let audience: String?
    private let type: String?
    private let leeway: Double
    private let maximumAge: Double?
    private let now: @Sendable () -> Date

    /// Creates a verifier.
    /// - Parameters:
    ///   - keys: where keys come from.
    ///   - algorithms: those that are accepted; all that have a key by default.
    ///   - issuer: what `iss` has to be; `nil` accepts any, also none.
    ///   - audience: what has to be among `aud`; `nil` accepts any, also none.
    ///   - type: what `typ` has to be, such as `at+jwt` for access tokens (RFC 9068 §4); `nil` accepts any.
    ///   - leeway: how far clocks may differ.
    ///   - maximumAge: how old a token may be by its `iat`, whenever it expires; `nil` for any age.
    ///   - now: the time; for tests.
    public init(
        keys: some JWTKeySource, algorithms: Set<SigningAlgorithm> = Set(SigningAlgorithm.allCases), issuer: String?,
        audience: String?, type: String? = nil, leeway: Duration = .seconds(30), maximumAge: Duration? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.keys = keys
        self.algorithms = algorithms
        self.issuer = issuer
        self.audience = audience
        self.type = type
        self.leeway = max(0, leeway / .seconds(1))
        self.maximumAge = maximumAge.map { $0 / .seconds(1) }
        self.now = now
    }

    /// Checks a token and reads its claims; a token that never expires is refused.
    /// - Throws: ``JWTFailure``; what the source of keys throws.
    public func verify<Claims: Decodable & Sendable>(_ token: String, as type: Claims.Type) async throws -> VerifiedJWT<
        Claims
    > {
        let token = try CompactToken(token)
        // The algorithm is one of ours before a key is looked for, and the key is one of that algorithm.
        guard let algorithm = SigningAlgorithm(rawValue: token.header.alg), algorithms.contains(algorithm) else {
            throw JWTFailure.algorithm
        }
        let candidates = try await keys.keys(id: token.header.kid, algorithm: algorithm).filter {
            $0.algorithm == algorithm
        }
        guard !candidates.isEmpty else { throw JWTFailure.unknownKey }
        guard try await isSigned(token, candidates) else { throw JWTFailure.signature }
        let claims = try check(token)
        guard let own = try? JSONDecoder.forClaims.decode(Claims.self, from: token.payload), let expiry = claims.exp
        else {
            throw JWTFailure.claims
        }
        return VerifiedJWT(
            claims: own, subject: claims.sub, issuer: claims.iss, audience: claims.aud?.values ?? [], id: claims.jti,
            expires: Date(timeIntervalSince1970: expiry),
            scopes: .some(Set((claims.scope?.values ?? []) + (claims.scp?.values ?? []))))
    }

    private func isSigned(_ token: CompactToken, _ candidates: [JWTKey]) async throws -> Bool {
        for key in candidates {
            let implementation = try await key.implementation()
            // A signature of the wrong length is an error of the library for some algorithms.
            if (try? implementation.verify(token.signature, signs: token.signedBytes)) == true { return true }
        }
        return false
    }

    private func check(_ token: CompactToken) throws -> RegisteredClaims {
        guard let claims = try? JSONDecoder.forClaims.decode(RegisteredClaims.self, from: token.payload) else {
            throw JWTFailure.claims
        }
        if let type {
            let given = (token.header.typ ?? "").lowercased()
            guard given == type.lowercased() || given == "application/" + type.lowercased() else {
                throw JWTFailure.type
            }
        }
        if let issuer { guard claims.iss == issuer else { throw JWTFailure.issuer } }
        if let audience { guard claims.aud?.values.contains(audience) == true else { throw JWTFailure.audience } }
        let time = now().timeIntervalSince1970
        guard let expiry = claims.exp, time < expiry + leeway else { throw JWTFailure.expired }
        if let start = claims.nbf { guard time >= start - leeway else { throw JWTFailure.notYetValid } }
        if let maximumAge {
            guard let issued = claims.iat, time - issued <= maximumAge + leeway else { throw JWTFailure.expired }
        }
        return claims
    }
}

/// A token that has been checked.
public struct VerifiedJWT<Claims: Sendable>: Sendable {
    /// What the application reads.
    public let claims: Claims
    /// `sub`: whom it is about.
    public let subject: String?
    /// `iss`
    public let issuer: String?
    /// `aud`
    public let audience: [String]
    /// `jti`: by which a token can be revoked.
    public let id: String?
    /// `exp`
    public let expires: Date
    /// `scope`, or `scp` where a provider calls it so.
    public let scopes: Scopes
}

extension JSONDecoder {
    /// Dates as seconds since 1970 (RFC 7519 §2, NumericDate).
    static let forClaims: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return decoder
    }()
}

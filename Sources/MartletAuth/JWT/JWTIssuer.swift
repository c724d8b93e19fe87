import MartletCookies
import MartletHTTP

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Issues tokens (JWT) that a ``JWTVerifier`` of the same names accepts.
///
/// ```swift
/// let issuer = try JWTIssuer(key: key, issuer: "https://shop.example.com", audience: "shop", lifetime: .seconds(900))
/// let token = try await issuer.token(subject: "\(account.id)", scopes: ["tracks:read"], claims: ShopClaims(name: account.name))
/// ```
/// A token cannot be called back: keep its lifetime short, or keep the identifiers (`jti`) of those that were.
public struct JWTIssuer: Sendable {
    private let key: JWTKey
    private let issuer: String
    private let audience: String
    private let lifetime: Int
    private let type: String
    private let now: @Sendable () -> Date

    /// Creates an issuer.
    /// - Parameters:
    ///   - key: a secret or a private key.
    ///   - issuer: `iss`
    ///   - audience: `aud`
    ///   - lifetime: how long a token is valid: a second to 100 years.
    ///   - type: `typ`, such as `at+jwt`.
    ///   - now: the time; for tests.
    /// - Throws: ``JWTKeyError`` for a key that cannot sign, or another lifetime.
    public init(
        key: JWTKey, issuer: String, audience: String, lifetime: Duration, type: String = "JWT",
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        guard key.canSign else {
            throw JWTKeyError("tokens are signed with a secret or a private key; this one is public")
        }
        let seconds = lifetime / .seconds(1)
        guard (1...Self.longestLifetime).contains(seconds) else {
            throw JWTKeyError("tokens are valid for a second to 100 years, not for \(seconds) seconds")
        }
        self.key = key
        self.issuer = issuer
        self.audience = audience
        self.lifetime = Int(seconds)
        self.type = type
        self.now = now
    }

    /// A token for a subject.
    /// - Parameters:
    ///   - subject: `sub`
    ///   - scopes: `scope`, in the order of the alphabet.
    ///   - claims: further claims; those of RFC 7519 §4.1 that the issuer sets win.
    /// - Throws: `EncodingError` for claims that are no JSON object.
    public func token(
        subject: String, scopes: Set<String> = [], claims: some Encodable & Sendable = NoClaims()
    ) async throws -> String {
        let time = Int(now().timeIntervalSince1970)
        let payload = Payload(
            own: claims, issuer: issuer, audience: audience, subject: subject, issued: time,
            expires: time + lifetime, scopes: scopes.isEmpty ? nil : scopes.sorted().joined(separator: " "))
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let header = Header(alg: key.algorithm.rawValue, typ: type, kid: key.id)
        let signed = Base64URL.encode(try encoder.encode(header)) + "." + Base64URL.encode(try encoder.encode(payload))
        let signature = try await key.implementation().sign(Data(signed.utf8))
        return signed + "." + Base64URL.encode(Data(signature))
    }

    private static let longestLifetime = 100 * 365.25 * 86_400

    private struct Header: Encodable {
        var alg: String
        var typ: String
        var kid: String?
    }

    private struct Payload<Own: Encodable>: Encodable {
        var own: Own
        var issuer: String
        var audience: String
        var subject: String
        var issued: Int
        var expires: Int
        var scopes: String?

        enum Key: String, CodingKey { case iss, aud, sub, iat, exp, jti, scope }

        func encode(to encoder: any Encoder) throws {
            try own.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(issuer, forKey: .iss)
            try container.encode(audience, forKey: .aud)
            try container.encode(subject, forKey: .sub)
            try container.encode(issued, forKey: .iat)
            try container.encode(expires, forKey: .exp)
            try container.encode(UUID().uuidString.lowercased(), forKey: .jti)
            try container.encodeIfPresent(scopes, forKey: .scope)
        }
    }
}

/// Claims of a token that has none of its own.
public struct NoClaims: Codable, Sendable {
    /// Creates it.
    public init() {}
}

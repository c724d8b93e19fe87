import JWTKit
import MartletHTTP
import Synchronization

/// A key of tokens, bound to one algorithm: a token that names another is not checked with it.
///
/// A token whose header says `HS256` can therefore not be checked with the text of a public RSA key, and one that says
/// `none` with nothing.
///
/// ```swift
/// let key = try JWTKey.hmac(Secret(settings.tokenKey), id: "2026-11")
/// let provider = try JWTKey.pem(publicKeyText, .es256, id: "main")
/// ```
public struct JWTKey: Sendable, CustomStringConvertible {
    /// The key's name in tokens (`kid`); `nil` for a key that fits tokens of any name.
    public let id: String?
    /// The one algorithm that the key is used with.
    public let algorithm: SigningAlgorithm
    /// Whether tokens can be signed with it; a public key only checks them.
    public let canSign: Bool
    private let material: Material

    private init(id: String?, algorithm: SigningAlgorithm, canSign: Bool, _ material: Material) {
        self.id = id
        self.algorithm = algorithm
        self.canSign = canSign
        self.material = material
    }

    /// A secret that both sides have.
    /// - Parameters:
    ///   - secret: at least as many bytes as the hash has, 32 for `HS256`.
    ///   - algorithm: one of `HS256`, `HS384`, `HS512`.
    ///   - id: the key's name in tokens.
    /// - Throws: ``JWTKeyError`` for one that is too short, or is a key in PEM.
    public static func hmac(_ secret: Secret, _ algorithm: SigningAlgorithm = .hs256, id: String? = nil) throws
        -> JWTKey
    {
        guard algorithm.family == .hmac else {
            throw JWTKeyError(
                "\(algorithm.rawValue) takes \(algorithm.family.rawValue), not a secret; use JWTKey.pem(…)")
        }
        guard !secret.value.contains("-----BEGIN") else {
            throw JWTKeyError("the secret is a key in PEM, which others may know; use JWTKey.pem(…) with its algorithm")
        }
        let length = secret.value.utf8.count
        guard length >= algorithm.minimumSecretLength else {
            throw JWTKeyError(
                "the secret has \(length) bytes, but \(algorithm.rawValue) needs \(algorithm.minimumSecretLength): "
                    + "`openssl rand -base64 \(algorithm.minimumSecretLength)` makes one")
        }
        let key = HMACKey(from: secret.value)
        return JWTKey(
            id: id, algorithm: algorithm, canSign: true,
            Material(publicJWK: nil) { keys in
                let digest: DigestAlgorithm =
                    switch algorithm {
                    case .hs384: .sha384
                    case .hs512: .sha512
                    default: .sha256
                    }
                await keys.add(hmac: key, digestAlgorithm: digest)
            })
    }

    /// A public key, a private key or a certificate in PEM.
    /// - Parameters:
    ///   - text: an RSA key has at least 2,048 bits.
    ///   - algorithm: what the key is used with; its kind has to fit.
    ///   - id: the key's name in tokens.
    /// - Throws: ``JWTKeyError`` for a text that is no such key.
    public static func pem(_ text: String, _ algorithm: SigningAlgorithm, id: String? = nil) throws -> JWTKey {
        let pem = PEMText(text)
        do {
            let material: Material? =
                switch algorithm {
                case .hs256, .hs384, .hs512: nil
                case .rs256, .rs384, .rs512: try .rsa(pem, algorithm, id, isPSS: false)
                case .ps256, .ps384, .ps512: try .rsa(pem, algorithm, id, isPSS: true)
                case .es256: try .ecdsa(pem, ES256PrivateKey.self, ES256PublicKey.self, algorithm, id)
                case .es384: try .ecdsa(pem, ES384PrivateKey.self, ES384PublicKey.self, algorithm, id)
                case .es512: try .ecdsa(pem, ES512PrivateKey.self, ES512PublicKey.self, algorithm, id)
                case .edDSA: try .edDSA(pem, id)
                }
            guard let material else {
                throw JWTKeyError("\(algorithm.rawValue) takes a secret, not a key in PEM; use JWTKey.hmac(…)")
            }
            return JWTKey(id: id, algorithm: algorithm, canSign: pem.isPrivate, material)
        } catch let error as JWTKeyError {
            throw error
        } catch {
            // What the library says of a text could show a part of a private key.
            throw JWTKeyError("\(algorithm.rawValue) takes \(algorithm.family.rawValue) in PEM; the text is none")
        }
    }

    /// The keys of a JWK Set (RFC 7517 §5) that tokens can be checked with; others are passed over.
    ///
    /// A key that names no algorithm counts for each one of its kind. Secrets (`oct`) have no place in a document that is
    /// fetched, and are passed over too.
    /// - Throws: ``JWTKeyError`` for a text that is no JWK Set.
    public static func keys(inSet json: String) async throws -> [JWTKey] {
        var keys: [JWTKey] = []
        for (jwk, algorithm) in try JWKDocument.read(json) {
            let key = JWTKey(
                id: jwk.keyIdentifier?.string, algorithm: algorithm, canSign: false,
                Material(publicJWK: nil) { keys in
                    var jwk = jwk
                    jwk.algorithm = JWK.Algorithm(rawValue: algorithm.rawValue)
                    // The collection wants a name for each.
                    jwk.keyIdentifier = JWKIdentifier(string: jwk.keyIdentifier?.string ?? "")
                    try await keys.add(jwk: jwk)
                })
            // One that cannot be used does not take the others with it.
            if (try? await key.implementation()) != nil { keys.append(key) }
        }
        return keys
    }

    /// A JWK Set of the public halves, to be served at `/.well-known/jwks.json`; secrets are left out.
    public static func publicSet(of keys: [JWTKey]) -> String {
        "{\"keys\":[" + keys.compactMap(\.material.publicJWK).joined(separator: ",") + "]}"
    }

    func implementation() async throws -> any JWTAlgorithm { try await material.implementation() }

    public var description: String { "\(algorithm.rawValue) key \(id ?? "without a name")" }
}

/// A key that cannot be used: what was expected, and what was got.
public struct JWTKeyError: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}

/// The library's form of a key, made when it is first used.
final class Material: Sendable {
    /// The public half as a JWK; `nil` for secrets.
    let publicJWK: String?
    private let add: @Sendable (JWTKeyCollection) async throws -> Void
    private let made = Mutex<(any JWTAlgorithm)?>(nil)

    init(publicJWK: String?, add: @escaping @Sendable (JWTKeyCollection) async throws -> Void) {
        self.publicJWK = publicJWK
        self.add = add
    }

    func implementation() async throws -> any JWTAlgorithm {
        if let made = made.withLock({ $0 }) { return made }
        // A collection for each key: which key a token is checked with is decided outside of it.
        let keys = JWTKeyCollection()
        try await add(keys)
        let algorithm = try await keys.getKey()
        made.withLock { $0 = algorithm }
        return algorithm
    }
}

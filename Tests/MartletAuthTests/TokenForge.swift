import Crypto
import CryptoExtras
import Foundation
import MartletCookies

@testable import MartletAuth

/// Keys of every kind, made for one run of the tests.
enum TestKeys {
    static let secret = "a secret of the tests that has more than sixty-four bytes, so that it is long enough"
    static let rsa = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
    static let otherRSA = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
    static let p256 = P256.Signing.PrivateKey()
    static let p384 = P384.Signing.PrivateKey()
    static let p521 = P521.Signing.PrivateKey()
    static let ed25519 = Curve25519.Signing.PrivateKey()

    static var rsaPrivate: String { rsa?.pemRepresentation ?? "" }
    static var rsaPublic: String { rsa?.publicKey.pemRepresentation ?? "" }

    static func pair(_ algorithm: SigningAlgorithm, id: String? = "k") throws -> (JWTKey, JWTKey) {
        let pems: (String, String)
        switch algorithm.family {
        case .hmac:
            let key = try JWTKey.hmac(Secret(secret), algorithm, id: id)
            return (key, key)
        case .rsa: pems = (rsaPrivate, rsaPublic)
        case .edDSA: pems = (ed25519.pemRepresentation, ed25519.publicKey.pemRepresentation)
        case .ecdsa:
            pems =
                switch algorithm {
                case .es384: (p384.pemRepresentation, p384.publicKey.pemRepresentation)
                case .es512: (p521.pemRepresentation, p521.publicKey.pemRepresentation)
                default: (p256.pemRepresentation, p256.publicKey.pemRepresentation)
                }
        }
        return (try .pem(pems.0, algorithm, id: id), try .pem(pems.1, algorithm, id: id))
    }
}

/// Tokens as an attacker writes them: any header, any payload, any signature.
enum TokenForge {
    static func token(
        header: String, payload: String, sign: (Data) -> Data = { _ in Data() }
    ) -> String {
        let signed = Base64URL.encode(Data(header.utf8)) + "." + Base64URL.encode(Data(payload.utf8))
        return signed + "." + Base64URL.encode(sign(Data(signed.utf8)))
    }

    static func hmac(_ secret: String) -> (Data) -> Data {
        { Data(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: Data(secret.utf8)))) }
    }

    /// A token that is right in everything but what is changed.
    static func signed(header: String = #"{"alg":"HS256","typ":"JWT"}"#, payload: String) -> String {
        token(header: header, payload: payload, sign: hmac(TestKeys.secret))
    }
}

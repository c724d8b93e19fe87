import JWTKit
import MartletCookies
import MartletHTTP

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A text in PEM (RFC 7468).
struct PEMText {
    let text: String
    let isPrivate: Bool
    let isCertificate: Bool

    init(_ text: String) {
        self.text = text
        isPrivate = text.contains("PRIVATE KEY-----")
        isCertificate = text.contains("-----BEGIN CERTIFICATE")
    }
}

extension Material {
    static func rsa(_ pem: PEMText, _ algorithm: SigningAlgorithm, _ id: String?, isPSS: Bool) throws -> Material {
        let digest: DigestAlgorithm =
            switch algorithm {
            case .rs384, .ps384: .sha384
            case .rs512, .ps512: .sha512
            default: .sha256
            }
        let privateKey = pem.isPrivate ? try Insecure.RSA.PrivateKey(pem: pem.text) : nil
        let publicKey: Insecure.RSA.PublicKey =
            if let privateKey { privateKey.publicKey } else if pem.isCertificate {
                try Insecure.RSA.PublicKey(certificatePEM: pem.text)
            } else { try Insecure.RSA.PublicKey(pem: pem.text) }
        let numbers = try publicKey.getKeyPrimitives()
        let jwk = JWKDocument.text(
            "RSA", algorithm, id,
            [("n", Base64URL.encode(numbers.modulus)), ("e", Base64URL.encode(numbers.publicExponent))])
        return Material(publicJWK: jwk) { keys in
            if let privateKey {
                if isPSS {
                    await keys.add(pss: privateKey, digestAlgorithm: digest)
                } else {
                    await keys.add(rsa: privateKey, digestAlgorithm: digest)
                }
            } else if isPSS {
                await keys.add(pss: publicKey, digestAlgorithm: digest)
            } else {
                await keys.add(rsa: publicKey, digestAlgorithm: digest)
            }
        }
    }

    static func ecdsa<Curve: ECDSACurveType>(
        _ pem: PEMText, _: ECDSA.PrivateKey<Curve>.Type, _: ECDSA.PublicKey<Curve>.Type, _ algorithm: SigningAlgorithm,
        _ id: String?
    ) throws -> Material {
        let privateKey = pem.isPrivate ? try ECDSA.PrivateKey<Curve>(pem: pem.text) : nil
        let publicKey: ECDSA.PublicKey<Curve> =
            if let privateKey { privateKey.publicKey } else if pem.isCertificate {
                try ECDSA.PublicKey<Curve>(certificate: pem.text)
            } else { try ECDSA.PublicKey<Curve>(pem: pem.text) }
        let jwk = publicKey.parameters.flatMap { point -> String? in
            // The library gives the coordinates in the other alphabet.
            guard let x = Data(base64Encoded: point.x), let y = Data(base64Encoded: point.y) else { return nil }
            return JWKDocument.text(
                "EC", algorithm, id,
                [("crv", publicKey.curve.rawValue), ("x", Base64URL.encode(x)), ("y", Base64URL.encode(y))])
        }
        return Material(publicJWK: jwk) { keys in
            if let privateKey { await keys.add(ecdsa: privateKey) } else { await keys.add(ecdsa: publicKey) }
        }
    }

    static func edDSA(_ pem: PEMText, _ id: String?) throws -> Material {
        let privateKey = pem.isPrivate ? try EdDSA.PrivateKey(pem: pem.text) : nil
        let publicKey: EdDSA.PublicKey =
            if let privateKey { privateKey.publicKey } else { try EdDSA.PublicKey(pem: pem.text) }
        let jwk = JWKDocument.text(
            "OKP", .edDSA, id, [("crv", "Ed25519"), ("x", Base64URL.encode(publicKey.rawRepresentation))])
        return Material(publicJWK: jwk) { keys in
            if let privateKey { await keys.add(eddsa: privateKey) } else { await keys.add(eddsa: publicKey) }
        }
    }
}

/// A JWK Set (RFC 7517).
enum JWKDocument {
    /// How many keys of a document are looked at.
    static let maximumCount = 64

    private struct Document: Decodable { var keys: [Entry] }

    /// A key that is understood, or nothing.
    private struct Entry: Decodable {
        private struct Usage: Decodable {
            var use: String?
            var operations: [String]?
            enum CodingKeys: String, CodingKey {
                case use
                case operations = "key_ops"
            }
        }
        var jwk: JWK?

        init(from decoder: any Decoder) throws {
            // Keys of kinds that are not known do not make the document unreadable (RFC 7517 §5).
            guard let usage = try? Usage(from: decoder), usage.use ?? "sig" == "sig",
                usage.operations?.contains("verify") ?? true
            else { return }
            jwk = try? JWK(from: decoder)
        }
    }

    /// The keys of a document with each algorithm that they may be used with.
    static func read(_ json: String) throws -> [(JWK, SigningAlgorithm)] {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(json.utf8)) else {
            throw JWTKeyError("expected a JWK Set, {\"keys\": […]}; the text is none")
        }
        return document.keys.prefix(maximumCount).compactMap(\.jwk).flatMap { jwk in
            algorithms(of: jwk).map { (jwk, $0) }
        }
    }

    private static func algorithms(of jwk: JWK) -> [SigningAlgorithm] {
        let possible: [SigningAlgorithm] =
            switch (jwk.keyType, jwk.curve?.rawValue) {
            case (.rsa, _): [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
            case (.ecdsa, "P-256"): [.es256]
            case (.ecdsa, "P-384"): [.es384]
            case (.ecdsa, "P-521"): [.es512]
            case (.octetKeyPair, "Ed25519"): [.edDSA]
            default: []
            }
        guard let named = jwk.algorithm else { return possible }
        return possible.filter { $0.rawValue == named.rawValue }
    }

    static func text(
        _ kind: String, _ algorithm: SigningAlgorithm, _ id: String?, _ members: [(String, String)]
    ) -> String {
        var all = [("kty", kind), ("use", "sig"), ("alg", algorithm.rawValue)]
        if let id { all.append(("kid", id)) }
        return "{" + (all + members).map { "\"\($0.0)\":\(JSONText.quote($0.1))" }.joined(separator: ",") + "}"
    }
}

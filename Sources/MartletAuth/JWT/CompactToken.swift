import MartletCookies

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A token in the compact form, taken apart and not yet believed (RFC 7515 §7.1).
struct CompactToken {
    /// The most bytes of a token: 16 KiB.
    static let maximumLength = 16 << 10
    /// The most bytes of a key's name.
    static let maximumKeyNameLength = 256

    struct Header: Decodable {
        var alg: String
        var kid: String?
        var typ: String?
        /// Extensions that have to be understood; there are none that are.
        var crit: [String]?
    }

    let header: Header
    let payload: Data
    let signature: Data
    let signedBytes: Data

    /// - Throws: ``JWTFailure/malformed``.
    init(_ text: String) throws {
        guard text.utf8.count <= Self.maximumLength else { throw JWTFailure.malformed }
        let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64URL.decodeStrictly(parts[0]),
            let payload = Base64URL.decodeStrictly(parts[1]),
            let signature = Base64URL.decodeStrictly(parts[2]),
            let header = try? JSONDecoder().decode(Header.self, from: head), header.crit == nil,
            header.kid?.utf8.count ?? 0 <= Self.maximumKeyNameLength
        else { throw JWTFailure.malformed }
        self.header = header
        self.payload = payload
        self.signature = signature
        signedBytes = Data(parts[0].utf8) + Data(".".utf8) + Data(parts[1].utf8)
    }
}

/// The claims that every token may have (RFC 7519 §4.1), and its scopes.
struct RegisteredClaims: Decodable {
    var iss: String?
    var sub: String?
    var aud: Audiences?
    var exp: Double?
    var nbf: Double?
    var iat: Double?
    var jti: String?
    /// One text with spaces (RFC 8693 §4.2).
    var scope: ScopeList?
    /// A list, as some providers have it.
    var scp: ScopeList?

    /// One text, or several.
    struct Audiences: Decodable {
        var values: [String]
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode(String.self) {
                values = [one]
            } else {
                values = try container.decode([String].self)
            }
        }
    }

    /// A text with spaces, or a list.
    struct ScopeList: Decodable {
        var values: [String]
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let list = try? container.decode(String.self) {
                values = list.split(separator: " ").map { String($0) }
            } else {
                values = try container.decode([String].self)
            }
        }
    }
}

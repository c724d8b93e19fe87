import Crypto
import MartletCookies

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A random token or API key of 256 bits, and the digest by which it is stored.
///
/// The digest alone is kept, so that nobody who reads the database can use what stands there. It is looked up by equality:
/// a search by the digest of a secret tells nothing by the time it takes. A key as random as this needs no slow hash.
///
/// ```swift
/// let token = AccessToken(prefix: "shop")
/// try await ApiClient(digest: token.digest).insert(in: db)
/// return token.text   // shown once
/// ```
public struct AccessToken: Sendable, CustomStringConvertible {
    /// The token: the prefix, `_`, and 43 characters that can stand in a header field and a URL.
    public let text: String

    /// Makes a token.
    /// - Parameter prefix: tells whose token it is where one is found in a log or a repository; `nil` for none.
    public init(prefix: String? = nil) {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        text = (prefix.map { "\($0)_" } ?? "") + Base64URL.encode(bytes)
    }

    /// The digest of the token, for storing it.
    public var digest: String { Self.digest(of: text) }

    /// The SHA-256 of a token in hexadecimal, by which it is looked up.
    public static func digest(of token: String) -> String { Hex.string(SHA256.hash(data: Data(token.utf8))) }

    /// Whether two secrets are the same, in a time that depends on neither.
    public static func isEqual(_ one: String, _ other: String) -> Bool {
        // The digests have one length; that of the secrets is not told either.
        SHA256.hash(data: Data(one.utf8)) == SHA256.hash(data: Data(other.utf8))
    }

    public var description: String { "(token)" }
}

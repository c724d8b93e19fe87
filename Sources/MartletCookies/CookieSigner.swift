import Crypto
public import MartletHTTP

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Signs text so that it can be given to clients and recognised when it comes back (HMAC-SHA256, RFC 2104).
///
/// The text can be read by anybody; it only cannot be changed. The first key signs, all of them are accepted: to change
/// keys, put the new one first and drop the old one when what it signed has expired.
///
/// ```swift
/// let signer = try CookieSigner(keys: [Secret("a key of at least 32 bytes, from a settings store")], purpose: "unsubscribe")
/// let token = signer.sign("ada@example.com")
/// let address = signer.verify(token, maxAge: .seconds(86_400))   // nil when changed or too old
/// ```
public struct CookieSigner: Sendable {
    /// How many bytes a key has at least: 32.
    public static let minimumKeyLength = 32

    private let keys: [SymmetricKey]

    /// Creates a signer.
    /// - Parameters:
    ///   - keys: the first signs, all are accepted.
    ///   - purpose: what the signatures are for; text signed for one purpose is not accepted for another.
    /// - Throws: ``CookieError`` without a key, or with one that is too short.
    public init(keys: [Secret], purpose: String) throws {
        guard !keys.isEmpty else { throw CookieError("a signer needs at least one key") }
        self.keys = try keys.map { key in
            let length = key.value.utf8.count
            guard length >= Self.minimumKeyLength else {
                throw CookieError(
                    "a key for signatures has \(length) bytes, but needs \(Self.minimumKeyLength): "
                        + "`openssl rand -base64 48` makes one")
            }
            return HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: Data(key.value.utf8)), info: Data("martlet \(purpose)".utf8),
                outputByteCount: 32)
        }
    }

    /// Text with the time and a signature, safe in cookies and URLs.
    public func sign(_ text: String) -> String { sign(text, at: Int(Date().timeIntervalSince1970)) }

    /// The text of a token; `nil` when it was changed, signed with an unknown key or is too old.
    /// - Parameter maxAge: how old a token may be; any age when `nil`.
    public func verify(_ token: String, maxAge: Duration? = nil) -> String? {
        read(token, maxAge: maxAge, now: Int(Date().timeIntervalSince1970))?.text
    }

    func sign(_ text: String, at seconds: Int) -> String {
        let signed = "\(Base64URL.encode(Data(text.utf8))).\(seconds)"
        guard let key = keys.first else { return "" }
        let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key)
        return "\(signed).\(Base64URL.encode(Data(code)))"
    }

    /// The text and the time of a token.
    func read(_ token: String, maxAge: Duration?, now: Int) -> (text: String, signedAt: Int)? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let code = Base64URL.decode(parts[2]) else { return nil }
        let signed = Data("\(parts[0]).\(parts[1])".utf8)
        // `isValidAuthenticationCode` compares in constant time.
        let isValid = keys.contains { HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: $0) }
        guard isValid, let signedAt = Int(parts[1]), let bytes = Base64URL.decode(parts[0]),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        if let maxAge, now - signedAt > Int(maxAge.components.seconds) { return nil }
        return (text, signedAt)
    }
}

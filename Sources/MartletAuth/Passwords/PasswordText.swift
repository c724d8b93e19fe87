import Crypto
import Foundation

/// A password as bytes, in the one form in which it is hashed.
///
/// The profile `OpaqueString` (RFC 8265 §4.2): other spaces become U+0020, then Normalization Form C. The same password
/// typed on two systems is then the same bytes. Unlike the profile, nothing is refused: control characters and NUL count
/// like any other. Of that text the SHA-512 goes into scrypt, whose 64 bytes are just the block of its HMAC-SHA256: a shorter
/// text would be filled up with NUL there, so that `abc` and `abc` with a NUL behind were one password.
enum PasswordText {
    /// The most bytes of a password as it is sent: 4,096. Somebody who sends more does not type it.
    static let maximumLength = 4_096

    /// - Returns: `nil` for a password that is too long, which is found out before anything is done with it.
    static func bytes(of password: String) -> [UInt8]? {
        guard isShortEnough(password) else { return nil }
        let utf8 = password.utf8
        if utf8.allSatisfy({ $0 < 0x80 }) { return digest(Data(utf8)) }
        var text = String.UnicodeScalarView()
        for scalar in password.unicodeScalars {
            text.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
        }
        return digest(Data(String(text).precomposedStringWithCanonicalMapping.utf8))
    }

    static func isShortEnough(_ password: String) -> Bool { password.utf8.count <= maximumLength }

    private static func digest(_ text: Data) -> [UInt8] { Array(SHA512.hash(data: text)) }
}

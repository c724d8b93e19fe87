import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a hash costs (RFC 7914 §2).
public struct ScryptParameters: Sendable, Hashable {
    /// The binary logarithm of N: memory and time double with each step.
    public var logN: Int
    /// r: with 8 a block has 1 KiB.
    public var blockSize: Int
    /// p: how often it is done, one after the other; time grows, memory does not.
    public var parallelism: Int

    /// Creates parameters.
    public init(logN: Int, blockSize: Int = 8, parallelism: Int = 1) {
        self.logN = logN
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// N = 2¹⁵, r = 8, p = 3: 32 MiB for each hash that is being made (OWASP's Password Storage Cheat Sheet).
    public static let recommended = ScryptParameters(logN: 15, blockSize: 8, parallelism: 3)

    /// The memory of one hash while it is made, in bytes.
    public var memory: Int { 128 * blockSize << logN }

    /// The work of one hash, in blocks.
    var work: Int { (blockSize * parallelism) << logN }

    /// Whether the parameters are within what this process would do for a text from a database: at most 256 MiB, and 64
    /// times the work of the recommended ones.
    var isBounded: Bool {
        (1...20).contains(logN) && (1...32).contains(blockSize) && (1...64).contains(parallelism)
            && memory <= 256 << 20 && work <= 64 * Self.recommended.work
    }

    func derive(_ password: [UInt8], salt: [UInt8], count: Int) throws -> [UInt8] {
        try KDF.Scrypt.deriveKey(
            from: password, salt: salt, outputByteCount: count, rounds: 1 << logN, blockSize: blockSize,
            parallelism: parallelism
        ).withUnsafeBytes { Array($0) }
    }
}

/// A password's hash as text, in the PHC string format: `$scrypt$v=1$ln=15,r=8,p=3$salt$hash`.
///
/// `v=1` says how the password became bytes (``PasswordText``); without it they are the password's own UTF-8, as Passlib
/// writes them.
struct ScryptHash: Equatable, CustomStringConvertible {
    static let saltLength = 16
    static let keyLength = 32

    var isNormalized: Bool
    var parameters: ScryptParameters
    var salt: [UInt8]
    var key: [UInt8]

    init(_ password: [UInt8], _ parameters: ScryptParameters) throws {
        isNormalized = true
        self.parameters = parameters
        var random = SystemRandomNumberGenerator()
        salt = (0..<Self.saltLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        key = try parameters.derive(password, salt: salt, count: Self.keyLength)
    }

    /// Reads a hash; `nil` for text that is none, of a later version, or dearer than it may be.
    init?(_ text: String) {
        guard text.utf8.count <= 512 else { return nil }
        var parts = text.split(separator: "$", omittingEmptySubsequences: false)[...]
        guard parts.popFirst() == "", parts.popFirst() == "scrypt" else { return nil }
        isNormalized = parts.first == "v=1"
        if isNormalized { parts = parts.dropFirst() }
        guard parts.count == 3, let costs = parts.popFirst(), let salt = parts.popFirst(), let key = parts.popFirst(),
            let parameters = Self.parameters(costs), parameters.isBounded,
            let salt = Self.decode(salt), let key = Self.decode(key), (1...64).contains(salt.count),
            (16...64).contains(key.count)
        else { return nil }
        self.parameters = parameters
        self.salt = salt
        self.key = key
    }

    private static func parameters(_ text: Substring) -> ScryptParameters? {
        let names = ["ln", "r", "p"]
        let pairs = text.split(separator: ",", omittingEmptySubsequences: false)
        guard pairs.count == names.count else { return nil }
        var values: [Int] = []
        for (name, pair) in zip(names, pairs) {
            guard pair.hasPrefix("\(name)="), let value = UInt16(pair.dropFirst(name.count + 1)) else { return nil }
            values.append(Int(value))
        }
        return ScryptParameters(logN: values[0], blockSize: values[1], parallelism: values[2])
    }

    var description: String {
        let costs = "ln=\(parameters.logN),r=\(parameters.blockSize),p=\(parameters.parallelism)"
        return "$scrypt$\(isNormalized ? "v=1$" : "")\(costs)$\(Self.encode(salt))$\(Self.encode(key))"
    }

    /// Whether a password has this hash; all bytes are compared, whichever differ.
    func matches(_ password: String) throws -> Bool {
        guard let normalized = PasswordText.bytes(of: password) else { return false }
        let other = try parameters.derive(
            isNormalized ? normalized : Array(password.utf8), salt: salt, count: key.count)
        return other.count == key.count && zip(other, key).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Base64 without padding, as the PHC string format has it.
    private static func encode(_ bytes: [UInt8]) -> String {
        let text = Data(bytes).base64EncodedString()
        return String(text.prefix { $0 != "=" })
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        let missing = (4 - text.utf8.count % 4) % 4
        guard missing < 3 else { return nil }
        return Data(base64Encoded: text + String(repeating: "=", count: missing)).map { Array($0) }
    }
}

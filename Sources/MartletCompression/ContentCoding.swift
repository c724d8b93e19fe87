/// A coding of content (RFC 9110 §8.4.1) that zlib knows.
enum ContentCoding: String, Sendable {
    case gzip
    case deflate

    /// The coding of a name, in any case; `x-gzip` is an old name of `gzip`.
    init?(name: some StringProtocol) {
        switch name.lowercased() {
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .deflate
        default: return nil
        }
    }

    /// How zlib is told the format: 16 more for the gzip format (RFC 1952) than for its own (RFC 1950).
    var windowBits: Int32 { self == .gzip ? 15 + 16 : 15 }

    /// The value of a response's `Accept-Encoding`: what requests may be coded with.
    static let accepted = "gzip, deflate"
}

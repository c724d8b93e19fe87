import NIOCore

/// A range of IP addresses in CIDR notation, such as `10.0.0.0/8` or `::1`.
public struct AddressRange: Sendable, Hashable, ExpressibleByStringLiteral {
    private let bytes: [UInt8]
    private let prefix: Int

    /// Reads a range; `nil` when the text is not an address with an optional prefix length (RFC 4632 §3.1).
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = Self.bytes(of: String(first)) else { return nil }
        let width = bytes.count * 8
        guard let prefix = parts.count == 2 ? Int(parts[1]) : width, (0...width).contains(prefix) else { return nil }
        self.bytes = bytes
        self.prefix = prefix
    }

    /// A range that is written in the source; a literal that is none contains no address at all.
    public init(stringLiteral value: String) { self = AddressRange(value) ?? AddressRange(bytes: [], prefix: 0) }

    private init(bytes: [UInt8], prefix: Int) {
        self.bytes = bytes
        self.prefix = prefix
    }

    /// Whether an address lies in the range; an IPv4 address mapped into IPv6 counts as IPv4.
    public func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(of: address), other.count == bytes.count else { return false }
        var bits = prefix
        for (mine, theirs) in zip(bytes, other) where bits > 0 {
            let mask: UInt8 = bits >= 8 ? 0xFF : ~(0xFF >> UInt8(bits))
            guard mine & mask == theirs & mask else { return false }
            bits -= 8
        }
        return true
    }

    private static func bytes(of text: String) -> [UInt8]? {
        guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        switch address {
        case .v4(let v4): return withUnsafeBytes(of: v4.address.sin_addr) { Array($0) }
        case .v6(let v6):
            let bytes = withUnsafeBytes(of: v6.address.sin6_addr) { Array($0) }
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10...11].allSatisfy { $0 == 0xFF }
            return isMapped ? Array(bytes[12...]) : bytes
        case .unixDomainSocket: return nil
        }
    }
}

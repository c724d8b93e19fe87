import MartletCookies

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Base64URL {
    /// The value of a text, of which each has one alone.
    /// - Returns: `nil` for text with padding, spaces, the other alphabet or bits that are left over.
    static func decodeStrictly(_ text: Substring) -> Data? {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "_"), 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: false
            }
        }
        guard isPlain, text.utf8.count % 4 != 1, let data = decode(text), encode(data).utf8.elementsEqual(text.utf8)
        else { return nil }
        return data
    }
}

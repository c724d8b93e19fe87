#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Base64 for URLs without padding (RFC 4648 §5), strictly: one text for each value.
enum Base64URL {
    static func encode(_ data: Data) -> String {
        String(
            decoding: data.base64EncodedString().utf8.compactMap { byte -> UInt8? in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                case UInt8(ascii: "="): nil
                default: byte
                }
            }, as: UTF8.self)
    }

    /// - Returns: `nil` for text with padding, spaces, the other alphabet or bits that are left over.
    static func decode(_ text: Substring) -> Data? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 3)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): bytes.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): bytes.append(UInt8(ascii: "/"))
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: bytes.append(byte)
            default: return nil
            }
        }
        guard bytes.count % 4 != 1 else { return nil }
        while bytes.count % 4 != 0 { bytes.append(UInt8(ascii: "=")) }
        guard let data = Data(base64Encoded: String(decoding: bytes, as: UTF8.self)),
            encode(data).utf8.elementsEqual(text.utf8)
        else { return nil }
        return data
    }
}

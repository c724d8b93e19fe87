/// Reads `numeric` from its binary format: digits to the base of 10,000, the place of the first, sign, and decimals.
enum PostgresNumeric {
    static func read(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count >= 8, bytes.count % 2 == 0 else { return nil }
        func word(_ index: Int) -> UInt16 {
            UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
        }
        let count = Int(word(0))
        guard bytes.count == 8 + count * 2 else { return nil }
        let weight = Int(Int16(bitPattern: word(1)))
        let decimals = Int(word(3) & 0x3FFF)
        var text: [UInt8] = []
        switch word(2) {
        case 0x0000: break
        case 0x4000: text.append(0x2D)
        case 0xC000: return "NaN"
        case 0xD000: return "Infinity"
        case 0xF000: return "-Infinity"
        default: return nil
        }
        /// The four decimal digits at a place, where 0 stands before the point and -1 behind it.
        func group(_ place: Int) -> UInt16 {
            let index = weight - place
            return index >= 0 && index < count ? word(4 + index) : 0
        }
        if weight < 0 {
            text.append(0x30)
        } else {
            text.append(contentsOf: String(group(weight)).utf8)
            for place in stride(from: weight - 1, through: 0, by: -1) { append(group(place), 4, &text) }
        }
        if decimals > 0 {
            text.append(0x2E)
            var left = decimals
            var place = -1
            while left > 0 {
                append(group(place), min(4, left), &text)
                left -= 4
                place -= 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ group: UInt16, _ width: Int, _ text: inout [UInt8]) {
        var divisor: UInt16 = 1000
        for _ in 0..<width {
            text.append(UInt8(truncatingIfNeeded: 0x30 + group / divisor % 10))
            divisor /= 10
        }
    }
}

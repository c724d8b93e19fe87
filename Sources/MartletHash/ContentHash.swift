/// XXH64 with the seed 0: tells contents apart, fast and the same on every machine.
///
/// It protects nothing: whoever chooses both contents can make them collide. What it names are files of the application
/// and responses of one address.
package struct ContentHash {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
    private static let stripe = 32

    private var lanes = (prime1 &+ prime2, prime2, 0 as UInt64, 0 &- prime1)
    private var length = 0
    /// What is left of the bytes so far behind the last whole stripe.
    private var rest: [UInt8] = []

    package init() {}

    /// The hash of some bytes as 16 hexadecimal digits.
    package static func digits(of bytes: some Sequence<UInt8>) -> String {
        var hash = ContentHash()
        if bytes.withContiguousStorageIfAvailable({ hash.add(UnsafeRawBufferPointer($0)) }) == nil {
            Array(bytes).withUnsafeBytes { hash.add($0) }
        }
        return hash.digits
    }

    /// Adds bytes behind those so far.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        length += bytes.count
        var bytes = bytes[...]
        if !rest.isEmpty {
            let missing = bytes.prefix(Self.stripe - rest.count)
            rest += missing
            bytes = bytes.dropFirst(missing.count)
            guard rest.count == Self.stripe else { return }
            let whole = rest
            rest = []
            whole.withUnsafeBytes { addStripes($0) }
        }
        let count = bytes.count - bytes.count % Self.stripe
        addStripes(UnsafeRawBufferPointer(rebasing: bytes.prefix(count)))
        rest = Array(bytes.dropFirst(count))
    }

    private mutating func addStripes(_ bytes: UnsafeRawBufferPointer) {
        var (a, b, c, d) = lanes
        var position = 0
        while position < bytes.count {
            a = Self.round(a, Self.word(bytes, position))
            b = Self.round(b, Self.word(bytes, position + 8))
            c = Self.round(c, Self.word(bytes, position + 16))
            d = Self.round(d, Self.word(bytes, position + 24))
            position += Self.stripe
        }
        lanes = (a, b, c, d)
    }

    /// The hash of everything so far.
    package var value: UInt64 {
        var hash = Self.prime5
        if length >= Self.stripe {
            hash = Self.rotate(lanes.0, 1) &+ Self.rotate(lanes.1, 7)
            hash = hash &+ Self.rotate(lanes.2, 12) &+ Self.rotate(lanes.3, 18)
            for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
                hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
            }
        }
        hash = hash &+ UInt64(length)
        rest.withUnsafeBytes { bytes in
            var position = 0
            while position + 8 <= bytes.count {
                hash = Self.rotate(hash ^ Self.round(0, Self.word(bytes, position)), 27) &* Self.prime1 &+ Self.prime4
                position += 8
            }
            if position + 4 <= bytes.count {
                let half = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
                hash = Self.rotate(hash ^ UInt64(half) &* Self.prime1, 23) &* Self.prime2 &+ Self.prime3
                position += 4
            }
            for byte in bytes[position...] {
                hash = Self.rotate(hash ^ UInt64(byte) &* Self.prime5, 11) &* Self.prime1
            }
        }
        hash = (hash ^ hash >> 33) &* Self.prime2
        hash = (hash ^ hash >> 29) &* Self.prime3
        return hash ^ hash >> 32
    }

    /// The hash of everything so far as 16 hexadecimal digits.
    package var digits: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* prime2, 31) &* prime1
    }

    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }
}

/// Random numbers that a seed determines (Steele, Lea and Flood: Fast splittable pseudorandom number generators, 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// One input of the fuzzer: bytes, and where they are cut when they are sent.
struct FuzzedInput {
    let bytes: [UInt8]
    let cuts: [Int]

    /// Makes the input of a number: the same for the same seed, whatever ran before.
    init(seed: UInt64, number: Int) {
        var random = SplitMix64(seed: seed &+ UInt64(truncatingIfNeeded: number) &* 0xD1B5_4A32_D192_ED03)
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            bytes += Corpus.requests.randomElement(using: &random) ?? []
        }
        // Some go through as they are, so that right requests meet one another too.
        for _ in 0..<Int.random(in: 0...6, using: &random) { Self.mutate(&bytes, &random) }
        var cuts: [Int] = []
        if !bytes.isEmpty {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                cuts.append(Int.random(in: 0..<bytes.count, using: &random))
            }
        }
        self.bytes = bytes
        self.cuts = cuts.sorted()
    }

    /// The pieces in which the input is sent.
    var pieces: [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        for cut in cuts + [bytes.count] where cut > start {
            pieces.append(bytes[start..<cut])
            start = cut
        }
        return pieces
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.remove(at: place)
        case 3, 4: bytes.insert(contentsOf: Corpus.tokens.randomElement(using: &random) ?? [], at: place)
        case 5:
            let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
            bytes.removeSubrange(place..<end)
        case 6:
            let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
            bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        case 7: duplicateLine(&bytes, at: place, &random)
        case 8: changeNumber(&bytes, from: place, &random)
        default:
            // Something long, as limits of length are only met by that.
            let byte = bytes[place]
            bytes.insert(contentsOf: repeatElement(byte, count: Int.random(in: 1...20_000, using: &random)), at: place)
        }
    }

    /// Repeats a header field, or moves it.
    private static func duplicateLine(_ bytes: inout [UInt8], at place: Int, _ random: inout SplitMix64) {
        let lineFeed = UInt8(ascii: "\n")
        let start = bytes[..<place].lastIndex(of: lineFeed).map { $0 + 1 } ?? 0
        let end = bytes[place...].firstIndex(of: lineFeed).map { $0 + 1 } ?? bytes.count
        let line = Array(bytes[start..<end])
        if Bool.random(using: &random) { bytes.removeSubrange(start..<end) }
        bytes.insert(contentsOf: line, at: min(start, bytes.count))
    }

    private static func changeNumber(_ bytes: inout [UInt8], from place: Int, _ random: inout SplitMix64) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = bytes[place...].firstIndex(where: { digits.contains($0) }) else { return }
        let numbers = ["0", "1", "00", "7", "255", "65536", "4294967296", "9223372036854775808", "1e9", "-0"]
        bytes.replaceSubrange(first...first, with: Array((numbers.randomElement(using: &random) ?? "0").utf8))
    }
}

import HTTPTypes
import MartletCore

/// The parts of some content that a request asks for (RFC 9110 §14).
enum ByteRanges: Equatable {
    /// Everything: there is no `Range` field, or none that counts.
    case whole
    /// One part.
    case single(Range<Int>)
    /// Several parts that do not overlap, in the order in which they were asked for.
    case several([Range<Int>])
    /// Nothing of what was asked for is there.
    case unsatisfiable

    /// More parts than this are answered with everything: they cost the server more than they save the client.
    static let maximumCount = 16

    /// Reads `Range`.
    ///
    /// A field that is malformed, that has another unit or that is there twice does not count (§14.2), nor does any
    /// for content without a byte, which no `Content-Range` could describe.
    init(_ request: Request, length: Int) {
        // Only GET has ranges (§14.2); HEAD is answered as for the whole.
        guard request.method == .get, let field = request.headers[.range], length > 0,
            request.headers[values: .range].count == 1
        else {
            self = .whole
            return
        }
        self.init(parsing: field, length: length)
    }

    init(parsing field: String, length: Int) {
        self = .whole
        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bytes" else { return }
        var ranges: [Range<Int>] = []
        var count = 0
        for member in parts[1].split(separator: ",") {
            let text = member.trimmingSpaces()
            guard !text.isEmpty else { continue }
            count += 1
            guard count <= Self.maximumCount, let spec = Spec(text) else { return }
            if let range = spec.range(in: length) { ranges.append(range) }
        }
        guard count > 0 else { return }
        if ranges.isEmpty {
            self = .unsatisfiable
        } else if ranges.count == 1 {
            self = .single(ranges[0])
        } else if !Self.overlap(ranges) {
            self = .several(ranges)
        }
    }

    private static func overlap(_ ranges: [Range<Int>]) -> Bool {
        let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
        return zip(sorted, sorted.dropFirst()).contains { $0.upperBound > $1.lowerBound }
    }

    /// One member of the list: `0-499`, `500-`, `-500`.
    private struct Spec {
        var first: Int?
        var last: Int?

        init?(_ text: String) {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, !(ends[0].isEmpty && ends[1].isEmpty) else { return nil }
            if !ends[0].isEmpty {
                guard let value = Self.number(ends[0]) else { return nil }
                first = value
            }
            if !ends[1].isEmpty {
                guard let value = Self.number(ends[1]) else { return nil }
                last = value
            }
            if let first, let last, last < first { return nil }
        }

        func range(in length: Int) -> Range<Int>? {
            guard let first else {
                let count = min(last ?? 0, length)
                return count > 0 ? (length - count)..<length : nil
            }
            guard first < length else { return nil }
            return first..<(min(last ?? length, length - 1) + 1)
        }

        /// Digits only; what is larger than a number can be lies behind every end.
        private static func number(_ text: Substring) -> Int? {
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return Int(text) ?? .max
        }
    }
}

import MartletCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The bytes of a JSON text while it is written (RFC 8259).
final class JSONSink {
    // Nothing that is called while they grow comes back here, so the run-time check of exclusive access is left out.
    @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
    /// Values that are still being written elsewhere, and where they belong; in order.
    private var splices: [(offset: Int, encoder: JSONValueEncoder)] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// Leaves a place for a value that is written later.
    func leavePlace(for encoder: JSONValueEncoder) { splices.append((bytes.count, encoder)) }

    /// The whole text, with what was written elsewhere in its place.
    func finished() -> [UInt8] {
        guard !splices.isEmpty else { return bytes }
        var whole: [UInt8] = []
        var start = 0
        for (offset, encoder) in splices {
            whole += bytes[start..<offset]
            encoder.close()
            whole += encoder.sink.finished()
            start = offset
        }
        return whole + bytes[start...]
    }

    /// A member of an object that is being written.
    struct Member {
        var name: String
        /// Where it begins, with the quotes of its name.
        var start: Int
    }

    /// Puts the members that stand last into the order of their names, what is left to be written in them too.
    func sort(_ members: [Member]) {
        guard members.count > 1, let start = members.first?.start else { return }
        let ends = members.dropFirst().map { $0.start - 1 } + [bytes.count]
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count - start)
        var moved: [(offset: Int, encoder: JSONValueEncoder)] = []
        // Splices lie behind the beginning of their member, up to its end.
        let inner = splices.prefix { $0.offset <= start }.count
        let sorted = zip(members, ends).sorted { $0.0.name.utf8.lexicographicallyPrecedes($1.0.name.utf8) }
        for (member, end) in sorted {
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            for splice in splices[inner...] where splice.offset > member.start && splice.offset <= end {
                moved.append((start + text.count + splice.offset - member.start, splice.encoder))
            }
            text += bytes[member.start..<end]
        }
        bytes.replaceSubrange(start..., with: text)
        splices.replaceSubrange(inner..., with: moved)
    }

    func write(_ byte: UInt8) { bytes.append(byte) }
    func writeLiteral(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }
    func writeRaw(_ text: [UInt8]) { bytes += text }
    func writeRaw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    func write(_ value: some FixedWidthInteger) {
        if value >= 0, value < 10 {
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value))
        } else {
            writeRaw(String(value))
        }
    }

    /// The shortest text that reads back as the same number.
    /// - Returns: `false` for a number that is not finite, which JSON does not have.
    func write(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> Bool {
        guard value.isFinite else { return false }
        let text = value.description
        writeRaw(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        return true
    }

    /// A string with its quotes.
    func write(_ text: String) { JSONText.append(text, to: &bytes) }
}

import Synchronization

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension UUID {
    /// A UUID that begins with the time, so that new keys stand behind older ones in an index; each one of this process
    /// is greater than those before it.
    ///
    /// It has 48 bits of milliseconds, 12 bits that count within a millisecond and 62 random bits. The time of its making
    /// can be read from it; `UUID()` (version 4) says nothing.
    ///
    /// ```swift
    /// @Model struct Order {
    ///     var id: UUID = .v7()
    /// }
    /// ```
    ///
    /// Source: [RFC 9562, sections 5.7 and 6.2](https://www.rfc-editor.org/rfc/rfc9562)
    public static func v7() -> UUID {
        let (milliseconds, count) = VersionSeven.next(at: Date())
        let random = UInt64.random(in: .min ... .max)
        func byte(_ value: UInt64, _ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: value >> shift) }
        return UUID(
            uuid: (
                byte(milliseconds, 40), byte(milliseconds, 32), byte(milliseconds, 24), byte(milliseconds, 16),
                byte(milliseconds, 8), byte(milliseconds, 0), 0x70 | byte(count, 8), byte(count, 0),
                0x80 | byte(random & 0x3FFF_FFFF_FFFF_FFFF, 56), byte(random, 48), byte(random, 40), byte(random, 32),
                byte(random, 24),
                byte(random, 16), byte(random, 8), byte(random, 0)
            ))
    }
}

/// The time and count of the last UUID of version 7.
enum VersionSeven {
    private static let last = Mutex<(milliseconds: UInt64, count: UInt64)>((0, 0))

    /// The next pair, greater than the last one also when the clock goes back.
    static func next(at date: Date) -> (milliseconds: UInt64, count: UInt64) {
        let now = UInt64(exactly: (date.timeIntervalSince1970 * 1_000).rounded(.down)) ?? 0
        return last.withLock { last in
            if now > last.milliseconds {
                // The lower half of the counter, so that at least 2,048 follow within the millisecond.
                last = (now & 0xFFFF_FFFF_FFFF, UInt64.random(in: 0..<2_048))
            } else if last.count < 0xFFF {
                last.count += 1
            } else {
                last = ((last.milliseconds + 1) & 0xFFFF_FFFF_FFFF, 0)
            }
            return last
        }
    }
}

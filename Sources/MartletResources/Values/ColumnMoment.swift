import MartletData

/// Moments and times of columns as clients read and write them, by the microsecond (RFC 3339).
enum ColumnMoment {
    /// The years 1 to 9999 in microseconds since 1970, which all databases hold.
    private static let range: Range<Int64> = -62_135_596_800_000_000..<253_402_300_800_000_000

    /// Reads RFC 3339: a date, a time and an offset from UTC.
    static func parse(_ text: String) -> DatabaseValue? {
        // The database's own reader takes a date alone, and a moment without its offset.
        guard text.utf8.count >= 20, let last = text.utf8.last else { return nil }
        let sign = text.utf8.suffix(6).first
        let hasOffset = last | 0x20 == UInt8(ascii: "z") || sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
        guard hasOffset, let microseconds = TimestampText.parse(text.uppercased()), range.contains(microseconds) else {
            return nil
        }
        return .timestamp(microseconds: microseconds)
    }

    /// Reads a day of the years 1 to 9999.
    static func parseDate(_ text: String) -> DatabaseValue? {
        guard text.utf8.count == 10, !text.hasPrefix("0000"), !text.hasPrefix("-") else { return nil }
        return CalendarDate(text)?.databaseValue
    }

    /// RFC 3339 in UTC, without the zeros of a whole second or millisecond: `2026-01-31T12:00:00Z`.
    static func format(_ microseconds: Int64) -> String {
        var bytes = Array(TimestampText.format(microseconds).utf8)
        if let space = bytes.firstIndex(of: 0x20) { bytes[space] = UInt8(ascii: "T") }
        shorten(&bytes)
        bytes.append(UInt8(ascii: "Z"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A time of day: `14:30:00`.
    static func formatTime(_ microseconds: Int64) -> String {
        var bytes = Array(TimestampText.formatTime(microseconds).utf8)
        shorten(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Cuts six decimals to three or none where the others are zeros.
    private static func shorten(_ bytes: inout [UInt8]) {
        guard bytes.count > 7, bytes[bytes.count - 7] == UInt8(ascii: ".") else { return }
        if bytes.suffix(6).allSatisfy({ $0 == 0x30 }) {
            bytes.removeLast(7)
        } else if bytes.suffix(3).allSatisfy({ $0 == 0x30 }) {
            bytes.removeLast(3)
        }
    }
}

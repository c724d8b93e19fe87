/// A time of day without a time zone, exact to the microsecond: opening hours, an alarm.
public struct TimeOfDay: Sendable, Hashable, Comparable, Codable {
    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// Microseconds since midnight, less than a day.
    public let microseconds: Int64

    /// The time so long after midnight; `nil` when that is not within a day.
    public init?(microseconds: Int64) {
        guard (0..<Self.microsecondsPerDay).contains(microseconds) else { return nil }
        self.microseconds = microseconds
    }

    /// A time by its numbers; `nil` when there is no such time.
    public init?(hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999_999).contains(microsecond)
        else { return nil }
        microseconds = Int64((hour * 60 + minute) * 60 + second) * 1_000_000 + Int64(microsecond)
    }

    /// Reads `14:30`, `14:30:05` and `14:30:05.123456`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        guard let microseconds = TimestampText.parseTime(text) else { return nil }
        self.microseconds = microseconds
    }

    /// The hour, minute, second and microsecond.
    public var components: (hour: Int, minute: Int, second: Int, microsecond: Int) {
        let seconds = Int(microseconds / 1_000_000)
        return (seconds / 3600, seconds / 60 % 60, seconds % 60, Int(microseconds % 1_000_000))
    }

    public static func < (lhs: TimeOfDay, rhs: TimeOfDay) -> Bool { lhs.microseconds < rhs.microseconds }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = TimeOfDay(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a time of day such as 14:30:05, got \"\(text)\"")
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension TimeOfDay: CustomStringConvertible {
    /// The time as ISO 8601 with six decimals: `14:30:05.000000`.
    public var description: String { TimestampText.formatTime(microseconds) }
}

extension TimeOfDay: ColumnValue {
    public static var columnType: ColumnType { .time }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .time(let microseconds): self.init(microseconds: microseconds)
        case .text(let text): self.init(text)
        default: return nil
        }
    }
    public var databaseValue: DatabaseValue { .time(microseconds: microseconds) }
}

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension String: ColumnValue {
    public static var columnType: ColumnType { .text }
    public init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        self = text
    }
    @inlinable public var databaseValue: DatabaseValue { .text(self) }
    @inlinable public static func read(from row: some RowSource, at index: Int) -> String? { row.text(at: index) }
}

extension Data: ColumnValue {
    public static var columnType: ColumnType { .blob }
    public init?(databaseValue: DatabaseValue) {
        guard case .blob(let bytes) = databaseValue else { return nil }
        self.init(bytes)
    }
    public var databaseValue: DatabaseValue { .blob(Array(self)) }
}

extension UUID: ColumnValue {
    public static var columnType: ColumnType { .uuid }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .uuid(let value): self = value
        case .text(let text): self.init(uuidString: text)
        case .blob(let bytes):
            guard bytes.count == 16 else { return nil }
            let text = bytes.enumerated().map { offset, byte in
                let hex = String(byte, radix: 16)
                return ([4, 6, 8, 10].contains(offset) ? "-" : "") + (hex.count == 1 ? "0" : "") + hex
            }
            self.init(uuidString: text.joined())
        default: return nil
        }
    }
    @inlinable public var databaseValue: DatabaseValue { .uuid(self) }
}

/// A moment, stored in UTC and exact to the microsecond.
extension Date: ColumnValue {
    public static var columnType: ColumnType { .timestamp }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .timestamp(let microseconds): self.init(microsecondsSince1970: microseconds)
        case .text(let text):
            guard let microseconds = TimestampText.parse(text) else { return nil }
            self.init(microsecondsSince1970: microseconds)
        default: return nil
        }
    }
    public var databaseValue: DatabaseValue {
        let microseconds = (timeIntervalSince1970 * 1_000_000).rounded()
        guard let exact = Int64(exactly: microseconds) else {
            return .unstorable("a moment of \(timeIntervalSince1970) seconds, which is outside what databases hold")
        }
        return .timestamp(microseconds: exact)
    }
    @inlinable public static func read(from row: some RowSource, at index: Int) -> Date? {
        row.timestamp(at: index).map { Date(microsecondsSince1970: $0) }
    }

    @usableFromInline init(microsecondsSince1970 microseconds: Int64) {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        self.init(timeIntervalSince1970: Double(seconds) + Double(rest) / 1_000_000)
    }
}

import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads values in the text format, which a result has when one of its columns is of a type that only the server knows.
enum PostgresText {
    static func value(_ type: PostgresType, _ text: String) -> DatabaseValue {
        switch type.shape {
        case .single: single(type.kind, text) ?? .text(text)
        case .array: PostgresArrayText.read(text, type.kind) ?? .text(text)
        case .range: PostgresArrayText.readRange(text, type.kind) ?? .text(text)
        }
    }

    static func single(_ kind: PostgresType.Kind, _ text: String) -> DatabaseValue? {
        switch kind {
        case .boolean: text == "t" ? .boolean(true) : text == "f" ? .boolean(false) : nil
        case .int2, .int4, .int8, .oid: Int64(text).map { .integer($0) }
        case .float4: Float(text).map { .real(Double($0)) }
        case .float8: Double(text).map { .real($0) }
        case .numeric: .decimal(text)
        case .text, .other: .text(text)
        case .bytea: bytes(text).map { .blob($0) }
        case .uuid: UUID(uuidString: text).map { .uuid($0) }
        case .timestamp: TimestampText.parse(withoutEra(text)).map { .timestamp(microseconds: $0) }
        case .date: TimestampText.parseDate(withoutEra(text)).map { .date(days: $0) }
        case .time: TimestampText.parseTime(text).map { .time(microseconds: $0) }
        case .interval: PostgresInterval(text)?.value
        case .json, .jsonb: .json(text)
        case .void: .null
        }
    }

    /// `0044-03-15 BC` as `-0043-03-15`.
    private static func withoutEra(_ text: String) -> String {
        guard text.hasSuffix(" BC"), let dash = text.firstIndex(of: "-"), let year = Int(text[..<dash]) else {
            return text
        }
        let number = String(year - 1)
        return (year > 1 ? "-" : "") + String(repeating: "0", count: max(0, 4 - number.count)) + number
            + text[dash...].dropLast(3)
    }

    /// Reads bytes as `\x00ff`.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.starts(with: [0x5C, 0x78]), digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2 - 1)
        for index in stride(from: 2, to: digits.count, by: 2) {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    /// A value as a literal that the server reads by the type that it wants; `nil` for NULL.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/value``.
    static func literal(_ value: DatabaseValue, asInterval: Bool = false) throws(DatabaseError) -> String? {
        switch value {
        case .null: return nil
        case .boolean(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .unsigned(let value): return String(value)
        case .real(let value): return "\(value)"
        case .text(let text), .json(let text), .decimal(let text): return text
        case .blob(let bytes): return hex(bytes)
        case .uuid(let value): return value.uuidString.lowercased()
        case .timestamp(let microseconds): return moment(TimestampText.format(microseconds), "+00")
        case .date(let days): return moment(TimestampText.formatDate(days), "")
        case .time(let microseconds): return TimestampText.formatTime(microseconds)
        case .duration(let microseconds):
            guard asInterval else { return String(microseconds) }
            let (seconds, fraction) = microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
            return "\(microseconds < 0 ? "-" : "")\(seconds).\(String(fraction + 1_000_000).dropFirst()) seconds"
        case .array(let values, of: _): return try PostgresArrayText.write(values)
        case .range(let range, of: _): return try PostgresArrayText.write(range)
        case .unstorable(let reason): throw DatabaseError(.value, "\(reason) cannot be stored")
        }
    }

    /// Years before 1 are counted backwards from `0001 BC`, which is the year 0.
    private static func moment(_ text: String, _ zone: String) -> String {
        let isNegative = text.hasPrefix("-")
        let digits = text.drop { $0 == "-" }
        let end = digits.firstIndex(of: "-") ?? digits.endIndex
        guard let year = Int(digits[..<end]), isNegative || year == 0 else { return text + zone }
        let number = String(year + 1)
        return String(repeating: "0", count: max(0, 4 - number.count)) + number + digits[end...] + zone + " BC"
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: bytes.count * 2 + 2) { text in
            text[0] = 0x5C
            text[1] = 0x78
            for (index, byte) in bytes.enumerated() {
                text[index * 2 + 2] = digits[Int(byte >> 4)]
                text[index * 2 + 3] = digits[Int(byte & 15)]
            }
            return bytes.count * 2 + 2
        }
    }
}

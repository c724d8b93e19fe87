#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A place in an ordered list, as text that a client sends back to get what follows.
///
/// The text holds the values by which the place is ordered, the order that it belongs to, and a checksum: what was changed
/// or belongs to another order is refused. It is no secret: values of the ordered columns can be read from it, and whoever
/// knows this code can make one, which finds nothing that another place would not.
public struct Cursor: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The text, safe in URLs.
    public let description: String

    /// Wraps a text; whether it is a cursor shows when it is used.
    public init(_ text: String) { description = text }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A text that is no cursor of the query that it was given to.
public struct InvalidCursor: Error, CustomStringConvertible, Equatable {
    public let description: String
}

extension Cursor {
    /// Makes a cursor of the values of a row.
    /// - Parameter order: a number that only this order has.
    init(_ values: [DatabaseValue], order: UInt64) throws {
        var bytes: [UInt8] = []
        Self.append(order, to: &bytes)
        for value in values { try Self.append(value, to: &bytes) }
        Self.append(Self.checksum(bytes), to: &bytes)
        let text = Data(bytes).base64EncodedString()
        description = String(text.compactMap { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 == "=" ? nil : $0 })
    }

    /// The values of the row that the cursor stands at.
    func values(order: UInt64, count: Int) throws -> [DatabaseValue] {
        var text = String(description.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: text).map({ [UInt8]($0) }), bytes.count >= 16 else {
            throw InvalidCursor(description: "expected a cursor of an earlier page, got \"\(description.prefix(40))\"")
        }
        var end = Reader(bytes: bytes[(bytes.count - 8)...])
        let content = bytes[..<(bytes.count - 8)]
        guard end.number() == Self.checksum(Array(content)) else {
            throw InvalidCursor(description: "the cursor was changed; send it as the earlier page gave it")
        }
        var reader = Reader(bytes: content)
        guard reader.number() == order else {
            throw InvalidCursor(description: "the cursor belongs to another order; begin at the first page")
        }
        var values: [DatabaseValue] = []
        while !reader.bytes.isEmpty {
            guard let value = reader.value() else { break }
            values.append(value)
        }
        guard values.count == count, reader.bytes.isEmpty else {
            throw InvalidCursor(description: "the cursor belongs to another order; begin at the first page")
        }
        return values
    }

    /// FNV-1a, with a beginning of its own.
    static func checksum(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0x6d61_7274_6c65_7401) { hash, byte in
            let mixed = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            return mixed ^ (mixed >> 31)
        }
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private static func append(_ value: DatabaseValue, to bytes: inout [UInt8]) throws {
        func number(_ tag: UInt8, _ number: Int64) {
            bytes.append(tag)
            append(UInt64(bitPattern: number), to: &bytes)
        }
        func data(_ tag: UInt8, _ content: some Collection<UInt8>) {
            bytes.append(tag)
            append(UInt64(content.count), to: &bytes)
            bytes.append(contentsOf: content)
        }
        switch value {
        case .null: bytes.append(0)
        case .boolean(let value): number(1, value ? 1 : 0)
        case .integer(let value): number(2, value)
        case .real(let value): number(3, Int64(bitPattern: value.bitPattern))
        case .decimal(let text): data(4, Array(text.utf8))
        case .text(let text): data(5, Array(text.utf8))
        case .blob(let content): data(6, content)
        case .uuid(let uuid): data(7, Array(uuid.uuidString.utf8))
        case .timestamp(let value): number(8, value)
        case .date(let days): number(9, Int64(days))
        case .time(let value): number(10, value)
        case .duration(let value): number(11, value)
        case .unsigned(let value): number(12, Int64(bitPattern: value))
        case .json, .array, .range, .unstorable:
            throw QueryError("a page cannot begin behind \(value.kind); order by columns of simple values")
        }
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>

        mutating func number() -> UInt64? {
            guard bytes.count >= 8 else { return nil }
            defer { bytes = bytes.dropFirst(8) }
            return bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }

        mutating func value() -> DatabaseValue? {
            guard let tag = bytes.popFirst() else { return nil }
            if tag == 0 { return .null }
            guard let number = number().map({ Int64(bitPattern: $0) }) else { return nil }
            switch tag {
            case 1: return .boolean(number != 0)
            case 2: return .integer(number)
            case 3: return .real(Double(bitPattern: UInt64(bitPattern: number)))
            case 8: return .timestamp(microseconds: number)
            case 12: return .unsigned(UInt64(bitPattern: number))
            case 9: return Int32(exactly: number).map { .date(days: $0) }
            case 10: return .time(microseconds: number)
            case 11: return .duration(microseconds: number)
            default: break
            }
            guard (4...7).contains(tag), let count = Int(exactly: number), count >= 0, count <= bytes.count else {
                return nil
            }
            defer { bytes = bytes.dropFirst(count) }
            let content = bytes.prefix(count)
            if tag == 6 { return .blob(Array(content)) }
            guard let text = String(validating: content, as: UTF8.self) else { return nil }
            switch tag {
            case 4: return .decimal(text)
            case 5: return .text(text)
            default: return UUID(uuidString: text).map { .uuid($0) }
            }
        }
    }
}

import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads values in the binary format, whose numbers are big-endian.
///
/// What does not have the length of its type is not read as it: a server could send anything.
enum PostgresBinary {
    /// Microseconds from 1970 to 2000, where PostgreSQL's moments begin.
    static let epoch: Int64 = 946_684_800_000_000
    /// Days from 1970 to 2000.
    static let epochDays: Int32 = 10_957

    static func value(_ type: PostgresType, _ bytes: UnsafeRawBufferPointer) -> DatabaseValue {
        let value =
            switch type.shape {
            case .single: single(type.kind, bytes)
            case .array: array(type.kind, bytes)
            case .range: range(type.kind, bytes)
            }
        return value ?? .blob(Array(bytes))
    }

    static func load<Integer: FixedWidthInteger>(_ type: Integer.Type, _ bytes: UnsafeRawBufferPointer) -> Integer? {
        guard bytes.count == MemoryLayout<Integer>.size else { return nil }
        return Integer(bigEndian: bytes.loadUnaligned(as: Integer.self))
    }

    static func integer(_ kind: PostgresType.Kind, _ bytes: UnsafeRawBufferPointer) -> Int64? {
        switch kind {
        case .int8: load(Int64.self, bytes)
        case .int4: load(Int32.self, bytes).map(Int64.init)
        case .int2: load(Int16.self, bytes).map(Int64.init)
        case .oid: load(UInt32.self, bytes).map(Int64.init)
        default: nil
        }
    }

    static func real(_ kind: PostgresType.Kind, _ bytes: UnsafeRawBufferPointer) -> Double? {
        switch kind {
        case .float8: load(UInt64.self, bytes).map(Double.init(bitPattern:))
        case .float4: load(UInt32.self, bytes).map { Double(Float(bitPattern: $0)) }
        default: integer(kind, bytes).map(Double.init)
        }
    }

    /// Microseconds since 1970; `nil` for infinity too.
    static func timestamp(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard let value = load(Int64.self, bytes), value != .max, value != .min else { return nil }
        let (moment, overflows) = value.addingReportingOverflow(epoch)
        return overflows ? nil : moment
    }

    static func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func single(_ kind: PostgresType.Kind, _ bytes: UnsafeRawBufferPointer) -> DatabaseValue? {
        switch kind {
        case .boolean: return bytes.count == 1 ? .boolean(bytes[0] != 0) : nil
        case .int2, .int4, .int8, .oid: return integer(kind, bytes).map { .integer($0) }
        case .float4, .float8: return real(kind, bytes).map { .real($0) }
        case .numeric: return PostgresNumeric.read(bytes).map { .decimal($0) }
        case .text: return .text(text(bytes))
        // A table changed since the statement was prepared; its bytes could mean anything.
        case .other: return nil
        case .bytea: return .blob(Array(bytes))
        case .uuid:
            guard bytes.count == 16 else { return nil }
            return .uuid(UUID(uuid: bytes.loadUnaligned(as: uuid_t.self)))
        case .timestamp:
            if let moment = timestamp(bytes) { return .timestamp(microseconds: moment) }
            return load(Int64.self, bytes).map { infinity($0 > 0) }
        case .date:
            guard let value = load(Int32.self, bytes) else { return nil }
            guard value != .max, value != .min else { return infinity(value > 0) }
            let (days, overflows) = value.addingReportingOverflow(epochDays)
            return overflows ? nil : .date(days: days)
        case .time: return load(Int64.self, bytes).map { .time(microseconds: $0) }
        case .interval:
            guard bytes.count == 16, let microseconds = load(Int64.self, part(bytes, 0, 8)),
                let days = load(Int32.self, part(bytes, 8, 4)), let months = load(Int32.self, part(bytes, 12, 4))
            else { return nil }
            return PostgresInterval(months: months, days: days, microseconds: microseconds).value
        case .json: return .json(text(bytes))
        case .jsonb:
            guard bytes.first == 1 else { return nil }
            return .json(text(UnsafeRawBufferPointer(rebasing: bytes.dropFirst())))
        case .void: return .null
        }
    }

    /// Infinity is no moment of a calendar: as a text, it is refused by what wants one.
    static func infinity(_ isPositive: Bool) -> DatabaseValue { .text(isPositive ? "infinity" : "-infinity") }

    private static func part(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
    }

    // MARK: Lists and ranges

    private struct Reader {
        var rest: UnsafeRawBufferPointer

        mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
            guard count >= 0, count <= rest.count else { return nil }
            defer { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
            return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
        }

        mutating func int32() -> Int? { take(4).flatMap { load(Int32.self, $0) }.map(Int.init) }
    }

    private static func array(_ kind: PostgresType.Kind, _ bytes: UnsafeRawBufferPointer) -> DatabaseValue? {
        var reader = Reader(rest: bytes)
        guard let dimensions = reader.int32(), reader.int32() != nil, reader.int32() != nil,
            (0...6).contains(dimensions)
        else { return nil }
        var lengths: [Int] = []
        for _ in 0..<dimensions {
            guard let length = reader.int32(), length >= 0, reader.int32() != nil else { return nil }
            lengths.append(length)
        }
        guard !lengths.isEmpty else { return .array([], of: PostgresArrayText.elementType(kind)) }
        return elements(kind, lengths[...], &reader)
    }

    private static func elements(
        _ kind: PostgresType.Kind, _ lengths: ArraySlice<Int>, _ reader: inout Reader
    ) -> DatabaseValue? {
        guard let length = lengths.first else {
            guard let size = reader.int32() else { return nil }
            guard size >= 0 else { return .null }
            return reader.take(size).flatMap { single(kind, $0) }
        }
        var values: [DatabaseValue] = []
        for _ in 0..<length {
            guard let value = elements(kind, lengths.dropFirst(), &reader) else { return nil }
            values.append(value)
        }
        var type = PostgresArrayText.elementType(kind)
        for _ in lengths.dropFirst() { type = .array(type) }
        return .array(values, of: type)
    }

    private static func range(_ kind: PostgresType.Kind, _ bytes: UnsafeRawBufferPointer) -> DatabaseValue? {
        var reader = Reader(rest: bytes)
        guard let flags = reader.take(1)?.first else { return nil }
        let type = PostgresArrayText.elementType(kind)
        guard flags & 0x01 == 0 else {
            return .range(DatabaseRange(lower: nil, upper: nil, isEmpty: true), of: type)
        }
        var bounds: [DatabaseValue?] = []
        for isInfinite in [flags & 0x08 != 0, flags & 0x10 != 0] {
            guard !isInfinite else {
                bounds.append(nil)
                continue
            }
            guard let size = reader.int32(), let value = reader.take(size).flatMap({ single(kind, $0) }) else {
                return nil
            }
            bounds.append(value)
        }
        return .range(
            DatabaseRange(
                lower: bounds[0], upper: bounds[1], includesLower: flags & 0x02 != 0, includesUpper: flags & 0x04 != 0),
            of: type)
    }
}

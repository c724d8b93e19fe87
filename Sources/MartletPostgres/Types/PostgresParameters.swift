import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The values of a statement as libpq takes them, in one buffer that is used again and again.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    private var starts: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var pointers: [UnsafePointer<CChar>?] = []

    /// Writes values.
    /// - Parameters:
    ///   - values: the values.
    ///   - declaration: how the statement's parameters were declared.
    ///   - inferred: the types that the server named.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/value`` for what PostgreSQL cannot hold.
    mutating func write(
        _ values: [DatabaseValue], _ declaration: PostgresDeclaration, inferred: [UInt32]
    ) throws(DatabaseError) {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
        starts.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for (index, value) in values.enumerated() {
            let start = bytes.count
            let kind = PostgresParameterKind(value)
            if case .unstorable(let reason) = value { throw DatabaseError(.value, "\(reason) cannot be stored") }
            if kind.isNull {
                starts.append(-1)
                lengths.append(0)
                formats.append(0)
                continue
            }
            if declaration.isBinary, kind.isBinary {
                try write(value, kind)
                formats.append(1)
            } else {
                let type = index < inferred.count ? inferred[index] : 0
                try writeText(try PostgresText.literal(value, asInterval: type == 1186) ?? "")
                formats.append(0)
            }
            guard let length = Int32(exactly: bytes.count - start) else {
                throw DatabaseError(.value, "value $\(index + 1) has more than the 2 GB that PostgreSQL takes")
            }
            starts.append(start)
            lengths.append(length)
        }
    }

    /// Hands the values over as libpq wants them.
    mutating func withPointers<Result>(
        _ body: (
            _ count: Int32, _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        pointers.removeAll(keepingCapacity: true)
        // An empty value still has a place; NULL has none.
        if bytes.isEmpty { bytes.append(0) }
        return bytes.withUnsafeBytes { bytes in
            for start in starts {
                pointers.append(
                    start < 0 ? nil : bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self))
            }
            return pointers.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(Int32(starts.count), values.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }

    static let nul = DatabaseError(
        .value, "a text has a NUL character, which PostgreSQL text cannot hold; store it as Data", code: "22021")

    private mutating func writeText(_ text: String) throws(DatabaseError) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        guard !bytes[start...].contains(0) else { throw Self.nul }
        bytes.append(0)
    }

    private mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func write(_ value: DatabaseValue, _ kind: PostgresParameterKind) throws(DatabaseError) {
        switch value {
        case .boolean(let value): bytes.append(value ? 1 : 0)
        case .integer(let value): append(value)
        case .real(let value): append(value.bitPattern)
        case .blob(let value): bytes.append(contentsOf: value)
        case .uuid(let value): withUnsafeBytes(of: value.uuid) { bytes.append(contentsOf: $0) }
        case .timestamp(let microseconds):
            let (moment, overflows) = microseconds.subtractingReportingOverflow(PostgresBinary.epoch)
            // The two ends of the numbers are PostgreSQL's infinities.
            guard !overflows, moment != .max, moment != .min else {
                throw DatabaseError(.value, "a moment is outside what PostgreSQL holds (4713 BC to 294276 AD)")
            }
            append(moment)
        case .date(let days):
            let (day, overflows) = days.subtractingReportingOverflow(PostgresBinary.epochDays)
            guard !overflows, day != .max, day != .min else {
                throw DatabaseError(.value, "a day is outside what PostgreSQL holds (4713 BC to 5874897 AD)")
            }
            append(day)
        case .time(let microseconds): append(microseconds)
        case .array(let values, of: _): try write(values, kind)
        default: throw DatabaseError(.value, "\(value.kind) has another type than its column or list")
        }
    }

    private mutating func write(_ values: [DatabaseValue], _ kind: PostgresParameterKind) throws(DatabaseError) {
        append(Int32(values.isEmpty ? 0 : 1))
        append(Int32(values.contains(.null) ? 1 : 0))
        append(kind.elementOID)
        guard !values.isEmpty else { return }
        guard let count = Int32(exactly: values.count) else {
            throw DatabaseError(.value, "an array has more elements than PostgreSQL takes")
        }
        append(count)
        append(Int32(1))
        for value in values {
            if case .null = value {
                append(Int32(-1))
                continue
            }
            let element = PostgresParameterKind(value)
            guard element.declared(textToo: false) == kind.elementOID else {
                throw DatabaseError(.value, "an array holds \(value.kind) among elements of another type")
            }
            let start = bytes.count
            append(Int32(0))
            try write(value, element)
            guard let length = Int32(exactly: bytes.count - start - 4) else {
                throw DatabaseError(.value, "an element of an array has more than the 2 GB that PostgreSQL takes")
            }
            withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
        }
    }
}

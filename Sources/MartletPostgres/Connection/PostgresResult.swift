import CMartletPostgres
import MartletData

/// A result of the server, in libpq's memory until nobody needs it.
final class PostgresResult: @unchecked Sendable {  // safe: libpq never changes a finished result
    let raw: OpaquePointer
    let columns: PostgresColumns

    /// Takes over a result.
    /// - Parameter expected: the columns that it has, unless the tables have changed.
    init(_ raw: OpaquePointer, _ expected: PostgresColumns = .none) {
        self.raw = raw
        columns = expected.fit(raw) ? expected : PostgresColumns(of: raw)
    }

    deinit { PQclear(raw) }

    /// The columns' types, in order.
    var types: [PostgresType] { columns.types }

    var rowCount: Int32 { PQntuples(raw) }
    /// How many rows a write changed; the rows of a statement that reads are none.
    var changes: Int {
        guard let command = PQcmdStatus(raw),
            command.pointee == UInt8(ascii: "I") || command.pointee == UInt8(ascii: "U")
                || command.pointee == UInt8(ascii: "D") || command.pointee == UInt8(ascii: "M")
                || command.pointee == UInt8(ascii: "C")
        else { return 0 }
        return PQcmdTuples(raw).flatMap { Int(String(cString: $0)) } ?? 0
    }
    /// What was done, such as `INSERT` or `COMMIT`.
    var command: String { PQcmdStatus(raw).map { String(cString: $0) } ?? "" }

    /// Decodes all rows.
    func decode<Value>(_ decode: (any RowSource) throws -> Value) throws -> [Value] {
        let rows = Int(rowCount)
        return try [Value](unsafeUninitializedCapacity: rows) { values, count in
            while count < rows {
                values.initializeElement(at: count, to: try decode(PostgresRow(result: self, row: Int32(count))))
                count += 1
            }
        }
    }
}

/// A row of a result.
struct PostgresRow: RowSource {
    let result: PostgresResult
    let row: Int32

    var count: Int { result.types.count }

    private func bytes(_ index: Int) -> UnsafeRawBufferPointer? {
        guard index >= 0, index < result.types.count, PQgetisnull(result.raw, row, Int32(index)) == 0,
            let start = PQgetvalue(result.raw, row, Int32(index))
        else { return nil }
        return UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result.raw, row, Int32(index))))
    }

    private func isBinary(_ index: Int) -> Bool { PQfformat(result.raw, Int32(index)) == 1 }

    func value(at index: Int) -> DatabaseValue {
        guard let bytes = bytes(index) else { return .null }
        if isBinary(index) { return PostgresBinary.value(result.types[index], bytes) }
        return PostgresText.value(result.types[index], PostgresBinary.text(bytes))
    }

    func isNull(at index: Int) -> Bool { bytes(index) == nil }

    func integer(at index: Int) -> Int64? {
        guard let bytes = bytes(index) else { return nil }
        let type = result.types[index]
        guard type.shape == .single else { return nil }
        if isBinary(index) { return PostgresBinary.integer(type.kind, bytes) }
        if case .integer(let value) = value(at: index) { return value }
        return nil
    }

    func real(at index: Int) -> Double? {
        guard let bytes = bytes(index) else { return nil }
        let type = result.types[index]
        guard type.shape == .single else { return nil }
        if isBinary(index) { return PostgresBinary.real(type.kind, bytes) }
        switch value(at: index) {
        case .real(let value): return value
        case .integer(let value): return Double(value)
        default: return nil
        }
    }

    func text(at index: Int) -> String? {
        guard let bytes = bytes(index) else { return nil }
        let type = result.types[index]
        if type.shape == .single, type.kind == .text { return PostgresBinary.text(bytes) }
        if case .text(let text) = value(at: index) { return text }
        return nil
    }

    func timestamp(at index: Int) -> Int64? {
        guard let bytes = bytes(index) else { return nil }
        let type = result.types[index]
        if type.kind == .timestamp, type.shape == .single, isBinary(index) { return PostgresBinary.timestamp(bytes) }
        switch value(at: index) {
        case .timestamp(let microseconds): return microseconds
        case .text(let text): return TimestampText.parse(text)
        default: return nil
        }
    }

    func name(at index: Int) -> String? {
        guard index >= 0, index < result.types.count else { return nil }
        return PQfname(result.raw, Int32(index)).map { String(cString: $0) }
    }
}

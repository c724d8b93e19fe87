/// Values written into SQL, where nothing can be bound: defaults of columns.
struct SQLLiteral {
    let dialect: any Dialect

    /// A value as SQL text.
    /// - Throws: ``DatabaseError`` for a value that the database cannot hold.
    func text(_ value: DatabaseValue) throws -> String {
        switch value {
        case .null: return "NULL"
        case .boolean(let value):
            return dialect.family == .postgres ? (value ? "TRUE" : "FALSE") : (value ? "1" : "0")
        case .integer(let value), .duration(let value): return "\(value)"
        case .unsigned(let value): return "\(value)"
        case .real(let value):
            guard value.isFinite else {
                guard dialect.features.nonFiniteReals else {
                    throw DatabaseError(.value, "\(dialect.name) has no \(value); give the column a finite default")
                }
                return "'\(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")'"
            }
            return "\(value)"
        case .decimal(let digits): return dialect.family == .sqlite ? try quote(digits) : try number(digits)
        case .text(let text), .json(let text): return try quote(text)
        case .blob(let bytes):
            let digits = bytes.map { byte in byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }
            return dialect.family == .postgres ? "'\\x\(digits.joined())'" : "X'\(digits.joined())'"
        case .uuid(let value): return try quote(value.uuidString.lowercased())
        case .timestamp(let microseconds):
            return try quote(TimestampText.format(microseconds) + (dialect.family == .postgres ? "+00" : ""))
        case .date(let days): return try quote(TimestampText.formatDate(days))
        case .time(let microseconds): return try quote(TimestampText.formatTime(microseconds))
        case .array(let values, let type):
            guard dialect.features.arraysAndRanges else {
                guard let json = ArrayText.format(values) else {
                    throw DatabaseError(.value, "an array that is stored as JSON cannot hold one of these values")
                }
                return try quote(json)
            }
            let name = dialect.typeName(of: ColumnSchema(name: "", type: .array(type)))
            return "ARRAY[\(try values.map(text).joined(separator: ", "))]::\(name)"
        case .range:
            throw DatabaseError(
                .unsupported, "a range cannot be the default of a column as a value; write it as .expression(\"…\")")
        case .unstorable(let reason): throw DatabaseError(.value, "\(reason) cannot be stored")
        }
    }

    /// A text in quotes.
    func quote(_ text: String) throws -> String {
        guard !text.utf8.contains(0) else {
            throw DatabaseError(.value, "a text with a NUL character cannot be written into SQL; leave the NUL out")
        }
        return text.quoted("'")
    }

    private func number(_ digits: String) throws -> String {
        let allowed = digits.utf8.allSatisfy {
            (0x30...0x39).contains($0) || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains($0)
        }
        guard allowed, !digits.isEmpty else {
            throw DatabaseError(.value, "`\(digits)` is not a decimal number; expected digits such as -12.50")
        }
        return digits
    }
}

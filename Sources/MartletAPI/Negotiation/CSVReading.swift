import MartletCore
import MartletJSON
import NIOCore

/// Reads the rows of a table into values.
struct CSVReading {
    private var parser: CSVParser
    private let names: [String]
    private let cells: CSVCells

    /// Reads the line of names.
    /// - Throws: ``HTTPError`` 400 for what is no CSV or has no such line.
    init(_ bytes: ByteBuffer, guardsFormulas: Bool) throws {
        parser = CSVParser(bytes)
        let cells = CSVCells(guardsFormulas: guardsFormulas)
        self.cells = cells
        guard let names = try parser.next() else {
            throw HTTPError(.badRequest, "The content is not valid CSV: expected a line with the names of the columns.")
        }
        self.names = names.map { cells.original($0) }
    }

    /// The rows as values of a type.
    /// - Throws: ``ValidationError`` with everything that is wrong.
    mutating func elements<Element: FieldsReadable>(_ type: Element.Type) throws -> [Element] {
        var elements: [Element] = []
        var rows = RowProblems()
        let wrong = columnProblems(Self.schema(of: type))
        if let error = ValidationError(wrong) { throw error }
        while let row = try parser.next() {
            // A line without anything, such as one at the end, is no row.
            if row == [""], names.count > 1 { continue }
            let element = try rows.element {
                guard row.count == names.count else {
                    throw ValidationError(
                        FieldProblem(
                            at: "", "columns",
                            "must have \(names.count) cells, as the line of names has, not \(row.count)",
                            ["expected": "\(names.count)", "got": "\(row.count)"]))
                }
                var columns = QueryParameters()
                for (name, cell) in zip(names, row) { columns.append(name, cells.original(cell)) }
                return try type.read(cells: columns)
            }
            if let element { elements.append(element) }
        }
        try rows.check()
        return elements
    }

    private static func schema(of type: any FieldsReadable.Type) -> ObjectSchema? {
        if let schema = (type as? any Schema.Type)?.schema { return schema }
        guard case .object(let reference)? = (type as? any SchemaDescribing.Type)?.describedSchema else { return nil }
        return reference.schema
    }

    /// Columns that stand there twice, and those that nobody knows, where members that are unknown are refused.
    private func columnProblems(_ schema: ObjectSchema?) -> [FieldProblem] {
        var problems = Validation()
        var seen: Set<String> = []
        for name in names {
            if !seen.insert(name).inserted {
                problems.add(FieldProblem(.parameter(name), "duplicate_member", "must not stand there twice"))
            } else if let schema, schema.unknown == .refused, !schema.members.contains(where: { $0.name == name }) {
                let meant = NearMatch.find(name.utf8.count > 100 ? "" : name, among: schema.members.map(\.name))
                let hint = meant.map { "; did you mean `\($0)`?" } ?? ""
                problems.add(
                    FieldProblem(
                        .parameter(name), "unknown_member", "is not known here\(hint)",
                        meant.map { ["meant": $0] } ?? [:]))
            }
        }
        return problems.problems
    }
}

/// Takes rows out of comma-separated values (RFC 4180 §2); lines end with CRLF, LF or CR.
struct CSVParser {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ buffer: ByteBuffer) {
        let bytes = Array(buffer.readableBytesView)
        // Spreadsheets put a byte order mark in front.
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// The cells of the next row; `nil` at the end.
    /// - Throws: ``HTTPError`` 400 for what is no CSV, with the line.
    mutating func next() throws -> [String]? {
        guard position < bytes.count else { return nil }
        var cells: [String] = []
        while true {
            guard cells.count < QueryParameters.maximumCount else {
                throw malformed("at most \(QueryParameters.maximumCount) columns")
            }
            cells.append(try cell())
            guard position < bytes.count else { return cells }
            if bytes[position] != UInt8(ascii: ",") {
                try takeLineBreak()
                return cells
            }
            position += 1
        }
    }

    private mutating func takeLineBreak() throws {
        guard isBreak(bytes[position]) else { throw malformed("a comma or the end of the line behind a quoted cell") }
        let isPair = bytes[position] == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
        position += isPair ? 2 : 1
        line += 1
    }

    private mutating func cell() throws -> String {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try quotedCell() }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: ","), !isBreak(bytes[position]) {
            guard bytes[position] != UInt8(ascii: "\"") else { throw malformed("quotes around the whole of a cell") }
            position += 1
        }
        return try text(bytes[start..<position])
    }

    private mutating func quotedCell() throws -> String {
        var content: [UInt8] = []
        let first = line
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == byte else { return try text(content[...]) }
                position += 1
            } else if byte == 0x0A {
                line += 1
            }
            content.append(byte)
        }
        line = first
        throw malformed("the end of a quoted cell")
    }

    private func isBreak(_ byte: UInt8) -> Bool { byte == 0x0D || byte == 0x0A }

    private func text(_ bytes: ArraySlice<UInt8>) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw malformed("UTF-8") }
        return text
    }

    private func malformed(_ expected: String) -> HTTPError {
        HTTPError(.badRequest, "The content is not valid CSV: expected \(expected) at line \(line).")
    }
}

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A table of the seed, read row by row.
///
/// The format is the text format of PostgreSQL's COPY with a header line: tabs between columns, `\N` for NULL, `\t`,
/// `\n`, `\r` and `\\` inside values (https://www.postgresql.org/docs/current/sql-copy.html).
struct SeedFile: Sequence {
    /// The table, which names the file.
    let table: String
    private let columns: [String: Int]
    private let bytes: Data
    private let firstRow: Data.Index

    /// Maps a table's file into memory, so that only the pages being read are held.
    init(_ table: String, in folder: URL) throws {
        self.table = table
        let url = folder.appendingPathComponent("\(table).tsv")
        do {
            bytes = try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw SeedError("the seed of \(table) cannot be read at \(url.path): \(error)")
        }
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
            throw SeedError("\(table).tsv has no header line")
        }
        let names = String(decoding: bytes[bytes.startIndex..<end], as: UTF8.self).split(separator: "\t")
        columns = Dictionary(names.enumerated().map { (String($1), $0) }, uniquingKeysWith: { first, _ in first })
        firstRow = bytes.index(after: end)
    }

    func makeIterator() -> Iterator { Iterator(file: self, position: firstRow) }

    struct Iterator: IteratorProtocol {
        fileprivate let file: SeedFile
        fileprivate var position: Data.Index
        fileprivate var line = 1

        mutating func next() -> SeedRow? {
            guard position < file.bytes.endIndex else { return nil }
            let end = file.bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? file.bytes.endIndex
            let fields = file.bytes[position..<end].split(
                separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            position = end < file.bytes.endIndex ? file.bytes.index(after: end) : end
            line += 1
            return SeedRow(table: file.table, line: line, columns: file.columns, fields: fields)
        }
    }
}

/// A row of the seed.
struct SeedRow {
    fileprivate let table: String
    fileprivate let line: Int
    fileprivate let columns: [String: Int]
    fileprivate let fields: [Data]

    /// The text of a column; `nil` for NULL.
    func text(_ column: String) throws -> String? {
        guard let index = columns[column] else { throw SeedError("\(table).tsv has no column `\(column)`") }
        guard fields.indices.contains(index) else {
            throw SeedError("\(table).tsv, line \(line): expected \(columns.count) columns, got \(fields.count)")
        }
        let field = fields[index]
        if field.elementsEqual([UInt8(ascii: "\\"), UInt8(ascii: "N")]) { return nil }
        guard let text = String(validating: field, as: UTF8.self) else { throw unreadable(column, "UTF-8") }
        return field.contains(UInt8(ascii: "\\")) ? try unescaped(text, column) : text
    }

    /// The text of a column that is never NULL.
    func required(_ column: String) throws -> String {
        guard let text = try text(column) else { throw unreadable(column, "a value; it is NULL") }
        return text
    }

    /// The whole number of a column; `nil` for NULL.
    func whole(_ column: String) throws -> Int? {
        guard let text = try text(column) else { return nil }
        guard let value = Int(text) else { throw unreadable(column, "a whole number") }
        return value
    }

    /// The whole number of a column that is never NULL.
    func requiredWhole(_ column: String) throws -> Int {
        guard let value = try whole(column) else { throw unreadable(column, "a whole number; it is NULL") }
        return value
    }

    /// The time of a column; `nil` for NULL.
    func time(_ column: String) throws -> Date? {
        guard let text = try text(column) else { return nil }
        guard let time = try? Date(text, strategy: .iso8601) else { throw unreadable(column, "a time") }
        return time
    }

    /// The time of a column that is never NULL.
    func requiredTime(_ column: String) throws -> Date {
        guard let time = try time(column) else { throw unreadable(column, "a time; it is NULL") }
        return time
    }

    /// The exact decimal number of a column that is never NULL.
    func amount(_ column: String) throws -> Decimal {
        guard let value = Decimal(string: try required(column)) else { throw unreadable(column, "a decimal number") }
        return value
    }

    /// The position of the row in its file, counted from 1.
    var number: Int { line - 1 }

    private func unescaped(_ text: String, _ column: String) throws -> String {
        var result = ""
        var characters = text.makeIterator()
        while let character = characters.next() {
            guard character == "\\" else {
                result.append(character)
                continue
            }
            switch characters.next() {
            case "t": result.append("\t")
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "\\": result.append("\\")
            default: throw unreadable(column, "an escape of \\t, \\n, \\r or \\\\")
            }
        }
        return result
    }

    private func unreadable(_ column: String, _ expected: String) -> SeedError {
        SeedError("\(table).tsv, line \(line), column \(column): expected \(expected)")
    }
}

/// The seed cannot be read.
struct SeedError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

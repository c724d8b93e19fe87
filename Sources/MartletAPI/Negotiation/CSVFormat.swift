public import MartletCore
public import MartletHTTP
import MartletJSON
public import NIOCore

/// The columns of a list as CSV, where `@Schema` does not say them or where they should be others.
///
/// ```swift
/// extension Track: CSVColumns { static let csvColumns = ["id", "title"] }
/// ```
public protocol CSVColumns: Encodable {
    /// The names of members in JSON, in the order of the columns.
    static var csvColumns: [String] { get }
}

/// Comma-separated values (RFC 4180) with a line of names: lists of structs with `@Schema`, in both directions.
///
/// A cell holds what JSON would hold: texts without their quotes, numbers, `true` and `false`, nothing for `null`, and JSON
/// for what is nested. Lists of other types are written where they are ``CSVColumns``.
///
/// A cell is read as it was written, and as a field of a form is, so that all rules count; what is nested has to be JSON. An
/// empty one of a member that may be absent is as good as none. What is wrong is told by row, counted from zero behind the
/// names, and column: `/3/title`, `/3/tags/0`. A column that is unknown is told once. Lines may end with CRLF or LF.
///
/// A spreadsheet takes a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula, which can send
/// what else is in the sheet elsewhere. Such texts get an apostrophe in front, and lose it when they are read; numbers do not.
/// Source: <https://owasp.org/www-community/attacks/CSV_Injection>
public struct CSVFormat: ContentEncoder, ContentDecoder {
    private let guardsFormulas: Bool

    /// Creates the format.
    /// - Parameter unsafeKeepingFormulas: whether texts stay as they are, for readers that are no spreadsheets.
    public init(unsafeKeepingFormulas: Bool = false) { guardsFormulas = !unsafeKeepingFormulas }

    /// `text/csv`.
    public var mediaTypes: [MediaType] { [.csv] }
    /// `text/csv`.
    public var readTypes: [MediaType] { mediaTypes }
    /// A table is a list.
    public var writesSingleValues: Bool { false }

    public func encode(_ value: some Encodable, into bytes: inout ByteBuffer) throws {
        throw EncodingError.invalidValue(
            value, .init(codingPath: [], debugDescription: "CSV holds lists of structs with columns"))
    }

    /// A line for each element, behind one with the names; `nil` for a type without columns.
    public func list<Element: Encodable>(of type: Element.Type) -> ListLayout<Element>? {
        guard let columns = Self.columns(of: type), !columns.isEmpty else { return nil }
        let cells = CSVCells(guardsFormulas: guardsFormulas)
        return ListLayout(beginning: cells.line(columns.map(JSONCell.text))) { element, bytes in
            let values = try JSONCell.members(of: JSONCoding.encode(element), named: columns)
            bytes.writeString(cells.line(values))
        }
    }

    /// Lists of what can be read from fields: structs with `@Schema`, and enumerations of such.
    public func canDecode(_ type: any (Decodable & Sendable).Type) -> Bool {
        (type as? any DecodableList.Type).map { Self.isReadable($0) } ?? false
    }

    /// Reads the rows as elements of a list.
    public func decode<Value: Decodable & Sendable>(_ type: Value.Type, from request: Request) async throws -> Value {
        guard let list = type as? any DecodableList.Type else { throw HTTPError(.unsupportedMediaType) }
        var reading = try CSVReading(try await request.body.collect(), guardsFormulas: guardsFormulas)
        guard let value = try Self.read(list, &reading) as? Value else { throw HTTPError(.unprocessableContent) }
        return value
    }

    private static func columns(of type: any Encodable.Type) -> [String]? {
        if let type = type as? any CSVColumns.Type { return type.csvColumns }
        guard let schema = (type as? any Schema.Type)?.schema else { return nil }
        return schema.members.filter { $0.access != .writeOnly }.map(\.name)
    }

    private static func isReadable<List: DecodableList>(_ type: List.Type) -> Bool {
        List.Element.self is any FieldsReadable.Type
    }

    private static func read<List: DecodableList>(_ type: List.Type, _ reading: inout CSVReading) throws -> List {
        guard let element = List.Element.self as? any FieldsReadable.Type else {
            throw HTTPError(.unsupportedMediaType)
        }
        return List(try reading.elements(element).compactMap { $0 as? List.Element })
    }
}

/// A value of JSON as the cell of a table.
enum JSONCell: Equatable {
    case nothing
    /// A text, which may look like a formula.
    case text(String)
    /// A number, a boolean, or JSON.
    case literal(String)
}

/// Writes the lines of a table (RFC 4180 §2).
struct CSVCells {
    let guardsFormulas: Bool

    func line(_ cells: [JSONCell]) -> String { cells.map(text).joined(separator: ",") + "\r\n" }

    private func text(_ cell: JSONCell) -> String {
        switch cell {
        case .nothing: ""
        case .literal(let text): Self.quoted(text)
        case .text(let text): Self.quoted(guardsFormulas && Self.isFormula(text) ? "'" + text : text)
        }
    }

    /// A text as it was before it was written.
    func original(_ text: String) -> String {
        guardsFormulas && text.utf8.first == UInt8(ascii: "'") && Self.isFormula(text) ? String(text.dropFirst()) : text
    }

    /// Whether a spreadsheet would calculate; apostrophes in front are passed over, so that each text reads back.
    private static func isFormula(_ text: String) -> Bool {
        guard let first = text.utf8.first(where: { $0 != UInt8(ascii: "'") }) else { return false }
        return "=+-@\t\r".utf8.contains(first)
    }

    private static func quoted(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { $0 != 0x22 && $0 != 0x2C && $0 != 0x0A && $0 != 0x0D }
            && text.utf8.first != 0x20 && text.utf8.last != 0x20
        if isPlain { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

/// A JSON document as its text, for a column whose documents are of no form that a type could say.
///
/// ```swift
/// @Model struct Event {
///     var id: Int
///     var payload: JSONDocument
/// }
/// ```
///
/// The database refuses a text that is no JSON. Where the form is known, a ``JSONColumn`` reads and checks it.
public struct JSONDocument: ColumnValue, Hashable {
    /// The document, as the database writes it.
    public var text: String

    /// Takes a document.
    public init(_ text: String) { self.text = text }

    public static var columnType: ColumnType { .json }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .json(let text), .text(let text): self.text = text
        default: return nil
        }
    }
    public var databaseValue: DatabaseValue { .json(text) }
}

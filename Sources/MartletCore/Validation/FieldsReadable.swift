/// A type that reads itself from named texts, such as those of a query, in place of the decoder for any `Decodable`.
public protocol FieldsReadable: Decodable {
    /// Reads a value; names that it does not have are passed over.
    /// - Throws: ``ValidationError`` with everything that is wrong, by the names of the parameters.
    static func read(fields: QueryParameters) throws -> Self

    /// Reads a value from the cells of a row of a table, by the names of their columns; like fields by default.
    ///
    /// What is nested is written as JSON there: `["rock","live"]`.
    /// - Throws: ``ValidationError`` with everything that is wrong, by the names of the columns or by JSON pointers.
    static func read(cells: QueryParameters) throws -> Self

    /// The names that it reads; `nil`, the default, where that is not known.
    static var fieldNames: [String]? { get }
}

extension FieldsReadable {
    /// Not known.
    public static var fieldNames: [String]? { nil }
    public static func read(cells: QueryParameters) throws -> Self { try read(fields: cells) }
}

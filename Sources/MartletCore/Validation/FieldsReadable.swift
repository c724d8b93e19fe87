/// A type that reads itself from named texts, such as those of a query, in place of the decoder for any `Decodable`.
public protocol FieldsReadable: Decodable {
    /// Reads a value; names that it does not have are passed over.
    /// - Throws: ``ValidationError`` with everything that is wrong, by the names of the parameters.
    static func read(fields: QueryParameters) throws -> Self
}

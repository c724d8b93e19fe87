public import MartletCore

/// The query of the request, decoded into a struct.
///
/// A member takes the parameter of its name: the first value, or all of them for an array. Optional members may be
/// absent or empty. What does not fit is a 422 that names the parameter, what was expected and what was sent; a struct with
/// `@Schema` names all that do not (``ValidationError``).
///
/// ```swift
/// struct Paging: Decodable { var page: Int?; var tag: [String] }
/// app.get("/tracks") { (query: Query<Paging>) in "page \(query.page ?? 1)" }      // ?page=2&tag=a&tag=b
/// ```
@dynamicMemberLookup
public struct Query<Value: Decodable & Sendable>: Extractor {
    /// The decoded struct.
    public let value: Value

    /// Wraps a struct, for tests.
    public init(_ value: Value) { self.value = value }

    /// The members of the struct.
    public subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member { value[keyPath: path] }

    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> Query {
        let value = try FieldsDecoder(fields: source.request.query).decode(Value.self)
        try await RequestValidation.check(value, in: source.request, isOfParameters: true)
        return Query(value)
    }

    /// The members of the struct.
    public static var parameters: [ParameterDescription] {
        [ParameterDescription(.query, Value.self, refusals: [.badRequest, .unprocessableContent])]
    }
}

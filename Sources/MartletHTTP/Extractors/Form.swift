public import MartletCore

/// The fields of an urlencoded form, decoded into a struct as ``Query`` does.
///
/// ```swift
/// struct Login: Decodable { var email: String; var remember: Bool? }
/// app.post("/login") { (form: Form<Login>) in "hello \(form.email)" }
/// ```
@dynamicMemberLookup
public struct Form<Value: Decodable & Sendable>: Extractor {
    /// The decoded struct.
    public let value: Value

    /// Wraps a struct, for tests.
    public init(_ value: Value) { self.value = value }

    /// The members of the struct.
    public subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member { value[keyPath: path] }

    public static func extract(from source: inout ExtractionSource) async throws -> Form {
        try ContentType.require(["application/x-www-form-urlencoded"], of: source.request)
        let buffer = try await source.request.body.collect()
        guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else {
            throw HTTPError(.badRequest, "The form is not valid UTF-8.")
        }
        return Form(try FieldsDecoder(fields: QueryParameters(parsing: text)).decode(Value.self))
    }

    public static var readsBody: Bool { true }

    public static var parameter: ParameterDescription? {
        ParameterDescription(
            .body, valueType: "\(Value.self)", contentTypes: ["application/x-www-form-urlencoded"])
    }
}

public import MartletCore

/// A form, urlencoded or multipart, decoded into a struct as ``Query`` does; members of type ``Upload`` take files.
///
/// A member of type `Upload?` may be absent and `[Upload]` takes all files of its input; an input that was left empty is
/// absent. Files of a struct without such members are passed over and never kept. Content of another type is a 415, a malformed form a 400, one past the limits of content
/// (``BodyLimit``, 1 MiB) and forms (``FormLimits``) a 413, and fields that do not fit are a 422.
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

    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> Form {
        let value = try await decode(source.request)
        try await RequestValidation.check(value, in: source.request, isOfParameters: true)
        return Form(value)
    }

    /// Reads the form without a look at the rules that need the request.
    package static func decode(_ request: Request) async throws -> Value {
        let content = try await FormContent(request, for: Value.self)
        return try FieldsDecoder(fields: content.fields, files: content.files).decode(Value.self)
    }

    public static var readsBody: Bool { true }

    public static var parameters: [ParameterDescription] {
        [
            ParameterDescription(
                .body, Value.self,
                contentTypes: UploadProbe.takesFiles(Value.self) ? [MultipartStream.mediaType] : FormContent.mediaTypes,
                refusals: ContentType.refusals)
        ]
    }
}

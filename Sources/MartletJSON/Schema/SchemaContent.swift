public import MartletCore

/// What `@Schema` has described: a struct (``Schema``), or an enumeration of such (``SchemaUnion``).
///
/// It may be the whole content of a request or a response, alone, in a list or in a dictionary, and a query or a form.
///
/// ```swift
/// func store<Value: SchemaContent>(_ value: JSON<[Value]>) { … }
/// ```
public protocol SchemaContent: SchemaValue, JSONReadable, FieldsReadable, JSONWritable {}

extension SchemaContent {
    public static func read(json: UnsafeRawBufferPointer) throws -> Self { try readWhole(json) }
    public func write(json: inout [UInt8]) throws { try writeWhole(&json) }

    /// Reads texts that were brought into JSON, with problems as those of the texts.
    static func read(_ json: [UInt8], _ problem: (FieldProblem) -> FieldProblem) throws -> Self {
        do {
            return try json.withUnsafeBytes { try read(json: $0) }
        } catch let error as ValidationError {
            throw ValidationError(error.problems.map(problem)) ?? error
        }
    }
}

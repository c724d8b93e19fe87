/// A type that reads itself from JSON, in place of Foundation's decoder.
public protocol JSONReadable: Decodable {
    /// Reads a value from the whole of some JSON (RFC 8259).
    /// - Throws: ``HTTPError`` 400 for what is not JSON, ``ValidationError`` for JSON that is not a value of the type.
    static func read(json: UnsafeRawBufferPointer) throws -> Self
}

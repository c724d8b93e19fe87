/// A type that writes itself as JSON, in place of the encoder for any `Encodable`.
public protocol JSONWritable: Encodable {
    /// Adds the value as JSON (RFC 8259).
    /// - Throws: `EncodingError` for what JSON cannot say, such as a number that is not finite.
    func write(json: inout [UInt8]) throws
}

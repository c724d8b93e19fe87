/// A type that is told as JSON otherwise than it encodes itself: whole, as ``JSONWritable`` is, or without some members.
///
/// `@Schema` and `@Model` write what there is to it.
public protocol JSONForm {
    /// The names of the members that are told, of a type that encodes itself; `nil` for all.
    static var toldMembers: Set<String>? { get }

    /// Adds the value as JSON (RFC 8259).
    /// - Returns: `false`, with nothing added, for a type that encodes itself.
    /// - Throws: `EncodingError` for what JSON cannot say.
    func writeItself(to json: inout [UInt8]) throws -> Bool
}

extension JSONForm {
    /// All.
    public static var toldMembers: Set<String>? { nil }
    /// Adds nothing.
    public func writeItself(to json: inout [UInt8]) throws -> Bool { false }
}

/// A type that writes itself as JSON, in place of the encoder for any `Encodable`.
public protocol JSONWritable: Encodable, JSONForm {
    /// Adds the value as JSON (RFC 8259).
    /// - Throws: `EncodingError` for what JSON cannot say, such as a number that is not finite.
    func write(json: inout [UInt8]) throws
}

extension JSONWritable {
    /// Adds the value by ``write(json:)``.
    public func writeItself(to json: inout [UInt8]) throws -> Bool {
        try write(json: &json)
        return true
    }
}

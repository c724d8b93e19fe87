/// A type that says itself what it is in JSON, for documents, in place of what is found by decoding it.
///
/// A ``SchemaValue`` says it anyway. Others do where JSON is made or read by their own code:
///
/// ```swift
/// struct Coordinates: Encodable, Sendable {
///     var latitude: Double
///     var longitude: Double
///     func encode(to encoder: any Encoder) throws {
///         var list = encoder.unkeyedContainer()
///         try list.encode(latitude)
///         try list.encode(longitude)
///     }
/// }
///
/// extension Coordinates: SchemaDescribing {
///     static var describedSchema: ValueSchema { .array(.number(format: "double"), isUnique: false) }
/// }
/// ```
public protocol SchemaDescribing: SendableMetatype {
    /// What is known of the type's JSON.
    static var describedSchema: ValueSchema { get }
}

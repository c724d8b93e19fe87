/// A handler's parameter: a value that is made from the request by its type.
///
/// The parameters of a handler are extracted in two rounds, each from left to right: first those that only look at
/// the head (so that a handler which needs a user refuses before any content is read), then those that read the body.
///
/// ```swift
/// struct APIKey: Extractor {
///     var value: String
///     static func extract(from source: inout ExtractionSource) async throws -> APIKey {
///         guard let key = source.request.headers[HTTPField.Name("X-API-Key")!] else { throw HTTPError(.unauthorized) }
///         return APIKey(value: key)
///     }
/// }
/// app.get("/reports") { (key: APIKey) in … }
/// ```
public protocol Extractor: Sendable {
    /// Makes the value.
    /// - Throws: any error; one that conforms to ``ResponseError`` says how it is answered.
    nonisolated(nonsending) static func extract(from source: inout ExtractionSource) async throws -> Self

    /// Makes the value for an optional parameter: `nil` where the request has nothing to make it from.
    ///
    /// By default that is whatever ``extract(from:)`` refuses with a 4xx. Where "wrong" must not pass for "absent", as
    /// with credentials, a type says so here.
    nonisolated(nonsending) static func extractIfPresent(from source: inout ExtractionSource) async throws -> Self?

    /// Whether making the value reads the content of the request; `false` by default.
    static var readsBody: Bool { get }

    /// What the value takes from the request, for checks at boot and for documentation; nothing by default.
    ///
    /// A type that is made of other extractors lists what these take.
    static var parameters: [ParameterDescription] { get }
}

extension Extractor {
    nonisolated(nonsending) public static func extractIfPresent(from source: inout ExtractionSource) async throws
        -> Self?
    {
        do {
            return try await extract(from: &source)
        } catch let error as any ResponseError where (400..<500).contains(error.status.code) {
            return nil
        }
    }

    public static var readsBody: Bool { false }
    public static var parameters: [ParameterDescription] { [] }
}

/// The request that parameters are extracted from, and how many placeholders have been taken.
public struct ExtractionSource: Sendable {
    /// The request.
    public let request: Request
    private var nextPlaceholder = 0
    /// The dependencies that are being opened, the outermost first.
    var opening: [(id: ObjectIdentifier, name: String)] = []

    package init(_ request: Request) { self.request = request }

    /// Takes the value of the next placeholder of the path; `nil` when all are taken.
    public mutating func nextPathParameter() -> (name: String, value: String)? {
        let parameters = request.parameters
        guard let value = parameters[nextPlaceholder], parameters.names.indices.contains(nextPlaceholder) else {
            return nil
        }
        defer { nextPlaceholder += 1 }
        return (parameters.names[nextPlaceholder], value)
    }
}

extension Request: Extractor {
    public static func extract(from source: inout ExtractionSource) -> Request { source.request }
}

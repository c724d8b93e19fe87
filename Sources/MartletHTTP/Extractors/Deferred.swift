public import MartletCore

/// A parameter that is extracted when the handler asks for it, such as a body after a check of permissions.
///
/// ```swift
/// app.put("/albums/{id:int}") { (id: Path<Int>, user: CurrentUser, change: Deferred<JSON<AlbumChange>>) in
///     guard try await user.mayEdit(album: id.value) else { throw HTTPError(.forbidden) }
///     let change = try await change.extract()   // the content is read and decoded here
///     …
/// }
/// ```
public struct Deferred<Wrapped: Extractor>: Extractor {
    private let source: ExtractionSource

    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> Deferred {
        Deferred(source: source)
    }

    public static var parameters: [ParameterDescription] { Wrapped.parameters }

    /// Makes the value; a body can be read once only.
    /// - Throws: what the extractor throws.
    public func extract() async throws -> Wrapped {
        var source = source
        return try await Wrapped.extract(from: &source)
    }
}

extension Deferred: ServiceRequiring where Wrapped: ServiceRequiring {
    public static var requiredServices: [ServiceRequirement] { Wrapped.requiredServices }
}

extension RequestBody: Extractor {
    /// The content as it arrives; nothing is read until the handler does.
    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> RequestBody
    { source.request.body }

    public static var parameters: [ParameterDescription] {
        [
            ParameterDescription(
                .body, RequestBody.self, isRequired: false, contentTypes: ["application/octet-stream"],
                refusals: [.contentTooLarge])
        ]
    }
}

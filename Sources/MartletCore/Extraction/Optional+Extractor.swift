/// A parameter that may be missing: `nil` when it would have been refused with a 4xx, such as a header field that was
/// not sent. Other errors stay errors.
extension Optional: Extractor where Wrapped: Extractor {
    public static func extract(from source: inout ExtractionSource) async throws -> Wrapped? {
        try await Wrapped.extractIfPresent(from: &source)
    }

    public static var readsBody: Bool { Wrapped.readsBody }
    public static var parameter: ParameterDescription? { Wrapped.parameter }
}

/// A parameter that tells what is absent from what is wrong, which is refused where it is optional too.
package protocol PresenceTelling: Extractor {}

/// A parameter that may be missing: `nil` when it would have been refused with a 4xx, such as a header field that was
/// not sent. Other errors stay errors.
extension Optional: Extractor where Wrapped: Extractor {
    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> Wrapped? {
        try await Wrapped.extractIfPresent(from: &source)
    }

    public static var readsBody: Bool { Wrapped.readsBody }

    /// What the value takes where it is there; nothing of it has to be.
    public static var parameters: [ParameterDescription] {
        Wrapped.parameters.map { parameter in
            var parameter = parameter
            // The placeholder of a path is always filled.
            if parameter.location != .path { parameter.isRequired = false }
            if !(Wrapped.self is any PresenceTelling.Type) {
                parameter.refusals.removeAll { (400..<500).contains($0.code) }
            }
            return parameter
        }
    }
}

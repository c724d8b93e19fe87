import Synchronization

/// A decoder of what a client has sent that knows its JSON, for types that read themselves with rules of their own.
package protocol JSONInputDecoder: Decoder {
    /// The whole content; `nil` where it is no input, to which no rules apply.
    var content: [UInt8]? { get }
    /// Where the value begins in it.
    var offset: Int { get }
    /// Where the value stands: a JSON pointer (RFC 6901).
    var pointer: String { get }
}

/// What a client has sent, while a decoder reads it that does not know its JSON, as Foundation's does not.
package final class JSONInput: Sendable {
    /// The input that is decoded; none where a value is the application's own.
    @TaskLocal package static var current: JSONInput?

    private let hasRules = Atomic(false)

    package init() {}

    /// Whether a type with rules was in it: it has to be decoded by a ``JSONInputDecoder``.
    package var needsRules: Bool { hasRules.load(ordering: .relaxed) }

    /// Ends the decoding of a type that has rules.
    package func refuse() throws {
        hasRules.store(true, ordering: .relaxed)
        throw NeedsRules()
    }

    private struct NeedsRules: Error {}
}

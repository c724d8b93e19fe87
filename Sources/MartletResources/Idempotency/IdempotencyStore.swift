/// Where the first answers to repeated requests are kept: in memory, or shared by the machines of an application.
///
/// Each function happens at once for its key: of many who begin with the same key one begins, and the others are told.
/// A database does it by inserting a row with the key, Redis by `SET … NX`. ``IdempotencyStoreSuite`` says whether a store
/// is right.
public protocol IdempotencyStore: Sendable {
    /// Begins a request, unless one with its key is running or was answered.
    ///
    /// A key whose owner did not finish within its lease may begin anew; its owner is then the new one.
    /// - Parameters:
    ///   - key: at most 200 bytes of visible ASCII.
    ///   - claim: who begins, and with what.
    ///   - now: microseconds since 1970 by the caller's clock; a shared store may go by its own.
    func begin(_ key: String, _ claim: IdempotencyClaim, at now: Int64) async throws -> IdempotencyOutcome

    /// Keeps the answer of a request; nothing happens where the key has another owner by now.
    /// - Parameters:
    ///   - owner: who has begun.
    ///   - lifetime: how long the answer is kept.
    func finish(
        _ key: String, owner: String, with answer: RecordedAnswer, keptFor lifetime: Duration, at now: Int64
    ) async throws

    /// Forgets a request that was not answered for good, so that it can begin anew; nothing happens where the key has
    /// another owner by now, or an answer.
    func release(_ key: String, owner: String) async throws
}

/// Who begins a request, and with what.
public struct IdempotencyClaim: Sendable, Hashable, Codable {
    /// A digest of the request, to tell another one with the same key.
    public let fingerprint: String
    /// Random text that nobody else has.
    public let owner: String
    /// How long the owner may take.
    public let lease: Duration

    /// Creates a claim.
    public init(fingerprint: String, owner: String, lease: Duration) {
        self.fingerprint = fingerprint
        self.owner = owner
        self.lease = lease
    }
}

/// What becomes of a request with a key.
public enum IdempotencyOutcome: Sendable, Equatable {
    /// It is the first: it runs.
    case begun
    /// The first is still running.
    case running
    /// The first was answered.
    case answered(RecordedAnswer)
    /// The first was another request.
    case otherRequest
}

/// An answer that can be given again.
public struct RecordedAnswer: Sendable, Hashable, Codable {
    /// The status.
    public let status: Int
    /// The header fields, name and value by turns.
    public let fields: [String]
    /// The content.
    public let body: [UInt8]

    /// Creates an answer.
    public init(status: Int, fields: [String], body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

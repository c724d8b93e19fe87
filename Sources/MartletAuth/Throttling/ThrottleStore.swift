/// Where throttles keep what was taken: in memory, or shared by the machines of an application.
///
/// A store has one task, which must happen at once for each key: read the key's ``ThrottleRecord``, apply
/// ``ThrottleRule/decide(_:cost:at:)``, and keep the record that comes of it. A database does it in a transaction with the
/// row locked or by comparing and setting; Redis in a script that does the same arithmetic. ``ThrottleStoreSuite`` says
/// whether a store is right.
///
/// ```swift
/// struct DatabaseThrottleStore: ThrottleStore {
///     func take(_ cost: Int, of key: String, by rule: ThrottleRule, at now: Int64) async throws -> ThrottleDecision {
///         try await db.transaction { tx in
///             var record = try await read(key, lockedIn: tx)
///             let decision = rule.decide(&record, cost: cost, at: now)
///             try await write(record, under: key, in: tx)
///             return decision
///         }
///     }
/// }
/// ```
public protocol ThrottleStore: Sendable {
    /// Takes some of what a key has left, if it has as much.
    /// - Parameters:
    ///   - cost: how much; 0 only looks.
    ///   - key: at most 200 bytes of visible ASCII; keys of different throttles differ.
    ///   - rule: how much the key has.
    ///   - now: microseconds since 1970 by the caller's clock; a shared store may go by its own.
    /// - Throws: what went wrong; the throttle then refuses or lets through, as it was told.
    func take(_ cost: Int, of key: String, by rule: ThrottleRule, at now: Int64) async throws -> ThrottleDecision
}

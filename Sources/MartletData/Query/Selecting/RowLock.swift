/// Keeps others from changing the rows that a query reads until the transaction ends.
///
/// ```swift
/// try await database.transaction { tx in
///     let job = try await Job.query.where { $0.state == .ready }.locked(.update, .skip).first(in: tx)
/// }
/// ```
///
/// SQLite has one writer at a time and takes no locks of rows: there the clause is left out. MariaDB and MySQL lock more
/// where they have no weaker lock: ``Strength/noKeyUpdate`` is their `FOR UPDATE`, ``Strength/keyShare`` their share
/// lock.
public struct RowLock: Sendable, Hashable {
    /// How much others are kept from.
    public enum Strength: Sendable, Hashable {
        /// From changing, deleting and locking the rows.
        case update
        /// The same, but others may refer to the rows.
        case noKeyUpdate
        /// From changing and deleting the rows.
        case share
        /// From deleting the rows and changing their keys.
        case keyShare
    }

    /// What happens when another transaction holds the rows.
    public enum Waiting: Sendable, Hashable {
        /// The query waits.
        case wait
        /// The query fails with ``DatabaseError/Kind/busy``.
        case fail
        /// The rows are passed over.
        case skip
    }

    let strength: Strength
    let waiting: Waiting
    let tables: [String]
}

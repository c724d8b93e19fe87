import Synchronization

/// A primary database and its read-only copies.
///
/// Statements that only read go to the copies in turn. Within a ``DatabaseScope``, which is one request, reading stays
/// with the primary once something was written, so that a request reads what it wrote although the copies lag behind. A
/// copy that cannot be reached is left alone for five seconds while the others and the primary read for it.
/// Transactions run on the primary.
final class DatabaseRoles: Sendable {
    /// A read-only copy.
    final class Replica: Sendable {
        let driver: any DatabaseDriver
        fileprivate let isDownUntil = Mutex<ContinuousClock.Instant?>(nil)

        init(_ driver: any DatabaseDriver) { self.driver = driver }

        fileprivate var isUp: Bool {
            isDownUntil.withLock { until in
                guard let instant = until else { return true }
                if ContinuousClock.now < instant { return false }
                until = nil
                return true
            }
        }
    }

    let primary: any DatabaseDriver
    let replicas: [Replica]
    /// A number that only this database has in the process, with its copies and without them.
    let identity: Int
    private let turn = Atomic<Int>(0)
    private static let databases = Atomic<Int>(0)

    init(primary: any DatabaseDriver, replicas: [any DatabaseDriver]) {
        self.primary = primary
        self.replicas = replicas.map(Replica.init)
        identity = Self.databases.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// The same database without its copies.
    init(primaryOf roles: DatabaseRoles) {
        primary = roles.primary
        replicas = []
        identity = roles.identity
    }

    /// The copy whose turn it is to read; `nil` where the primary reads.
    func replica() -> Replica? {
        guard !replicas.isEmpty, DatabaseScope.current?.hasWritten != true else { return nil }
        let start = turn.wrappingAdd(1, ordering: .relaxed).newValue & Int.max
        for offset in 0..<replicas.count {
            let replica = replicas[(start &+ offset) % replicas.count]
            if replica.isUp { return replica }
        }
        return nil
    }

    /// Remembers that the current request has written.
    func noteWrite(_ statement: Statement) {
        guard !statement.text.isReadOnly else { return }
        noteWrite()
    }

    /// Remembers that the current request may have written.
    func noteWrite() {
        guard !replicas.isEmpty else { return }
        DatabaseScope.current?.noteWrite()
    }

    /// Reads from a copy, and from the primary when the copy cannot be reached.
    /// - Parameter mayRepeat: whether the body can still run again, asked when the copy has failed.
    func reading<Value: Sendable>(
        from replica: Replica, mayRepeat: () -> Bool = { true }, _ body: (any DatabaseDriver) async throws -> Value
    ) async throws -> Value {
        do {
            return try await body(replica.driver)
        } catch let error as DatabaseError where error.kind == .connection || error.kind == .poolExhausted {
            replica.isDownUntil.withLock { $0 = ContinuousClock.now + .seconds(5) }
            guard mayRepeat() else { throw error }
            return try await body(primary)
        }
    }
}

extension Database {
    /// The same database without its read-only copies: for reading what was just written elsewhere.
    public var primary: Database {
        guard !roles.replicas.isEmpty else { return self }
        var database = self
        database.roles = DatabaseRoles(primaryOf: roles)
        return database
    }
}

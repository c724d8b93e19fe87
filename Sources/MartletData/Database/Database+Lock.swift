import Synchronization

extension Database {
    /// Runs a body while no other holder of the name's lock runs, in any process that uses the same database.
    ///
    /// PostgreSQL and MariaDB keep the lock for the connection that holds it, so that it goes when the process does
    /// (`pg_advisory_lock`, `GET_LOCK`). SQLite has no such lock: there it holds within this process alone, and a
    /// transaction is what keeps other processes out.
    /// - Parameters:
    ///   - name: what is locked, of any length.
    ///   - limit: how long to wait.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/busy`` when the lock is not free within the limit.
    public func withLock<Value: Sendable>(
        _ name: String, waitingAtMost limit: Duration = .seconds(30), fileID: StaticString = #fileID,
        line: UInt = #line, _ body: () async throws -> Value
    ) async throws -> Value {
        let place = CodePlace(fileID: fileID, line: line)
        guard dialect.family != .sqlite else {
            return try await LocalLocks.shared.hold("\(roles.identity) \(name)", limit, body)
        }
        return try await driver.withSession(SessionRequest(place: place)) { session in
            let lock = AdvisoryLock(name: name, session: session)
            try await lock.take(within: limit)
            do {
                let value = try await body()
                await lock.release()
                return value
            } catch {
                await lock.release()
                throw error
            }
        }
    }
}

/// A lock that a server keeps for one connection.
private struct AdvisoryLock {
    let name: String
    let session: any DatabaseSession

    /// FNV-1a of the name: the same number in every process.
    private var number: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }

    /// The name is the same in every process; on MariaDB, whose locks are those of the whole server, that of the database
    /// is a part of it. MariaDB takes 64 characters at most.
    private var value: DatabaseValue {
        session.dialect.family == .postgres
            ? .integer(number) : .text("martlet_" + String(UInt64(bitPattern: number), radix: 16))
    }

    // Texts that are kept, so that they are prepared once.
    private static let postgresTake = StatementText("SELECT pg_try_advisory_lock($1)", isReadOnly: false)
    private static let postgresRelease = StatementText("SELECT pg_advisory_unlock($1)", isReadOnly: false)
    private static let mysqlName = "CONCAT(LEFT(MD5(COALESCE(DATABASE(), '')), 16), ?)"
    private static let mysqlTake = StatementText("SELECT COALESCE(GET_LOCK(\(mysqlName), 0), 0) = 1", isReadOnly: false)
    private static let mysqlRelease = StatementText("SELECT RELEASE_LOCK(\(mysqlName))", isReadOnly: false)

    /// Asks again and again: a statement that waits would meet the limit of statements, and counts in whole seconds.
    func take(within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        var pause = Duration.milliseconds(5)
        let text = session.dialect.family == .postgres ? Self.postgresTake : Self.mysqlTake
        while try await session.query(Statement(text, [value]), { try $0.read(Bool.self, at: 0) }).first != true {
            guard ContinuousClock.now < deadline else { throw Self.busy(name, limit) }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(200))
        }
    }

    func release() async {
        let text = session.dialect.family == .postgres ? Self.postgresRelease : Self.mysqlRelease
        let statement = Statement(text, [value])
        let session = session
        // Also in a task that is cancelled: the connection goes back to the pool without the lock.
        await Task { _ = try? await session.query(statement) { _ in () } }.value
    }

    static func busy(_ name: String, _ limit: Duration) -> DatabaseError {
        DatabaseError(.busy, "the lock `\(name)` was not free within \(limit)")
    }
}

/// Locks by name within this process.
private final class LocalLocks: Sendable {
    static let shared = LocalLocks()
    private let held = Mutex<Set<String>>([])

    func hold<Value>(_ name: String, _ limit: Duration, _ body: () async throws -> Value) async throws -> Value {
        let deadline = ContinuousClock.now + limit
        while !held.withLock({ $0.insert(name).inserted }) {
            guard ContinuousClock.now < deadline else {
                throw AdvisoryLock.busy(name.split(separator: " ", maxSplits: 1).last.map(String.init) ?? name, limit)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        defer { held.withLock { _ = $0.remove(name) } }
        return try await body()
    }
}

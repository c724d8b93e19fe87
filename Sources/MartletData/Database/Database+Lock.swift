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
            return try await LocalLocks.shared.hold("\(ObjectIdentifier(roles)) \(name)", limit, body)
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

    /// MariaDB takes 64 characters at most.
    private var shortName: String { "martlet_" + String(UInt64(bitPattern: number), radix: 16) }

    func take(within limit: Duration) async throws {
        let isTaken: Bool
        if session.dialect.family == .postgres {
            let deadline = ContinuousClock.now + limit
            var pause = Duration.milliseconds(5)
            while true {
                let statement = Statement(
                    StatementText("SELECT pg_try_advisory_lock(\(session.dialect.placeholder(1)))", isReadOnly: false),
                    [.integer(number)])
                if try await session.query(statement, { try $0.read(Bool.self, at: 0) }).first == true { return }
                guard ContinuousClock.now < deadline else {
                    isTaken = false
                    break
                }
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .milliseconds(200))
            }
        } else {
            let seconds = max(0, limit.components.seconds)
            let statement = Statement(
                StatementText("SELECT GET_LOCK(?, ?)", isReadOnly: false), [.text(shortName), .integer(seconds)])
            isTaken = try await session.query(statement) { try $0.read(Int?.self, at: 0) }.first == 1
        }
        guard isTaken else { throw Self.busy(name, limit) }
    }

    func release() async {
        let postgres = session.dialect.family == .postgres
        let statement =
            postgres
            ? Statement(StatementText("SELECT pg_advisory_unlock($1)", isReadOnly: false), [.integer(number)])
            : Statement(StatementText("SELECT RELEASE_LOCK(?)", isReadOnly: false), [.text(shortName)])
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

/// The one place at which a database is migrated at a time, among all processes.
///
/// PostgreSQL's is an advisory lock, MariaDB's a named one; both end with the connection. SQLite has none: a migration
/// there begins with the write lock of the file, and looks whether another process has run it meanwhile.
struct MigrationLock {
    let session: any DatabaseSession
    /// How long another process is waited for.
    let limit: Duration
    let report: @Sendable (String) -> Void

    /// The number that PostgreSQL knows the lock by: `martlet` in bytes.
    private static let number: Int64 = 0x6d_6172_746c_6574

    /// Runs a body while no other process migrates.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/busy`` when another process takes longer than the limit.
    func hold<Value>(_ body: () async throws -> Value) async throws -> Value {
        guard session.dialect.family != .sqlite else { return try await body() }
        let start = ContinuousClock.now
        var hasReported = false
        while try await !take() {
            if !hasReported { report("another process migrates this database; waiting") }
            hasReported = true
            guard ContinuousClock.now - start < limit else { throw Self.busy(limit) }
            try await Task.sleep(for: .milliseconds(200))
        }
        do {
            let value = try await body()
            try await release()
            return value
        } catch {
            // Also in a task that is cancelled: the connection goes back to the pool.
            let session = session
            await Task { try? await MigrationLock(session: session, limit: .zero, report: { _ in }).release() }.value
            throw error
        }
    }

    static func busy(_ limit: Duration) -> DatabaseError {
        DatabaseError(
            .busy,
            "another process has been migrating this database for more than \(limit); look at it, or wait longer with --wait SECONDS"
        )
    }

    private func take() async throws -> Bool {
        if session.dialect.family == .postgres {
            return try await session.query("SELECT pg_try_advisory_lock(\(Self.number))") {
                try $0.read(Bool.self, at: 0)
            }.first
                ?? false
        }
        // The name is the server's; the database is part of it.
        return try await session.query("SELECT GET_LOCK(concat('martlet.', left(database(), 55)), 0)") {
            try $0.read(Int64?.self, at: 0) == 1
        }.first ?? false
    }

    private func release() async throws {
        if session.dialect.family == .postgres {
            _ = try await session.query("SELECT pg_advisory_unlock(\(Self.number))") { try $0.read(Bool.self, at: 0) }
        } else {
            _ = try await session.query("SELECT RELEASE_LOCK(concat('martlet.', left(database(), 55)))") {
                try $0.read(Int64?.self, at: 0)
            }
        }
    }
}

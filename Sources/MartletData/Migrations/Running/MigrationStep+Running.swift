import Synchronization

extension MigrationStep {
    /// Runs the step.
    /// - Parameter transaction: what code gets.
    func run(in session: any DatabaseSession, _ transaction: Transaction) async throws {
        switch self {
        case .sql(let text), .given(let text): _ = try await session.execute(Statement(text))
        case .data(let data): try await data.up(transaction)
        case .rebuild(let rebuild): try await rebuild.run(in: session)
        }
    }
}

/// What data migrations asked for to happen after their transactions; it may need a connection, so it waits until theirs is
/// given back.
final class MigrationHooks: Sendable {
    private let ended = Mutex<[(hooks: [TransactionState.Hook], occasion: String)]>([])

    func add(_ state: TransactionState, isCommitted: Bool) {
        let hooks = state.end(isCommitted: isCommitted)
        ended.withLock { $0.append((hooks, isCommitted ? "commit" : "rollback")) }
    }

    func run() async {
        let all = ended.withLock { all in
            defer { all = [] }
            return all
        }
        for (hooks, occasion) in all { await TransactionState.run(hooks, occasion) }
    }
}

extension TableRebuild {
    /// Runs the rebuild inside a transaction, with foreign keys off.
    ///
    /// What the migrations do not know stays: columns, triggers and indexes that somebody made by hand, and the kind of table.
    func run(in session: any DatabaseSession) async throws {
        let kept = try await session.query(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name = \(old.name) AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, name"
        ) { (try $0.read(String.self, at: 0), try $0.read(String.self, at: 1)) }
        let parts = try await HandMadeParts(of: self, in: session)
        let searches = old.indexes.filter { $0.method == DefinitionWriter.textSearch }.map(old.name)
        let known = knownIndexes.union(searches.flatMap(TextSearchTable.triggers))
        // Without this SQLite looks at views and triggers while their table is missing, and refuses the renaming.
        _ = try await session.execute(Statement("PRAGMA legacy_alter_table = ON"))
        for sql in try statements(keeping: parts) { _ = try await session.execute(Statement(sql)) }
        _ = try await session.execute(Statement("PRAGMA legacy_alter_table = OFF"))
        for (name, sql) in kept where !known.contains(name) {
            do { _ = try await session.execute(Statement(sql)) } catch let error as DatabaseError {
                throw DatabaseError(
                    error.kind, "`\(name)` does not fit the changed table `\(new.name)`: \(error.message)",
                    table: new.name,
                    code: error.code, sql: sql)
            }
        }
    }
}

/// SQLite's foreign keys while tables are rebuilt.
struct SQLiteKeys {
    let session: any DatabaseSession

    /// Runs a body with foreign keys off; the pragma does nothing inside a transaction.
    func off<Value>(_ body: () async throws -> Value) async throws -> Value {
        _ = try await session.execute(Statement("PRAGMA foreign_keys = OFF"))
        do {
            let value = try await body()
            _ = try await session.execute(Statement("PRAGMA foreign_keys = ON"))
            return value
        } catch {
            // Also in a task that is cancelled: the connection is used further.
            let session = session
            await Task {
                _ = try? await session.execute(Statement("PRAGMA legacy_alter_table = OFF"))
                _ = try? await session.execute(Statement("PRAGMA foreign_keys = ON"))
            }.value
            throw error
        }
    }

    /// Looks for rows that refer to nothing, before the commit.
    func check() async throws {
        let broken = try await session.query("PRAGMA foreign_key_check") { row in
            (try row.read(String.self, at: 0), try row.read(Int64?.self, at: 1), try row.read(String.self, at: 2))
        }
        guard let (table, row, parent) = broken.first else { return }
        let place = row.map { "row \($0) of `\(table)`" } ?? "a row of `\(table)`"
        throw DatabaseError(
            .foreignKey,
            "\(broken.count) rows would refer to nothing, the first is \(place), which refers to `\(parent)`",
            table: table)
    }
}

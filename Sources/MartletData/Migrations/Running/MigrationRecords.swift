#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a database remembers of the migrations: its table `martlet_migrations`.
struct MigrationRecords {
    /// One migration as the database remembers it.
    struct Record: Sendable, Equatable {
        let name: String
        let checksum: String
        /// When it was applied, in microseconds since 1970 UTC.
        let appliedAt: Int64
        /// Whether it is done, or stopped on its way.
        let state: State
        /// How many of its steps are done; for one that stopped on its way.
        let step: Int
    }

    /// How far a migration is.
    enum State: String, Sendable {
        case applied
        /// It stopped between its steps, going forward.
        case applying
        /// It stopped between its steps, being undone.
        case reverting
    }

    /// The table, as ``TableSchema``.
    static let table = TableSchema(
        name: "martlet_migrations",
        columns: [
            ColumnSchema(name: "name", type: .text, maximumLength: 255),
            ColumnSchema(name: "checksum", type: .text, maximumLength: 16),
            ColumnSchema(name: "applied_at", type: .timestamp),
            ColumnSchema(name: "state", type: .text, maximumLength: 16),
            ColumnSchema(name: "step", type: .integer),
        ], primaryKey: ["name"])

    let session: any QueryExecutor
    private var name: Identifier { Identifier(Self.table.name) }

    /// Makes the table where it is missing.
    func prepare() async throws {
        guard try await !exists() else { return }
        for sql in try session.dialect.createTable(Self.table) { _ = try await session.execute(Statement(sql)) }
    }

    private func exists() async throws -> Bool {
        let question: SQL =
            switch session.dialect.family {
            case .sqlite: "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = \(Self.table.name)"
            case .postgres:
                "SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass(\(Self.table.name)) AND relkind = 'r'"
            case .mysql:
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND table_name = \(Self.table.name)"
            }
        return try await session.query(question) { try $0.read(Int64.self, at: 0) }.first ?? 0 > 0
    }

    /// All records, oldest first; none where the table is missing.
    func all() async throws -> [Record] {
        guard try await exists() else { return [] }
        return try await session.query(
            "SELECT name, checksum, applied_at, state, step FROM \(name) ORDER BY applied_at, name"
        ) {
            row in
            let word = try row.read(String.self, at: 3)
            guard let state = State(rawValue: word) else {
                throw MigrationError(
                    "martlet_migrations has a row with the state `\(word)`; expected applied, applying or reverting")
            }
            guard let appliedAt = row.timestamp(at: 2) else {
                throw MigrationError("martlet_migrations has a row whose applied_at is no moment")
            }
            return Record(
                name: try row.read(String.self, at: 0), checksum: try row.read(String.self, at: 1),
                appliedAt: appliedAt,
                state: state, step: Int(clamping: try row.read(Int64.self, at: 4)))
        }
    }

    /// The record of one migration.
    func find(_ migration: String) async throws -> Record? { try await all().first { $0.name == migration } }

    /// Remembers a migration, whatever was remembered of it before.
    func set(_ migration: Migration, _ state: State, step: Int = 0) async throws {
        try await forget(migration.name)
        let now = DatabaseValue.timestamp(microseconds: Self.now)
        let values: [DatabaseValue] = [
            .text(migration.name), .text(migration.checksum), now, .text(state.rawValue), .integer(Int64(step)),
        ]
        let places = values.indices.map { session.dialect.placeholder($0 + 1) }.joined(separator: ", ")
        let table = session.dialect.quote(Self.table.name)
        _ = try await session.execute(
            Statement("INSERT INTO \(table) (name, checksum, applied_at, state, step) VALUES (\(places))", values))
    }

    /// Remembers how many steps of a migration are done.
    func advance(_ migration: String, to step: Int) async throws {
        try await session.execute("UPDATE \(name) SET step = \(Int64(step)) WHERE name = \(migration)")
    }

    /// Forgets a migration.
    func forget(_ migration: String) async throws {
        try await session.execute("DELETE FROM \(name) WHERE name = \(migration)")
    }

    private static var now: Int64 {
        Int64((Date().timeIntervalSince1970 * 1_000_000).rounded())
    }
}

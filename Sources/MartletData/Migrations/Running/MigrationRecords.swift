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
        /// Whether the next step had begun, so that the database may have done it.
        let isInStep: Bool
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
            let step = Int(clamping: try row.read(Int64.self, at: 4))
            return Record(
                name: try row.read(String.self, at: 0), checksum: try row.read(String.self, at: 1),
                appliedAt: appliedAt,
                state: state, step: Self.doneSteps(step), isInStep: step < 0)
        }
    }

    /// The record of one migration.
    func find(_ migration: String) async throws -> Record? { try await all().first { $0.name == migration } }

    /// Remembers a migration, whatever was remembered of it before, by one statement: without a transaction the process
    /// may end between two.
    func set(_ migration: Migration, _ state: State) async throws {
        let now = Date()
        let changed = try await session.execute(
            "UPDATE \(name) SET checksum = \(migration.checksum), applied_at = \(now), state = \(state.rawValue), step = 0 WHERE name = \(migration.name)"
        ).changes
        guard changed == 0 else { return }
        try await session.execute(
            "INSERT INTO \(name) (name, checksum, applied_at, state, step) VALUES (\(migration.name), \(migration.checksum), \(now), \(state.rawValue), 0)"
        )
    }

    /// Remembers how many steps of a migration are done.
    /// - Parameter beginsNext: whether the next one runs now. The column has the number negative then, less one.
    func advance(_ migration: String, to step: Int, beginsNext: Bool = false) async throws {
        let number = Int64(beginsNext ? -step - 1 : step)
        try await session.execute("UPDATE \(name) SET step = \(number) WHERE name = \(migration)")
    }

    private static func doneSteps(_ step: Int) -> Int { step < 0 ? -(step + 1) : step }

    /// Forgets a migration.
    func forget(_ migration: String) async throws {
        try await session.execute("DELETE FROM \(name) WHERE name = \(migration)")
    }
}

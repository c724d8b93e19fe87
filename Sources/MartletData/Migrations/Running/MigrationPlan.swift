/// What is to be run, in order.
struct MigrationPlan: Sendable {
    /// One migration, and whether it is undone.
    struct Entry: Sendable {
        let migration: Migration
        let isUndone: Bool
        /// The tables before it.
        let before: SchemaState
        /// How many steps are done already, of a migration that stopped on its way.
        var doneSteps = 0
        /// Whether it stopped on its way.
        var wasStopped = false
        /// Whether it stopped while its next step ran, which the database may have done.
        var wasInStep = false
    }

    let entries: [Entry]
    /// Squashes all of whose migrations the database has had one by one, so that it has had them too.
    let replaced: [Migration]

    /// Where to go.
    enum Goal: Sendable {
        /// All migrations applied.
        case latest
        /// A migration, with what it depends on, and nothing that came after.
        case migration(String)
        /// No migration applied.
        case zero
    }

    /// - Throws: ``MigrationError`` for a history that was edited, or a goal that does not exist.
    init(_ all: [Migration], records: [MigrationRecords.Record], goal: Goal, ignoringEdits: Bool = false) throws {
        let history = try MigrationHistory(all, applied: Set(records.filter { $0.state == .applied }.map(\.name)))
        if case .latest = goal { try history.checkMerged() }
        let known = Set(all.flatMap { [$0.name] + $0.replaces })
        if let stray = records.first(where: { !known.contains($0.name) }) {
            throw MigrationError(
                """
                the database has had the migration `\(stray.name)`, which this application does not have; it may be newer \
                than the application: deploy the version that has it, or revert it with that version
                """)
        }
        let byName = Dictionary(records.map { ($0.name, $0) }) { first, _ in first }
        var applied: Set<String> = []
        var replaced: [Migration] = []
        for migration in history.migrations {
            guard let record = byName[migration.name] else {
                if !migration.replaces.isEmpty, migration.replaces.allSatisfy({ byName[$0]?.state == .applied }) {
                    applied.insert(migration.name)
                    replaced.append(migration)
                }
                continue
            }
            guard record.checksum == migration.checksum || ignoringEdits else {
                throw MigrationError(
                    """
                    the migration `\(migration.name)` was edited after this database had it (checksum \(record.checksum), \
                    now \(migration.checksum)); undo the edit and write what changed as a new migration, or accept it with \
                    `migrate --accept-edits`
                    """)
            }
            if record.state == .applied { applied.insert(migration.name) }
        }
        let wanted: Set<String> =
            switch goal {
            case .latest: Set(history.migrations.map(\.name))
            case .zero: []
            case .migration(let name): history.ancestors(of: try history.find(name))
            }
        var entries: [Entry] = []
        // What stopped on its way goes first: the tables are between two states.
        if let stopped = records.first(where: { $0.state != .applied }) {
            guard let migration = history.migrations.first(where: { $0.name == stopped.name }) else {
                throw MigrationError("the migration `\(stopped.name)` stopped on its way and is not listed")
            }
            let others = applied.subtracting([migration.name])
            entries.append(
                Entry(
                    migration: migration, isUndone: stopped.state == .reverting,
                    before: try history.state(after: others),
                    doneSteps: stopped.step, wasStopped: true, wasInStep: stopped.isInStep))
            if stopped.state == .applying { applied.insert(migration.name) }
        }
        for migration in history.migrations.reversed()
        where applied.contains(migration.name) && !wanted.contains(migration.name) {
            applied.remove(migration.name)
            entries.append(Entry(migration: migration, isUndone: true, before: try history.state(after: applied)))
        }
        for migration in history.migrations where wanted.contains(migration.name) && !applied.contains(migration.name) {
            entries.append(Entry(migration: migration, isUndone: false, before: try history.state(after: applied)))
            applied.insert(migration.name)
        }
        self.entries = entries
        self.replaced = replaced
    }
}

extension MigrationPlan.Entry {
    /// What it does to a database.
    /// - Throws: ``MigrationError`` for what cannot be undone, ``DatabaseError`` for what the database cannot do.
    func steps(for dialect: any Dialect) throws -> [MigrationStep] {
        do {
            guard isUndone else {
                var state = before
                return try OperationWriter(dialect: dialect).steps(migration.operations, from: &state)
            }
            let operations = try before.reverse(of: migration.operations)
            var state = before
            try state.apply(migration)
            return try OperationWriter(dialect: dialect).steps(operations, from: &state)
        } catch let error as MigrationError {
            throw MigrationError("migration `\(migration.name)`: \(error)")
        }
    }

    /// Whether all of it is one transaction.
    func isAtomic(in dialect: any Dialect) -> Bool {
        dialect.features.transactionalDefinition && (migration.isAtomic || dialect.family == .sqlite)
    }
}

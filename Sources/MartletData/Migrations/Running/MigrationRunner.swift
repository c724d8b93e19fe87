/// Applies and undoes migrations in a database.
struct MigrationRunner {
    let database: Database
    let migrations: [Migration]
    var options = Options()
    /// Gets a line for each thing that happens.
    var report: @Sendable (String) -> Void = { _ in }
    private let hooks = MigrationHooks()

    init(database: Database, migrations: [Migration], report: @escaping @Sendable (String) -> Void = { _ in }) {
        self.database = database
        self.migrations = migrations
        self.report = report
    }

    struct Options: Sendable {
        /// Records migrations without running them.
        var isFake = false
        /// Accepts migrations that were edited after the database had them.
        var ignoresEdits = false
        /// Takes the step at which a migration stopped for done.
        var skipsStep = false
        /// How long another process is waited for.
        var wait = Duration.seconds(60)
    }

    private var dialect: any Dialect { database.dialect }

    /// What the database remembers.
    func records() async throws -> [MigrationRecords.Record] {
        try await MigrationRecords(session: database.driver).all()
    }

    /// What leads to a goal.
    func plan(_ goal: MigrationPlan.Goal) async throws -> MigrationPlan {
        try MigrationPlan(migrations, records: try await records(), goal: goal, ignoringEdits: options.ignoresEdits)
    }

    /// Goes to a goal.
    /// - Returns: the names of the migrations that ran.
    @discardableResult
    func run(to goal: MigrationPlan.Goal) async throws -> [String] {
        // What cannot be written for this database is known before anything of it runs.
        for entry in try await plan(goal).entries { try check(entry) }
        do {
            let names = try await database.driver.withSession(SessionRequest()) { session in
                try await MigrationLock(session: session, limit: options.wait, report: report).hold {
                    try await run(to: goal, in: session)
                }
            }
            await hooks.run()
            return names
        } catch {
            await hooks.run()
            throw error
        }
    }

    private func run(to goal: MigrationPlan.Goal, in session: any DatabaseSession) async throws -> [String] {
        let records = MigrationRecords(session: session)
        if dialect.family != .sqlite { try await records.prepare() }
        let plan = try MigrationPlan(
            migrations, records: try await records.all(), goal: goal, ignoringEdits: options.ignoresEdits)
        if options.ignoresEdits { try await acceptEdits(records) }
        // Once it is recorded, a squash stands by itself: what it replaces can be deleted, and its `replaces` too.
        for squash in plan.replaced {
            try await records.prepare()
            try await records.set(squash, .applied)
            report("record \(squash.name), as the database has had what it replaces")
        }
        var names: [String] = []
        for entry in plan.entries {
            try Task.checkCancellation()
            let start = ContinuousClock.now
            let didRun = try await apply(entry, in: session)
            let time = Self.milliseconds(ContinuousClock.now - start)
            guard didRun else {
                report("\(entry.migration.name)  done by another process")
                continue
            }
            names.append(entry.migration.name)
            let word = options.isFake ? "recorded" : "done"
            report("\(entry.isUndone ? "revert" : "apply") \(entry.migration.name)  \(word) in \(time)")
        }
        return names
    }

    private func acceptEdits(_ records: MigrationRecords) async throws {
        for record in try await records.all() {
            guard let migration = migrations.first(where: { $0.name == record.name }), record.state == .applied,
                migration.checksum != record.checksum
            else { continue }
            try await records.set(migration, .applied)
            report("accept \(migration.name)")
        }
    }

    private func check(_ entry: MigrationPlan.Entry) throws {
        guard !options.isFake else { return }
        _ = try entry.steps(for: dialect)
        guard entry.migration.isAtomic, dialect.family == .postgres else { return }
        let isConcurrent = entry.migration.operations.contains { operation in
            switch operation {
            case .addIndex(_, _, let concurrently), .dropIndex(_, _, let concurrently): concurrently
            default: false
            }
        }
        guard !isConcurrent else {
            throw MigrationError(
                "migration `\(entry.migration.name)`: an index is made concurrently outside of transactions alone; give the migration isAtomic: false"
            )
        }
    }

    /// Runs one migration with its record.
    /// - Returns: whether there was something to do.
    private func apply(_ entry: MigrationPlan.Entry, in session: any DatabaseSession) async throws -> Bool {
        if options.isFake { return try await record(entry, in: session) }
        let steps = try entry.steps(for: dialect)
        guard entry.isAtomic(in: dialect) else {
            try await StepwiseMigration(
                entry: entry, steps: steps, session: session, observers: database.observers, hooks: hooks,
                skipsStep: options.skipsStep, report: report
            ).run()
            return true
        }
        let rebuilds = steps.contains { if case .rebuild = $0 { true } else { false } }
        if dialect.family == .sqlite, rebuilds {
            return try await SQLiteKeys(session: session).off {
                try await inTransaction(entry, steps, checksKeys: true, in: session)
            }
        }
        return try await inTransaction(entry, steps, checksKeys: false, in: session)
    }

    private func inTransaction(
        _ entry: MigrationPlan.Entry, _ steps: [MigrationStep], checksKeys: Bool, in session: any DatabaseSession
    ) async throws -> Bool {
        try await begin(session)
        let state = TransactionState()
        let observed = ObservedSession(session: session, observers: database.observers, isInTransaction: true)
        let transaction = Transaction(observed, state: state)
        do {
            let records = MigrationRecords(session: session)
            if dialect.family == .sqlite {
                try await records.prepare()
                // Another process may have been faster before this one had the write lock.
                let isApplied = try await records.find(entry.migration.name)?.state == .applied
                let replaced = try await records.all().filter { entry.migration.replaces.contains($0.name) }
                let isThere = isApplied || (!replaced.isEmpty && replaced.count == entry.migration.replaces.count)
                guard isThere == entry.isUndone else {
                    await session.rollback()
                    return false
                }
            }
            for (number, step) in steps.enumerated() {
                try await Self.locating(entry, number, steps) { try await step.run(in: session, transaction) }
            }
            if checksKeys { try await SQLiteKeys(session: session).check() }
            try await remember(entry, records)
            try await session.commit()
            hooks.add(state, isCommitted: true)
            return true
        } catch {
            await session.rollback()
            hooks.add(state, isCommitted: false)
            throw error
        }
    }

    /// SQLite's write lock may be held by another process for as long as its migration runs.
    private func begin(_ session: any DatabaseSession) async throws {
        let start = ContinuousClock.now
        while true {
            do { return try await session.begin(.default) } catch let error as DatabaseError where error.kind == .busy {
                guard ContinuousClock.now - start < options.wait else { throw MigrationLock.busy(options.wait) }
                report("another process writes to this database; waiting")
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func record(_ entry: MigrationPlan.Entry, in session: any DatabaseSession) async throws -> Bool {
        let records = MigrationRecords(session: session)
        try await records.prepare()
        try await remember(entry, records)
        return true
    }

    private func remember(_ entry: MigrationPlan.Entry, _ records: MigrationRecords) async throws {
        if entry.isUndone {
            for name in [entry.migration.name] + entry.migration.replaces { try await records.forget(name) }
        } else {
            try await records.set(entry.migration, .applied)
        }
    }

    /// Says of an error in which migration and step it happened.
    static func locating<Value>(
        _ entry: MigrationPlan.Entry, _ number: Int, _ steps: [MigrationStep], _ body: () async throws -> Value
    ) async throws -> Value {
        do { return try await body() } catch let error where !(error is CancellationError) {
            throw MigrationFailure(
                migration: entry.migration.name, isUndone: entry.isUndone, step: number + 1, of: steps.count,
                keeps: "nothing of it was kept", cause: error)
        }
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000) ms"
    }
}

/// A step of a migration failed.
struct MigrationFailure: Error, CustomStringConvertible {
    let migration: String
    let isUndone: Bool
    let step: Int
    let of: Int
    /// What of it was kept, and how it goes on.
    let keeps: String
    let cause: any Error

    var description: String {
        let what = isUndone ? "reverting `\(migration)`" : "migration `\(migration)`"
        return "\(what) failed at step \(step) of \(of): \(cause); \(keeps)"
    }
}

/// A migration whose steps cannot be one transaction: each is remembered, so that it goes on where it stopped.
struct StepwiseMigration {
    let entry: MigrationPlan.Entry
    let steps: [MigrationStep]
    let session: any DatabaseSession
    let observers: [any DatabaseObserver]
    let hooks: MigrationHooks
    /// Whether the step at which it stopped is taken for done.
    let skipsStep: Bool
    let report: @Sendable (String) -> Void

    private var records: MigrationRecords { MigrationRecords(session: session) }

    func run() async throws {
        let name = entry.migration.name
        var start = entry.doneSteps
        if skipsStep, entry.wasStopped, start < steps.count {
            report("\(name): step \(start + 1) of \(steps.count) is taken for done: \(steps[start].summary)")
            start += 1
            try await records.advance(name, to: start)
            if start == steps.count { return try await finish() }
        }
        if !entry.wasStopped {
            try await records.set(entry.migration, entry.isUndone ? .reverting : .applying)
        } else {
            let next = steps.count > start ? ": \(steps[start].summary)" : ""
            report("\(name) stopped after step \(start) of \(steps.count); going on with step \(start + 1)\(next)")
        }
        for (number, step) in steps.enumerated() where number >= start {
            do { try await run(step, number) } catch let error where !(error is CancellationError) {
                throw MigrationFailure(
                    migration: name, isUndone: entry.isUndone, step: number + 1, of: steps.count,
                    keeps: rest(step, number), cause: error)
            }
        }
        try await finish()
    }

    private func finish() async throws {
        if entry.isUndone {
            for name in [entry.migration.name] + entry.migration.replaces { try await records.forget(name) }
        } else {
            try await records.set(entry.migration, .applied)
        }
    }

    /// What is done, and how it goes on.
    private func rest(_ step: MigrationStep, _ number: Int) -> String {
        let command = entry.isUndone ? "migrate revert" : "migrate"
        return "\(number) of \(steps.count) steps are done; remove the cause and run \(command) again, "
            + "which goes on with: \(step.summary)\(doubt(step, number))"
    }

    /// What to do about a statement that the process ended in: nobody can tell whether the database has done it.
    private func doubt(_ step: MigrationStep, _ number: Int) -> String {
        guard case .given = step, !step.changesRows, isAgain(number) else { return "" }
        return
            "; it ran when the process ended: look whether the database has done it, and if so run migrate --skip-step"
    }

    private func isAgain(_ number: Int) -> Bool { entry.wasInStep && number == entry.doneSteps }

    private func run(_ step: MigrationStep, _ number: Int) async throws {
        let state = TransactionState()
        let observed = ObservedSession(session: session, observers: observers, isInTransaction: true)
        let transaction = Transaction(observed, state: state)
        let isData = if case .data = step { true } else { step.changesRows }
        if isData {
            // Rows and record are one transaction, so that the step runs once.
            try await session.begin(.default)
            do {
                try await step.run(in: session, transaction)
                try await records.advance(entry.migration.name, to: number + 1)
                try await session.commit()
                hooks.add(state, isCommitted: true)
            } catch {
                await session.rollback()
                hooks.add(state, isCommitted: false)
                throw error
            }
            return
        }
        let isAgain = isAgain(number)
        if isAgain, session.dialect.family == .postgres { try await dropInvalidIndex(of: step) }
        try await records.advance(entry.migration.name, to: number, beginsNext: true)
        do { try await step.run(in: session, transaction) } catch let error as DatabaseError {
            // The process ended between the step and its record: what the step makes is there.
            guard isAgain, case .sql = step, error.saysThatItIsDone else {
                // The database has refused it, so that it is not done. After a lost connection nobody knows.
                if error.kind != .connection { try? await records.advance(entry.migration.name, to: number) }
                throw error
            }
            report("step \(number + 1) of \(steps.count) was done already: \(error.message)")
        }
        try await records.advance(entry.migration.name, to: number + 1)
    }

    /// Drops what is left of an index that was being made concurrently: PostgreSQL keeps it, and never uses it.
    ///
    /// Source: <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>
    private func dropInvalidIndex(of step: MigrationStep) async throws {
        guard case .sql(let text) = step, text.contains(" CONCURRENTLY ") else { return }
        let invalid = try await session.query(
            "SELECT c.oid::regclass::text FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND pg_catalog.pg_table_is_visible(c.oid)"
        ) { try $0.read(String.self, at: 0) }
        for name in invalid where text.contains(" \(name) ") || text.contains(" \"\(name)\" ") {
            _ = try await session.execute(Statement("DROP INDEX CONCURRENTLY \(name)"))
            report("dropped the unfinished index \(name)")
        }
    }
}

extension DatabaseError {
    /// Whether the database refused a definition since what it makes is there, or what it drops is not.
    fileprivate var saysThatItIsDone: Bool {
        switch code {
        // MariaDB: table, column, key and foreign key exist; what is to be dropped does not.
        case "1050", "1060", "1061", "1826", "1091", "1051", "1054", "1176": true
        // PostgreSQL: the same.
        case "42P07", "42701", "42710", "42P01", "42703", "42704": true
        default: false
        }
    }
}

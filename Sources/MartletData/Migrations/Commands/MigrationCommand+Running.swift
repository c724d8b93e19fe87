extension MigrationCommand {
    private func runner() -> MigrationRunner {
        var runner = MigrationRunner(database: database, migrations: migrations.all)
        runner.report = terminal.print
        return runner
    }

    func migrate(_ arguments: [String]) async throws {
        let arguments = try CommandArguments(
            arguments, flags: ["--plan", "--sql", "--fake", "--check", "--accept-edits", "--skip-step"],
            values: ["--to", "--wait"],
            of: "migrate")
        var runner = runner()
        runner.options.isFake = arguments.has("--fake")
        runner.options.ignoresEdits = arguments.has("--accept-edits")
        runner.options.skipsStep = arguments.has("--skip-step")
        if let text = try arguments.value("--wait") {
            guard let seconds = Int(text), seconds >= 0, seconds <= 86_400 else {
                throw MigrationError("`--wait \(text)` is not understood; expected whole seconds, at most 86400")
            }
            runner.options.wait = .seconds(seconds)
        }
        let goal = try Self.goal(try arguments.value("--to"))
        let plan = try await runner.plan(goal)
        let entries = plan.entries
        guard !runner.options.skipsStep || entries.contains(where: \.wasStopped) else {
            throw MigrationError("`--skip-step` is for a migration that stopped on its way, and none did")
        }
        if arguments.has("--check") {
            for entry in entries { terminal.print("pending: \(entry.migration.name)") }
            guard entries.isEmpty else {
                throw MigrationError("\(Self.count(entries.count)) pending; run `migrate`")
            }
            terminal.print("nothing is pending")
        } else if arguments.has("--plan") {
            try printPlan(entries)
        } else if arguments.has("--sql") {
            for entry in entries { try printSQL(entry) }
        } else if entries.isEmpty, plan.replaced.isEmpty, !runner.options.ignoresEdits {
            terminal.print("nothing to do: the database has had all migrations")
        } else {
            try await runner.run(to: goal)
        }
    }

    func revert(_ arguments: [String]) async throws {
        let arguments = try CommandArguments(
            arguments, flags: ["--plan", "--sql", "--fake"], words: 1, of: "migrate revert")
        var runner = runner()
        runner.options.isFake = arguments.has("--fake")
        let goal: MigrationPlan.Goal
        if let name = arguments.words.first {
            goal = try Self.goal(name)
        } else {
            let records = try await runner.records()
            let stopped = records.first { $0.state != .applied }
            let names = Set(records.filter { $0.state == .applied }.map(\.name))
            let history = try MigrationHistory(migrations.all, applied: names)
            var applied = history.migrations.filter { names.contains($0.name) }
            // One that stopped on its way is the last, and alone goes back.
            if let stopped { applied.append(try history.find(stopped.name)) }
            guard let last = applied.last else {
                terminal.print("nothing to revert: the database has had no migration")
                return
            }
            // Everything but the last: the one before it may be a branch, which stays.
            goal = applied.dropLast().last.map { .migration($0.name) } ?? .zero
            guard
                history.migrations.filter({ $0.dependencies.contains(last.name) }).allSatisfy({
                    !names.contains($0.name)
                }),
                applied.count < 2 || history.ancestors(of: applied[applied.count - 2]).count == applied.count - 1
            else {
                throw MigrationError(
                    "the last migrations are branches; name the migration to go back to: migrate revert NAME")
            }
        }
        let entries = try await runner.plan(goal).entries
        if arguments.has("--plan") {
            try printPlan(entries)
        } else if arguments.has("--sql") {
            for entry in entries { try printSQL(entry) }
        } else if entries.isEmpty {
            terminal.print("nothing to revert")
        } else {
            try await runner.run(to: goal)
        }
    }

    func sql(_ arguments: [String]) async throws {
        let arguments = try CommandArguments(arguments, flags: ["--undo"], words: 1, of: "migrate sql")
        guard let name = arguments.words.first else {
            guard !arguments.has("--undo") else {
                throw MigrationError("`--undo` needs a migration: migrate sql NAME --undo")
            }
            for entry in try await runner().plan(.latest).entries { try printSQL(entry) }
            return
        }
        let history = try MigrationHistory(migrations.all)
        let migration = try history.find(name)
        let before = try history.state(after: history.ancestors(of: migration).subtracting([migration.name]))
        try printSQL(MigrationPlan.Entry(migration: migration, isUndone: arguments.has("--undo"), before: before))
    }

    func status(_ arguments: [String]) async throws {
        _ = try CommandArguments(arguments, flags: [], of: "migrate status")
        let records = try await runner().records()
        let byName = Dictionary(records.map { ($0.name, $0) }) { first, _ in first }
        let names = Set(records.filter { $0.state == .applied }.map(\.name))
        let history = try MigrationHistory(migrations.all, applied: names)
        let width = history.migrations.map(\.name.count).max() ?? 0
        if history.migrations.isEmpty { terminal.print("there are no migrations; `migrate make` writes the first") }
        let stopped = try? await runner().plan(.latest).entries.first(where: \.wasStopped)
        for migration in history.migrations {
            let space = String(repeating: " ", count: width - migration.name.count)
            terminal.print("\(migration.name)\(space)  \(Self.state(byName[migration.name], of: migration, names))")
            guard let stopped, stopped.migration.name == migration.name else { continue }
            let steps = try stopped.steps(for: database.dialect)
            guard steps.count > stopped.doneSteps else { continue }
            terminal.print("  step \(stopped.doneSteps + 1) of \(steps.count): \(steps[stopped.doneSteps].summary)")
        }
        for record in records
        where !migrations.all.contains(where: { $0.name == record.name || $0.replaces.contains(record.name) }) {
            terminal.print("\(record.name)  unknown: the database has had it, this application does not have it")
        }
    }

    private static func state(
        _ record: MigrationRecords.Record?, of migration: Migration, _ names: Set<String>
    ) -> String {
        guard let record else {
            let isReplaced = !migration.replaces.isEmpty && migration.replaces.allSatisfy(names.contains)
            return isReplaced ? "applied, as what it replaces" : "pending"
        }
        let edited = record.checksum == migration.checksum ? "" : ", edited since"
        return switch record.state {
        case .applied: "applied \(TimestampText.format(record.appliedAt).prefix(19)) UTC\(edited)"
        case .applying: "stopped after step \(record.step); `migrate` goes on"
        case .reverting: "stopped after step \(record.step) of being undone; `migrate` goes on"
        }
    }

    func check(_ arguments: [String]) async throws {
        let arguments = try CommandArguments(arguments, flags: ["--live"], of: "migrate check")
        var problems: [String] = []
        let operations = try changes(GivenAnswers())
        for operation in operations {
            problems.append("not in the migrations: " + SwiftSource.operation(operation).line)
        }
        for entry in try await runner().plan(.latest).entries { problems.append("pending: \(entry.migration.name)") }
        if arguments.has("--live") {
            let names = Set(try await runner().records().filter { $0.state == .applied }.map(\.name))
            let history = try MigrationHistory(migrations.all, applied: names)
            problems += try SchemaComparison(dialect: database.dialect).differences(
                expected: try history.state(after: names.union(history.replacements(of: names))).tables,
                found: try await database.inspector.tables())
        }
        for problem in problems { terminal.print(problem) }
        guard problems.isEmpty else {
            throw MigrationError("models, migrations and database differ; run `migrate make` and `migrate`")
        }
        terminal.print("models, migrations and database are the same")
    }

    func lint(_ arguments: [String]) async throws {
        let arguments = try CommandArguments(arguments, flags: [], words: 1, of: "migrate lint")
        let linter = MigrationLinter(dialect: database.dialect, models: migrations.models)
        let history = try MigrationHistory(migrations.all)
        var chosen: [Migration]
        var before: SchemaState
        if let name = arguments.words.first {
            let migration = try history.find(name)
            chosen = [migration]
            before = try history.state(after: history.ancestors(of: migration).subtracting([migration.name]))
        } else {
            let entries = try await runner().plan(.latest).entries
            chosen = entries.map(\.migration)
            before = entries.first?.before ?? SchemaState()
        }
        let warnings = try linter.lint(chosen, from: before)
        for warning in warnings { terminal.print("warning: \(warning)") }
        terminal.print(
            "\(Self.count(chosen.count)), \(warnings.count == 1 ? "1 warning" : "\(warnings.count) warnings")")
    }

    private func printPlan(_ entries: [MigrationPlan.Entry]) throws {
        if entries.isEmpty { terminal.print("nothing to do: the database has had all migrations") }
        for entry in entries {
            terminal.print("\(entry.isUndone ? "revert" : "apply") \(entry.migration.name)")
            let operations =
                entry.isUndone ? try entry.before.reverse(of: entry.migration.operations) : entry.migration.operations
            for operation in operations { terminal.print("  " + SwiftSource.operation(operation).line) }
        }
    }

    private func printSQL(_ entry: MigrationPlan.Entry) throws {
        terminal.print("-- \(entry.isUndone ? "revert" : "apply") \(entry.migration.name)")
        for line in try entry.steps(for: database.dialect).flatMap({ try $0.text() }) {
            terminal.print(line.hasPrefix("--") || line.hasSuffix(";") ? line : line + ";")
        }
    }

    private static func goal(_ name: String?) throws -> MigrationPlan.Goal {
        switch name {
        case nil: .latest
        case "zero"?: .zero
        case let name?: .migration(name)
        }
    }

    private static func count(_ number: Int) -> String { number == 1 ? "1 migration" : "\(number) migrations" }
}

extension MigrationCommand {
    private var folder: MigrationFolder { MigrationFolder(path: migrations.folder) }

    /// What the models have changed since the last migration.
    func changes(_ answers: any DetectionAnswers) throws -> [MigrationOperation] {
        let history = try MigrationHistory(migrations.all)
        try history.checkMerged()
        return try MigrationDetector.detect(from: try history.state(), to: migrations.models, answers: answers)
    }

    func make(_ arguments: [String]) throws {
        let arguments = try CommandArguments(
            arguments, flags: ["--empty", "--check"], values: ["--rename", "--drop", "--fill", "--refill"], words: 1,
            of: "migrate make")
        let history = try MigrationHistory(migrations.all)
        try history.checkMerged()
        let given = GivenAnswers(
            renames: try arguments.pairs("--rename"), drops: Set(arguments.values["--drop"] ?? []),
            fills: try arguments.pairs("--fill"), refills: try arguments.pairs("--refill"))
        try given.check(from: try history.state(), to: migrations.models)
        let isAsked = terminal.readLine != nil && !arguments.has("--check")
        let answers: any DetectionAnswers = isAsked ? AskedAnswers(given: given, terminal: terminal) : given
        let operations = arguments.has("--empty") ? [] : try changes(answers)
        guard arguments.has("--empty") || !operations.isEmpty else {
            terminal.print("nothing to do: the migrations make the tables of the models")
            return
        }
        if arguments.has("--check") {
            for operation in operations { terminal.print("  " + SwiftSource.operation(operation).line) }
            throw MigrationError("the models have changed; run `migrate make`")
        }
        try folder.checkBuilt(with: migrations.all)
        let last = migrations.all.compactMap { MigrationTitle.number(of: $0.name) }.max() ?? 0
        let migration = Migration(
            try MigrationTitle.name(
                last + 1, operations, title: arguments.words.first ?? (arguments.has("--empty") ? "empty" : nil)),
            dependencies: history.heads.map(\.name), operations: operations)
        try write(migration)
        let linter = MigrationLinter(dialect: database.dialect, models: migrations.models)
        for warning in try linter.lint([migration], from: try history.state()) { terminal.print("warning: \(warning)") }
    }

    func merge(_ arguments: [String]) throws {
        let arguments = try CommandArguments(arguments, flags: [], words: 1, of: "migrate merge")
        let history = try MigrationHistory(migrations.all)
        let heads = history.heads
        guard heads.count > 1 else {
            terminal.print(
                "nothing to merge: \(heads.first.map { "`\($0.name)` is the last migration" } ?? "there are no migrations")"
            )
            return
        }
        try folder.checkBuilt(with: migrations.all)
        // Both branches have to fit together, in the order in which they will run.
        _ = try history.state()
        let last = migrations.all.compactMap { MigrationTitle.number(of: $0.name) }.max() ?? 0
        let name = try MigrationTitle.name(last + 1, [], title: arguments.words.first ?? "merge")
        try write(Migration(name, dependencies: heads.map(\.name), operations: []))
    }

    func squash(_ arguments: [String]) throws {
        let arguments = try CommandArguments(arguments, flags: [], words: 2, of: "migrate squash")
        guard arguments.words.count == 2 else {
            throw MigrationError("`migrate squash` needs the first and the last migration: migrate squash 0001 0007")
        }
        try folder.checkBuilt(with: migrations.all)
        let history = try MigrationHistory(migrations.all)
        let squash = try MigrationSquash.squash(history, from: arguments.words[0], to: arguments.words[1])
        // It has to make what the single ones make.
        let before = try MigrationHistory(migrations.all).state()
        let after = try MigrationHistory(migrations.all + [squash]).state()
        guard Set(before.tables) == Set(after.tables) else {
            throw MigrationError("the squash would not make the same tables; squash fewer migrations")
        }
        try write(squash)
        terminal.print(
            "keep \(squash.replaces.map { "`\($0)`" }.joined(separator: ", ")) until every database has had them; then delete their files and lines"
        )
    }

    private func write(_ migration: Migration) throws {
        for path in try folder.write(migration, after: migrations.all) { terminal.print("wrote \(path)") }
        for operation in migration.operations {
            let line = SwiftSource.operation(operation).line
            terminal.print("  " + (line.count > 100 ? line.prefix(99) + "…" : line))
        }
    }
}

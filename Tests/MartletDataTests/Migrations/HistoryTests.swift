import Testing

@testable import MartletData

@Suite struct HistoryTests {
    private func migration(_ name: String, _ dependencies: [String] = [], replaces: [String] = []) -> Migration {
        Migration(name, dependencies: dependencies, replaces: replaces, operations: [])
    }

    @Test func `dependencies say the order`() throws {
        let history = try MigrationHistory([
            migration("0003_c", ["0002_b"]), migration("0001_a"), migration("0002_b", ["0001_a"]),
        ])
        #expect(history.migrations.map(\.name) == ["0001_a", "0002_b", "0003_c"])
        #expect(history.heads.map(\.name) == ["0003_c"])
    }

    @Test(arguments: [
        (
            ["0001_a", "0001_a"], [[], []],
            "there are two migrations `0001_a`; give one of them another number and name"
        ),
        (["0002_b"], [["0001_a"]], "`0002_b` depends on `0001_a`, which is not listed"),
        (
            ["0001_a", "0002_b"], [["0002_b"], ["0001_a"]],
            "migrations depend on each other in a circle: 0001_a → 0002_b → 0001_a"
        ),
    ])
    func `a history that makes no sense is refused`(names: [String], dependencies: [[String]], message: String) {
        let all = zip(names, dependencies).map { migration($0, $1) }
        let error = #expect(throws: MigrationError.self) { try MigrationHistory(all) }
        #expect(error?.description == message)
    }

    @Test func `branches are named until they are merged`() throws {
        let branches = [migration("0001_a"), migration("0002_b", ["0001_a"]), migration("0002_c", ["0001_a"])]
        let error = #expect(throws: MigrationError.self) { try MigrationHistory(branches).checkMerged() }
        #expect(
            error?.description
                == "the migrations `0002_b` and `0002_c` stand side by side; bring them together with `migrate merge`")
        try MigrationHistory(branches + [migration("0003_merge", ["0002_b", "0002_c"])]).checkMerged()
    }

    @Test func `a squash stands for what it replaces unless a database is in the middle`() throws {
        let all = [
            migration("0001_a"), migration("0002_b", ["0001_a"]), migration("0003_c", ["0002_b"]),
            migration("0001_squashed_0002_b", replaces: ["0001_a", "0002_b"]),
        ]
        func names(_ applied: Set<String>) throws -> [String] {
            try MigrationHistory(all, applied: applied).migrations.map(\.name)
        }
        #expect(try names([]) == ["0001_squashed_0002_b", "0003_c"])
        #expect(try names(["0001_a", "0002_b"]) == ["0001_squashed_0002_b", "0003_c"])
        #expect(try names(["0001_a"]) == ["0001_a", "0002_b", "0003_c"])
    }

    @Test func `a squash folds changes into the tables`() throws {
        let history = try MigrationHistory([
            Migration(
                "0001_a",
                operations: [.createTable(DetectingTests.artists), .createTable(DetectingTests.albums.resolved)]),
            Migration(
                "0002_b", dependencies: ["0001_a"],
                operations: [
                    .addColumn("albums", ColumnSchema(name: "genre", type: .text, isNullable: true)),
                    .renameColumn("albums", "title", to: "name"),
                    .createTable(TableSchema(name: "gone", columns: [DetectingTests.id])),
                ]),
            Migration("0003_c", dependencies: ["0002_b"], operations: [.dropTable("gone")]),
        ])
        let squash = try MigrationSquash.squash(history, from: "0001", to: "0003")
        #expect(squash.name == "0001_squashed_0003_c")
        #expect(squash.replaces == ["0001_a", "0002_b", "0003_c"])
        #expect(
            SwiftSource.operations(squash.operations).map { $0.prefix(38) } == [
                #".createTable(TableSchema(name: "artist"#, #".createTable(TableSchema(name: "albums"#,
            ])
        let state = try MigrationHistory([squash]).state()
        #expect(Set(state.tables) == Set(try history.state().tables))
    }
}

import MartletData

/// The tables of the benchmarks, made and filled where they are missing.
enum Seed {
    private static let fortunes = [
        "fortune: No such file or directory",
        "A computer scientist is someone who fixes things that aren't broken.",
        "After enough decimal places, nobody gives a damn.",
        "A bad random number generator: 1, 1, 1, 1, 1, 4.33e+67, 1, 1, 1",
        "A computer program does what you tell it to do, not what you want it to do.",
        "Emacs is a nice operating system, but I prefer UNIX. — Tom Christaensen",
        "Any program that runs right is obsolete.",
        "A list is only as strong as its weakest link. — Donald Knuth",
        "Feature: A bug with seniority.",
        "Computers make very fast, very accurate mistakes.",
        "<script>alert(\"This should not be displayed in a browser alert box.\");</script>",
        "フレームワークのベンチマーク",
    ]

    static func run(in database: Database) async throws {
        try await database.createTables(World.self, Fortune.self)
        try await database.transaction { transaction in
            if try await World.query.count(in: transaction) == 0 {
                let worlds = (1...World.count).map { World(id: $0, randomNumber: World.randomID) }
                try await World.insert(worlds, in: transaction)
            }
            if try await Fortune.query.count(in: transaction) == 0 {
                let rows = fortunes.enumerated().map { Fortune(id: Int32($0.offset + 1), message: $0.element) }
                try await Fortune.insert(rows, in: transaction)
            }
        }
    }
}

import MartletData

extension DriverSuite {
    static let concurrencyCases = [
        Case("many tasks write and read at once, and nothing is lost") { context in
            let items = try await context.items(1)
            let amount = Identifier("amount")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...40 {
                    group.addTask {
                        try await context.database.transaction { transaction in
                            try await transaction.execute(
                                "UPDATE \(items) SET \(amount) = \(amount) + \(1) WHERE \(Identifier("id")) = \(0)")
                            try await transaction.execute("INSERT INTO \(items) VALUES (\(number), \("x"), \(1))")
                        }
                    }
                    group.addTask { _ = try await context.number("SELECT count(*) FROM \(items)") }
                }
                try await group.waitForAll()
            }
            try expect(
                try await context.number("SELECT \(amount) FROM \(items) WHERE \(Identifier("id")) = \(0)"), equals: 40)
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 41)
        },
        Case("a cancelled task ends its statement soon, and the connection goes on") { context in
            let items = try await context.items(1000)
            for _ in 0..<3 {
                let task = Task { try await slow(items, context) }
                try await Task.sleep(for: .milliseconds(150))
                let start = ContinuousClock.now
                task.cancel()
                switch await task.result {
                case .success: throw Failure("a statement of ages ended")
                case .failure(let error):
                    guard error is CancellationError else { throw Failure("expected CancellationError, got \(error)") }
                }
                let took = ContinuousClock.now - start
                try expect(took < .seconds(3), "the statement went on for \(took) after its task was cancelled")
                try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 1000)
            }
        },
        Case("a task that was cancelled before runs nothing") { context in
            let items = try await context.items(1)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await context.database.execute("DELETE FROM \(items)")
            }
            if case .success = await task.result { throw Failure("a cancelled task's statement ran") }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 1)
        },
        Case("cancelling many tasks loses no connection") { context in
            let items = try await context.items(1000)
            let tasks = (0..<12).map { _ in Task { try await slow(items, context) } }
            try await Task.sleep(for: .milliseconds(200))
            for task in tasks { task.cancel() }
            for task in tasks { _ = await task.result }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<30 {
                    group.addTask {
                        try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 1000)
                    }
                }
                try await group.waitForAll()
            }
        },
    ]

    /// Counts 10¹⁵ combinations, which no database finishes.
    private static func slow(_ items: Identifier, _ context: SuiteContext) async throws {
        _ = try await context.number(
            """
            SELECT count(*) FROM \(items) AS a, \(items) AS b, \(items) AS c, \(items) AS d, \(items) AS e
            WHERE a.\(Identifier("id")) + b.\(Identifier("id")) + c.\(Identifier("id")) > d.\(Identifier("id"))
            """)
    }
}

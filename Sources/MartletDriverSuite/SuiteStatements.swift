import MartletData

extension DriverSuite {
    static let statementCases = [
        Case("a write says how many rows it changed") { context in
            let items = try await context.items(10)
            let id = Identifier("id")
            let amount = Identifier("amount")
            try expect(
                try await context.database.execute("UPDATE \(items) SET \(amount) = \(5) WHERE \(id) < \(4)").changes,
                equals: 4, "updated rows")
            try expect(
                try await context.database.execute("UPDATE \(items) SET \(amount) = \(5) WHERE \(id) < \(4)").changes,
                equals: 4, "rows that have the new value already")
            try expect(
                try await context.database.execute("UPDATE \(items) SET \(amount) = \(5) WHERE \(id) > \(99)").changes,
                equals: 0, "no rows")
            try expect(
                try await context.database.execute("DELETE FROM \(items) WHERE \(id) >= \(4)").changes, equals: 6,
                "deleted rows")
            try expect(try await context.database.execute("SELECT 1").changes, equals: 0, "a statement that reads")
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 4)
        },
        Case("columns have their names") { context in
            let items = try await context.items(1)
            let names = try await context.database.query(
                "SELECT \(Identifier("id")), 1 AS \(Identifier("One")) FROM \(items)"
            ) {
                [$0.name(at: 0), $0.name(at: 1), $0.name(at: 2)]
            }
            try expect(names, equals: [["id", "One", nil]])
        },
        Case("a write may return rows") { context in
            guard context.dialect.features.insertReturning else { return }
            let items = try await context.items()
            let id = Identifier("id")
            let read = try await context.database.query(
                "INSERT INTO \(items) VALUES (\(1), \("a"), NULL), (\(2), \("b"), \(3)) RETURNING \(id)"
            ) { try $0.read(Int.self, at: 0) }
            try expect(read.sorted(), equals: [1, 2])
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 2)
        },
        Case("a statement is used again and again, with other values") { context in
            let items = try await context.items(50)
            let text = StatementText(
                "SELECT \(context.quoted("name")) FROM \(context.dialect.quote(context.name("items"))) WHERE "
                    + "\(context.quoted("id")) = \(context.dialect.placeholder(1))")
            for round in 0..<200 {
                let id = Int64(round % 60)
                let read = try await context.driver.query(Statement(text, [.integer(id)])) { $0.text(at: 0) }
                try expect(read, equals: id < 50 ? ["item \(id)"] : [], "round \(round)")
            }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 50)
        },
        Case("a statement that failed runs again with better values") { context in
            _ = try await context.items(1)
            let places = (1...3).map(context.dialect.placeholder).joined(separator: ", ")
            let text = StatementText("INSERT INTO \(context.dialect.quote(context.name("items"))) VALUES (\(places))")
            for _ in 0..<3 {
                try await expectError(.unique, from: "a key that is there") {
                    _ = try await context.driver.execute(Statement(text, [.integer(0), .text("x"), .null]))
                }
            }
            let result = try await context.driver.execute(Statement(text, [.integer(1), .text("x"), .null]))
            try expect(result.changes, equals: 1)
        },
        Case("a statement that is kept survives a change of its table") { context in
            let items = try await context.items(1)
            let text = StatementText("SELECT * FROM \(context.dialect.quote(context.name("items")))")
            try expect(try await context.driver.query(Statement(text)) { $0.count }, equals: [3])
            try await context.database.execute("ALTER TABLE \(items) ADD \(Identifier("extra")) integer")
            try expect(try await context.driver.query(Statement(text)) { $0.count }, equals: [4], "columns afterwards")
        },
        Case("many values in one statement") { context in
            let items = try await context.items(2000)
            let count = min(context.dialect.maximumBindings, 3000)
            let places = (1...count).map(context.dialect.placeholder).joined(separator: ", ")
            let read = try await context.driver.query(
                Statement(
                    "SELECT count(*) FROM \(context.dialect.quote(context.name("items"))) WHERE \(context.quoted("id")) "
                        + "IN (\(places))", (0..<count).map { .integer(Int64($0)) })
            ) { $0.integer(at: 0) }
            try expect(read, equals: [Int64(min(count, 2000))])
            _ = items
        },
        Case("many rows at once") { context in
            let items = try await context.items(5000)
            let rows = try await context.database.query("SELECT * FROM \(items) ORDER BY \(Identifier("id"))") {
                (try $0.read(Int.self, at: 0), try $0.read(String.self, at: 1), try $0.read(Int?.self, at: 2))
            }
            try expect(rows.count, equals: 5000)
            for (index, row) in rows.enumerated() {
                try expect(row.0 == index && row.1 == "item \(index)" && row.2 == index % 10, "row \(index) is \(row)")
            }
        },
        Case("what decoding throws reaches the caller, and the connection goes on") { context in
            let items = try await context.items(100)
            for _ in 0..<30 {
                do {
                    _ = try await context.database.query("SELECT * FROM \(items)") { row -> Int in
                        if row.integer(at: 0) == 50 { throw Stop() }
                        return 1
                    }
                    throw Failure("what decoding threw was lost")
                } catch is Stop {}
            }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 100)
        },
        Case("a closed database says that it is closed") { context in
            let driver = try context.open()
            let database = Database(driver)
            _ = try await database.query("SELECT 1") { $0.count }
            try await driver.close()
            try await driver.close()
            try await expectError(.closed, from: "a query") { _ = try await database.query("SELECT 1") { $0.count } }
            try await expectError(.closed, from: "a write") { try await database.execute("SELECT 1") }
            try await expectError(.closed, from: "a transaction") { try await database.transaction { _ in } }
        },
    ]
}

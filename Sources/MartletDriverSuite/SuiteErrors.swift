import MartletData

extension DriverSuite {
    static let errorCases = [
        Case("a value that has to be unique names table and columns, or the constraint") { context in
            let items = try await context.items(1)
            let error = try await expectError(.unique, from: "a key that is there") {
                try await context.database.execute("INSERT INTO \(items) VALUES (\(0), \("x"), \(1))")
            }
            try expectPlace(error, context, table: "items", columns: ["id"])
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 1)

            let pairs = try await context.table(
                "pairs", [ColumnSchema(name: "a", type: .integer), ColumnSchema(name: "b", type: .integer)],
                ["UNIQUE (\(context.quoted("a", "b")))"])
            try await context.database.execute("INSERT INTO \(pairs) VALUES (\(1), \(2))")
            let both = try await expectError(.unique, from: "a pair that is there") {
                try await context.database.execute("INSERT INTO \(pairs) VALUES (\(1), \(2))")
            }
            try expectPlace(both, context, table: "pairs", columns: ["a", "b"])
        },
        Case("a row that is referred to may neither miss nor go") { context in
            let (parents, children) = try await family(context)
            let orphan = try await expectError(.foreignKey, from: "a child without its parent") {
                try await context.database.execute("INSERT INTO \(children) VALUES (\(1), \(99))")
            }
            try expectPlace(orphan, context, table: "children", columns: ["parent_id"])
            try await context.database.execute("INSERT INTO \(parents) VALUES (\(1))")
            try await context.database.execute("INSERT INTO \(children) VALUES (\(1), \(1))")
            try await expectError(.foreignKey, from: "a parent that has a child") {
                try await context.database.execute("DELETE FROM \(parents)")
            }
            try expect(try await context.number("SELECT count(*) FROM \(parents)"), equals: 1)
        },
        Case("a value that is missing names its column") { context in
            let items = try await context.items()
            let error = try await expectError(.notNull, from: "NULL in a column that has none") {
                try await context.database.execute("INSERT INTO \(items) VALUES (\(1), NULL, \(1))")
            }
            try expect(error.columns, equals: ["name"], "the column")
        },
        Case("a value that breaks a rule names the constraint") { context in
            let name = "rule_\(context.name("r"))"
            let rules = try await context.table(
                "rules", [ColumnSchema(name: "price", type: .integer)],
                ["CONSTRAINT \(context.dialect.quote(name)) CHECK (\(context.quoted("price")) >= 0)"])
            let error = try await expectError(.check, from: "a price below 0") {
                try await context.database.execute("INSERT INTO \(rules) VALUES (\(-1))")
            }
            try expect(error.constraint, equals: name, "the constraint")
            try await context.database.execute("INSERT INTO \(rules) VALUES (\(1))")
        },
        Case("a wrong statement is an error with the database's code and the text, without values") { context in
            let items = try await context.items(1)
            for sql: SQL in ["SELECT nothing FROM \(items)", "SELECT * FROM no_such_table", "SELEC 1", "", "SELECT 'a"]
            {
                let error = try await expectError(.statement, from: "a wrong statement") {
                    _ = try await context.database.query(sql) { $0.count }
                }
                try expect(!error.message.isEmpty, "the database's words")
            }
            let error = try await expectError(.unique, from: "a key that is there") {
                try await context.database.execute("INSERT INTO \(items) VALUES (\(0), \("secret value"), \(1))")
            }
            try expect(error.code?.isEmpty == false, "the code is there")
            try expect(error.sql?.contains("INSERT INTO") == true, "the text is there")
            try expect(!"\(error)".contains("secret value"), "no value is in the description: \(error)")
        },
        Case("too many and too few values are refused") { context in
            let one = context.dialect.placeholder(1)
            try await expectError(.statement, .value, from: "no value for a placeholder") {
                _ = try await context.driver.query(Statement("SELECT \(one)", [])) { $0.count }
            }
            try await expectError(.statement, .value, from: "a value without a placeholder") {
                _ = try await context.driver.query(Statement("SELECT 1", [.integer(1)])) { $0.count }
            }
            try expect(try await context.number("SELECT 1"), equals: 1)
        },
        Case("a connection goes on after each error") { context in
            let items = try await context.items(1)
            try await context.driver.withSession(SessionRequest()) { session in
                for _ in 0..<5 {
                    _ = try? await session.execute("INSERT INTO \(items) VALUES (\(0), \("x"), \(1))")
                    _ = try? await session.query("SELECT nothing FROM \(items)") { $0.count }
                    try expect(try await context.number("SELECT count(*) FROM \(items)", in: session), equals: 1)
                }
            }
        },
    ]

    private static func family(_ context: SuiteContext) async throws -> (parents: Identifier, children: Identifier) {
        let parents = try await context.table(
            "parents", [ColumnSchema(name: "id", type: .integer)], ["PRIMARY KEY (\(context.quoted("id")))"])
        let children = try await context.table(
            "children", [ColumnSchema(name: "id", type: .integer), ColumnSchema(name: "parent_id", type: .integer)],
            [
                "FOREIGN KEY (\(context.quoted("parent_id"))) REFERENCES \(context.dialect.quote(context.name("parents"))) "
                    + "(\(context.quoted("id")))"
            ])
        return (parents, children)
    }

    /// Looks at what the error names; a database that names no columns names the constraint.
    private static func expectPlace(
        _ error: DatabaseError, _ context: SuiteContext, table: String, columns: [String]
    ) throws {
        if let named = error.table { try expect(named, equals: context.name(table), "the table") }
        try expect(error.table != nil || error.constraint != nil, "neither table nor constraint is named: \(error)")
        guard error.constraint == nil || !error.columns.isEmpty else { return }
        try expect(error.columns, equals: columns, "the columns")
    }
}

import MartletData

extension DriverSuite {
    static let transactionCases = [
        Case("what is committed stays, what is thrown away goes") { context in
            let items = try await context.items()
            let value = try await context.database.transaction { transaction in
                try await transaction.execute("INSERT INTO \(items) VALUES (\(1), \("kept"), \(1))")
                return 7
            }
            try expect(value, equals: 7, "what the body returned")
            do {
                try await context.database.transaction { transaction in
                    try await transaction.execute("INSERT INTO \(items) VALUES (\(2), \("gone"), \(1))")
                    try expect(try await context.number("SELECT count(*) FROM \(items)", in: transaction), equals: 2)
                    throw Stop()
                }
            } catch is Stop {}
            try expect(try await context.texts("SELECT \(Identifier("name")) FROM \(items)"), equals: ["kept"])
        },
        Case("what is not committed is seen by nobody else") { context in
            let items = try await context.items()
            try await context.database.transaction { transaction in
                try await transaction.execute("INSERT INTO \(items) VALUES (\(1), \("x"), \(1))")
                do {
                    try expect(
                        try await context.number("SELECT count(*) FROM \(items)"), equals: 0, "seen from outside")
                } catch let error as DatabaseError where error.isWaitingForItself {}
            }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 1)
        },
        Case("savepoints nest, and each undoes only its own") { context in
            let items = try await context.items()
            try await context.database.transaction { outer in
                try await outer.execute("INSERT INTO \(items) VALUES (\(1), \("outer"), \(1))")
                try await outer.transaction { middle in
                    try await middle.execute("INSERT INTO \(items) VALUES (\(2), \("middle"), \(1))")
                    do {
                        try await middle.transaction { inner in
                            try await inner.execute("INSERT INTO \(items) VALUES (\(3), \("inner"), \(1))")
                            throw Stop()
                        }
                    } catch is Stop {}
                    try await middle.transaction { inner in
                        try await inner.execute("INSERT INTO \(items) VALUES (\(4), \("again"), \(1))")
                    }
                }
                // What the database refuses undoes the savepoint too.
                try await expectError(.unique, from: "a key that is there") {
                    try await outer.transaction { inner in
                        try await inner.execute("INSERT INTO \(items) VALUES (\(5), \("refused"), \(1))")
                        try await inner.execute("INSERT INTO \(items) VALUES (\(1), \("x"), \(1))")
                    }
                }
                try await outer.execute("INSERT INTO \(items) VALUES (\(6), \("last"), \(1))")
            }
            let names = try await context.texts(
                "SELECT \(Identifier("name")) FROM \(items) ORDER BY \(Identifier("id"))")
            try expect(names, equals: ["outer", "middle", "again", "last"])
        },
        Case("a transaction that only reads refuses writes") { context in
            let items = try await context.items(2)
            try await context.database.transaction(TransactionOptions(isReadOnly: true)) { transaction in
                try expect(try await context.number("SELECT count(*) FROM \(items)", in: transaction), equals: 2)
            }
            try await expectError(.readOnly, from: "a write") {
                try await context.database.transaction(TransactionOptions(isReadOnly: true)) { transaction in
                    _ = try await transaction.execute("DELETE FROM \(items)")
                }
            }
            // The connection writes again afterwards.
            for _ in 0..<10 { try await context.database.execute("UPDATE \(items) SET \(Identifier("amount")) = \(1)") }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 2)
        },
        Case("repeatable reads see one state") { context in
            let items = try await context.items(2)
            let options = TransactionOptions(isolation: .repeatableRead, isReadOnly: true)
            try await context.database.transaction(options) { transaction in
                try expect(try await context.number("SELECT count(*) FROM \(items)", in: transaction), equals: 2)
                do { try await context.database.execute("DELETE FROM \(items)") } catch let error as DatabaseError
                    where error.isWaitingForItself
                { return }
                try expect(
                    try await context.number("SELECT count(*) FROM \(items)", in: transaction), equals: 2, "again")
            }
        },
        Case("every isolation level may be asked for") { context in
            let items = try await context.items(1)
            for level in TransactionOptions.IsolationLevel.allCases {
                try await context.database.transaction(TransactionOptions(isolation: level)) { transaction in
                    try await transaction.execute("UPDATE \(items) SET \(Identifier("amount")) = \(3)")
                }
            }
            try expect(try await context.number("SELECT \(Identifier("amount")) FROM \(items)"), equals: 3)
        },
        Case("a transaction whose task is cancelled leaves nothing") { context in
            let items = try await context.items()
            let task = Task {
                try await context.database.transaction { transaction in
                    try await transaction.execute("INSERT INTO \(items) VALUES (\(1), \("x"), \(1))")
                    withUnsafeCurrentTask { $0?.cancel() }
                    try await transaction.execute("INSERT INTO \(items) VALUES (\(2), \("y"), \(1))")
                }
            }
            if case .success = await task.result { throw Failure("a cancelled transaction was committed") }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 0)
        },
        Case("a transaction that was ended by hand does not go on outside of one") { context in
            let items = try await context.items()
            do {
                try await context.database.transaction { transaction in
                    _ = try await transaction.execute(Statement("ROLLBACK"))
                    try await transaction.execute("INSERT INTO \(items) VALUES (\(1), \("x"), \(1))")
                    throw Stop()
                }
            } catch is Stop {
                throw Failure("a statement ran behind the end of its transaction")
            } catch is DatabaseError {}
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 0)
        },
    ]
}

extension DatabaseError {
    /// Whether a database with one connection says that a transaction would wait for itself.
    fileprivate var isWaitingForItself: Bool { kind == .poolExhausted || kind == .busy }
}

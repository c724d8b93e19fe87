package import MartletData

/// Accounts whose money moves and never changes in sum, and an entry for each movement: what is half done shows.
package enum Ledger {
    package static let accounts = 8
    package static let opening = 1000

    package static func create(in database: Database) async throws {
        try await database.execute("CREATE TABLE accounts (id integer PRIMARY KEY, balance integer NOT NULL)")
        try await database.execute(
            "CREATE TABLE entries (id varchar(60) PRIMARY KEY, source integer, target integer, amount integer)")
        for account in 1...accounts {
            try await database.execute("INSERT INTO accounts (id, balance) VALUES (\(account), \(opening))")
        }
    }

    /// Moves money in one transaction; the entry has the id.
    package static func transfer(_ id: String, in database: Database, retries: Int = 50) async throws {
        let source = Int.random(in: 1...accounts)
        let target = Int.random(in: 1...accounts)
        let amount = Int.random(in: 1...20)
        try await database.transaction(TransactionOptions(retries: retries)) { tx in
            try await tx.execute(
                "INSERT INTO entries (id, source, target, amount) VALUES (\(id), \(source), \(target), \(amount))")
            let changes =
                source < target ? [(source, -amount), (target, amount)] : [(target, amount), (source, -amount)]
            for (account, change) in changes {
                try await tx.execute("UPDATE accounts SET balance = balance + \(change) WHERE id = \(account)")
            }
        }
    }

    /// Moves money until the process ends, in several tasks, and says of each movement when it is committed.
    package static func write(_ run: String, in database: Database) async throws {
        Announcer.say("ready")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<3 {
                group.addTask {
                    for number in 0... {
                        let id = "\(run)-\(writer)-\(number)"
                        try await transfer(id, in: database)
                        Announcer.say("committed \(id)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// What is wrong: money that appeared or vanished, an entry that does not fit the balances.
    package static func problems(in database: Database) async throws -> [String] {
        try await database.transaction(TransactionOptions(isolation: .repeatableRead, isReadOnly: true)) { tx in
            var expected = Array(repeating: opening, count: accounts + 1)
            let entries = try await tx.query("SELECT source, target, amount FROM entries") { row in
                (
                    source: try row.read(Int.self, at: 0), target: try row.read(Int.self, at: 1),
                    amount: try row.read(Int.self, at: 2)
                )
            }
            for entry in entries {
                expected[entry.source] -= entry.amount
                expected[entry.target] += entry.amount
            }
            let balances = try await tx.query("SELECT id, balance FROM accounts ORDER BY id") { row in
                (id: try row.read(Int.self, at: 0), balance: try row.read(Int.self, at: 1))
            }
            var problems = balances.compactMap { account in
                account.balance == expected[account.id]
                    ? nil : "account \(account.id) has \(account.balance), its entries say \(expected[account.id])"
            }
            if balances.count != accounts { problems.append("\(balances.count) accounts in place of \(accounts)") }
            return problems
        }
    }

    /// The ids of all movements.
    package static func entries(in database: Database) async throws -> Set<String> {
        Set(try await database.query("SELECT id FROM entries") { try $0.read(String.self, at: 0) })
    }
}

import FaultWork
import Foundation
import MartletData
import Testing

/// Networks that stall, reset, cut messages and lose answers, between the drivers and real servers.
@Suite(.serialized) struct NetworkFaultTests {
    /// Runs a body with a proxy, a database behind it, and the same database without it.
    ///
    /// The limits in the options, and those that the body gets to scale its own, grow with the time that the machine needs
    /// now for a connection and a statement without any fault.
    private func withProxy(
        _ kind: TestedDatabase, _ size: Int, checksIdle: Bool = false,
        _ body: (FaultProxy, Database, Database, FaultPace) async throws -> Void
    ) async throws {
        try await kind.withURL { (url) async throws in
            let parsed = try DatabaseURL(url)
            let proxy = try FaultProxy(to: parsed.port ?? 0)
            defer { proxy.close() }
            let account = "\(parsed.user ?? ""):\(parsed.password ?? "")"
            let place = "\(kind.scheme)://\(account)@127.0.0.1:\(proxy.port)/\(parsed.path)?\(kind.withoutTLS)"
            let pace = try await FaultPace { try await reach(place) }
            let idle = checksIdle ? "&pool_idle_check=0" : ""
            let database = try TestedDatabase.open("\(place)&\(pace.options)&pool_size=\(size)\(idle)")
            let direct = try TestedDatabase.open(url + "&pool_size=1")
            try await Ledger.create(in: direct)
            try await body(proxy, database, direct, pace)
            proxy.fault = .none
            try await database.close()
            try await direct.close()
        }
    }

    private func reach(_ url: String) async throws {
        let database = try TestedDatabase.open(url + "&pool_size=1&connect_timeout=60&pool_wait=60")
        #expect(try await number(0, in: database) == 0)
        try await database.close()
    }

    private func failure(_ body: () async throws -> Void) async -> DatabaseError? {
        do { try await body() } catch { return error as? DatabaseError }
        return nil
    }

    private func number(_ number: Int, in executor: some QueryExecutor) async throws -> Int? {
        try await executor.query("SELECT \(number) + 0") { try $0.read(Int.self, at: 0) }.first
    }

    @Test(arguments: TestedDatabase.servers)
    func `a network that stalls is a timeout within the limit, and the pool heals`(_ kind: TestedDatabase) async throws
    {
        try await withProxy(kind, 2) { (proxy, database, _, pace) async throws in
            #expect(try await number(1, in: database) == 1)
            proxy.fault = .stall
            let clock = ContinuousClock()
            let took = await clock.measure {
                let error = await failure { _ = try await number(2, in: database) }
                #expect(error?.kind == .timeout, "\(String(describing: error))")
            }
            #expect(took < pace.seconds(8))
            // No connection is left, and none can be made.
            let later = await clock.measure {
                let error = await failure { _ = try await number(3, in: database) }
                #expect(error?.kind == .connection, "\(String(describing: error))")
            }
            #expect(later < pace.seconds(8))
            proxy.fault = .none
            #expect(try await number(4, in: database) == 4)
        }
    }

    @Test(arguments: TestedDatabase.servers)
    func `a stall in a transaction ends it, and nothing of it is kept`(_ kind: TestedDatabase) async throws {
        try await withProxy(kind, 1) { (proxy, database, direct, pace) async throws in
            let took = await ContinuousClock().measure {
                let error = await failure {
                    try await database.transaction { (tx) async throws in
                        try await tx.execute("UPDATE accounts SET balance = 0 WHERE id = 1")
                        proxy.fault = .stall
                        try await tx.execute("UPDATE accounts SET balance = 0 WHERE id = 2")
                    }
                }
                #expect(error?.kind == .timeout, "\(String(describing: error))")
            }
            #expect(took < pace.seconds(10))
            proxy.fault = .none
            #expect(try await number(4, in: database) == 4)
            proxy.resetAll()
            try await kind.waitUntilAlone(in: direct)
            #expect(try await Ledger.problems(in: direct) == [])
        }
    }

    @Test(arguments: TestedDatabase.servers)
    func `the lost answer of a COMMIT is an unknown outcome, and is not run again`(_ kind: TestedDatabase) async throws
    {
        try await withProxy(kind, 1) { (proxy, database, direct, _) async throws in
            let runs = Shared(0)
            let hooks = Journal()
            proxy.fault = .loseCommit
            let error = await failure {
                try await database.transaction(TransactionOptions(retries: 5)) { (tx) async throws in
                    runs.withLock { $0 += 1 }
                    tx.onCommit { hooks.add("commit") }
                    tx.onRollback { hooks.add("rollback") }
                    try await tx.execute(
                        "INSERT INTO entries (id, source, target, amount) VALUES ('lost', 1, 1, 1)")
                }
            }
            #expect(error?.kind == .unknownOutcome, "\(String(describing: error))")
            #expect(error?.isRetryable == false)
            #expect(
                error?.message.hasPrefix(
                    "the transaction may or may not have been kept, see in the database before you run it again: its COMMIT was sent, and the connection to "
                ) == true, "\(String(describing: error))")
            #expect(runs.withLock { $0 } == 1)
            #expect(hooks.lines == [])
            // The server had committed.
            #expect(try await Ledger.entries(in: direct) == ["lost"])
            proxy.fault = .none
            #expect(try await number(1, in: database) == 1)
        }
    }

    @Test(arguments: TestedDatabase.servers)
    func `a COMMIT that is not answered in time is an unknown outcome`(_ kind: TestedDatabase) async throws {
        try await withProxy(kind, 1) { (proxy, database, direct, pace) async throws in
            let took = await ContinuousClock().measure {
                let error = await failure {
                    try await database.transaction { (tx) async throws in
                        try await tx.execute(
                            "INSERT INTO entries (id, source, target, amount) VALUES ('late', 1, 1, 1)")
                        proxy.fault = .stall
                    }
                }
                #expect(error?.kind == .unknownOutcome, "\(String(describing: error))")
            }
            #expect(took < pace.seconds(5))
            proxy.fault = .none
            #expect(try await number(1, in: database) == 1)
            proxy.resetAll()
            try await kind.waitUntilAlone(in: direct)
        }
    }

    @Test(arguments: TestedDatabase.servers)
    func `a connection that was lost before its COMMIT has committed nothing`(_ kind: TestedDatabase) async throws {
        try await withProxy(kind, 1) { (proxy, database, direct, _) async throws in
            let error = await failure {
                try await database.transaction { (tx) async throws in
                    try await tx.execute("INSERT INTO entries (id, source, target, amount) VALUES ('no', 1, 1, 1)")
                    proxy.resetAll()
                    _ = try? await number(1, in: tx)
                }
            }
            #expect(error?.kind == .connection, "\(String(describing: error))")
            try await kind.waitUntilAlone(in: direct)
            #expect(try await Ledger.entries(in: direct) == [])
        }
    }

    @Test(arguments: TestedDatabase.servers, [false, true])
    func `a message that is cut anywhere is an error, and the next statement has its own answer`(
        _ kind: TestedDatabase, _ resets: Bool
    ) async throws {
        try await withProxy(kind, 1) { (proxy, database, _, _) async throws in
            for count in [0, 1, 3, 4, 5, 7, 11, 20, 40] {
                #expect(try await number(count, in: database) == count)
                proxy.fault = resets ? .reset(after: count) : .cut(after: count)
                let wide = String(repeating: "x", count: 500)
                let error = await failure {
                    _ = try await database.query("SELECT \(wide)") { try $0.read(String.self, at: 0) }
                }
                #expect(error?.kind == .connection, "\(count) bytes: \(String(describing: error))")
                #expect(
                    error?.message.contains("what it ran may or may not have happened") == true,
                    "\(count) bytes: \(String(describing: error))")
                proxy.fault = .none
            }
        }
    }

    @Test(arguments: TestedDatabase.servers)
    func `idle connections that were reset are replaced without an error`(_ kind: TestedDatabase) async throws {
        try await withProxy(kind, 4, checksIdle: true) { (proxy, database, _, _) async throws in
            for round in 0..<5 {
                try await withThrowingTaskGroup(of: Void.self) { (group) async throws in
                    for index in 0..<8 {
                        group.addTask { () async throws in
                            #expect(try await number(index, in: database) == index, "round \(round)")
                        }
                    }
                    try await group.waitForAll()
                }
                // One may arrive late: who waited for it was served by another meanwhile.
                try await eventually("the proxy still has connections") {
                    proxy.resetAll()
                    return proxy.count == 0
                }
            }
        }
    }

    /// Everything at once for a while: whatever happens, an answer belongs to its question, a movement that was said to be
    /// committed is there, one that was said to have failed is not, and afterwards all goes well again.
    @Test(arguments: TestedDatabase.servers)
    func `under changing faults answers stay with their questions and money is kept`(_ kind: TestedDatabase)
        async throws
    {
        try await withProxy(kind, 6) { (proxy, database, direct, _) async throws in
            let end = ContinuousClock.now + .seconds(runsLong ? 100 : 5)
            let outcomes = Shared((kept: Set<String>(), undone: Set<String>(), unknown: Set<String>(), answers: 0))
            try await withThrowingTaskGroup(of: Void.self) { (group) async throws in
                group.addTask { () async throws in
                    while ContinuousClock.now < end {
                        switch Int.random(in: 0..<7) {
                        case 0: proxy.fault = .stall
                        case 1: proxy.fault = .delay(.milliseconds(Int.random(in: 1...20)))
                        case 2: proxy.fault = .cut(after: Int.random(in: 0...60))
                        case 3: proxy.fault = .reset(after: Int.random(in: 0...60))
                        case 4: proxy.fault = .loseCommit
                        case 5: proxy.resetAll()
                        default: break
                        }
                        try await Task.sleep(for: .milliseconds(Int.random(in: 1...150)))
                        proxy.fault = .none
                        try await Task.sleep(for: .milliseconds(Int.random(in: 1...150)))
                    }
                    proxy.fault = .none
                }
                for worker in 0..<8 {
                    group.addTask { () async throws in
                        for count in 0... {
                            guard ContinuousClock.now < end else { break }
                            let question = worker * 1_000_000 + count
                            do {
                                let answer = try await number(question, in: database)
                                #expect(answer == question)
                                outcomes.withLock { $0.answers += 1 }
                            } catch let error as DatabaseError {
                                #expect(Self.expected.contains(error.kind), "\(error)")
                            }
                            let id = "\(worker)-\(count)"
                            do {
                                try await Ledger.transfer(id, in: database)
                                _ = outcomes.withLock { $0.kept.insert(id) }
                            } catch let error as DatabaseError where error.kind == .unknownOutcome {
                                _ = outcomes.withLock { $0.unknown.insert(id) }
                            } catch let error as DatabaseError {
                                #expect(Self.expected.contains(error.kind), "\(error)")
                                _ = outcomes.withLock { $0.undone.insert(id) }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            // All of the pool works again, at once.
            try await withThrowingTaskGroup(of: Void.self) { (group) async throws in
                for index in 0..<12 {
                    group.addTask { () async throws in #expect(try await number(index, in: database) == index) }
                }
                try await group.waitForAll()
            }
            try await database.close()
            try await kind.waitUntilAlone(in: direct)
            #expect(try await Ledger.problems(in: direct) == [])
            let entries = try await Ledger.entries(in: direct)
            let (kept, undone, unknown, answers) = outcomes.withLock { $0 }
            #expect(kept.subtracting(entries) == [])
            #expect(undone.intersection(entries) == [])
            #expect(entries.subtracting(kept).subtracting(unknown) == [])
            #expect(kept.count > 10 && answers > 10, "\(kept.count) kept, \(answers) answered")
        }
    }

    private static let expected: Set<DatabaseError.Kind> = [
        .connection, .timeout, .poolExhausted, .deadlock, .busy,
    ]
}

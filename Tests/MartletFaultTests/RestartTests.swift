import FaultWork
import MartletData
import Testing

/// Servers that stop, crash and come back, while an application goes on.
@Suite(.serialized) struct RestartTests {
    private func number(_ number: Int, in executor: some QueryExecutor) async throws -> Int? {
        try await executor.query("SELECT \(number) + 0") { try $0.read(Int.self, at: 0) }.first
    }

    private func withServer(
        _ kind: TestedDatabase, _ body: (PrivateServer, Database) async throws -> Void
    ) async throws {
        let server = try await PrivateServer.start(kind.rawValue)
        let database = try TestedDatabase.open(server.url + "?pool_size=4&pool_wait=5&connect_timeout=5")
        let result: Result<Void, any Error>
        do { result = .success(try await body(server, database)) } catch { result = .failure(error) }
        try? await database.close()
        await server.end()
        try result.get()
    }

    @Test(.timeLimit(.minutes(2)), arguments: TestedDatabase.servers)
    func `an application outlives restarts of its server`(_ kind: TestedDatabase) async throws {
        try await withServer(kind) { (server, database) async throws in
            try await Ledger.create(in: database)

            // While connections are idle: who asks afterwards gets new ones.
            try await withThrowingTaskGroup(of: Void.self) { (group) async throws in
                for index in 0..<8 {
                    group.addTask { () async throws in #expect(try await number(index, in: database) == index) }
                }
                try await group.waitForAll()
            }
            for command in ["restart", "kill"] {
                try await server.tell(command)
                if command == "kill" {
                    let error = await #expect(throws: DatabaseError.self) { _ = try await number(0, in: database) }
                    #expect(error?.kind == .connection, "\(String(describing: error))")
                    try await server.tell("start")
                }
                // What the server has told of its end, the driver has heard; a first statement may still find out.
                _ = try? await number(0, in: database)
                for index in 1..<8 { #expect(try await number(index, in: database) == index, "after \(command)") }
            }

            // While a statement runs.
            for command in ["stop", "kill"] {
                let running = Task {
                    try await database.query(kind.sleep(60, mark: "restarted")) { $0.count }
                }
                try await eventually("the statement does not run") {
                    try await kind.sessions(in: database, running: "restarted") == 1
                }
                async let stopping: Void = server.tell(command)
                let error = await #expect(throws: DatabaseError.self) { try await running.value }
                #expect(error?.kind == .connection, "\(command): \(String(describing: error))")
                try await stopping
                try await server.tell("start")
                _ = try? await number(0, in: database)
                #expect(try await number(7, in: database) == 7, "after \(command)")
            }

            // Inside of a transaction, between two statements.
            let error = await #expect(throws: DatabaseError.self) {
                try await database.transaction(TransactionOptions(retries: 3)) { (tx) async throws in
                    try await tx.execute("UPDATE accounts SET balance = 0 WHERE id = 1")
                    try await server.tell("restart")
                    try await tx.execute("UPDATE accounts SET balance = 0 WHERE id = 2")
                }
            }
            #expect(error?.kind == .connection, "\(String(describing: error))")
            _ = try? await number(0, in: database)
            #expect(try await Ledger.problems(in: database) == [])
        }
    }

    @Test(.timeLimit(.minutes(2)), arguments: TestedDatabase.servers)
    func `requests during a restart fail with the connection, and then work`(_ kind: TestedDatabase) async throws {
        try await withServer(kind) { (server, database) async throws in
            let asking = Task {
                var successes = 0
                var errors: [DatabaseError] = []
                while !Task.isCancelled {
                    do {
                        _ = try await number(1, in: database)
                        successes += 1
                    } catch let error as DatabaseError { errors.append(error) } catch is CancellationError { break }
                    try? await Task.sleep(for: .milliseconds(20))
                }
                return (successes, errors)
            }
            try await Task.sleep(for: .milliseconds(300))
            try await server.tell("stop")
            try await Task.sleep(for: .milliseconds(300))
            try await server.tell("start")
            try await Task.sleep(for: .milliseconds(700))
            asking.cancel()
            let (successes, errors) = try await asking.value
            #expect(successes > 5)
            #expect(errors.allSatisfy { $0.kind == .connection }, "\(errors)")
            #expect(try await number(1, in: database) == 1)
        }
    }
}

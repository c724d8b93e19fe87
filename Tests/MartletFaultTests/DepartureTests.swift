import FaultWork
import Foundation
import MartletData
import MartletHTTP
import MartletTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Clients that go away while the database works for them.
@Suite(.serialized) struct DepartureTests {
    private static let poolSize = 8

    @Test(arguments: TestedDatabase.servers)
    func `clients that go away leave the pool whole and nothing running`(_ kind: TestedDatabase) async throws {
        let requests = runsLong ? 10_000 : 300
        try await kind.withURL { (url) async throws in
            let direct = try TestedDatabase.open(url + "&pool_size=1")
            try await Ledger.create(in: direct)
            let database = try TestedDatabase.open(url + "&pool_size=\(Self.poolSize)")
            let begun = Shared(0)
            let app = makeApp(kind, database) { begun.withLock { $0 += 1 } }
            try await app.test(.live) { (client) async throws in
                let port = try #require(client.baseURL.flatMap { URL(string: $0)?.port })
                try await depart(requests, port)

                try await eventually("a statement of a client that is gone runs on") {
                    try await kind.sessions(in: direct, running: "departed") == 0
                }
                #expect(try await Ledger.problems(in: direct) == [])
                // Each of the pool's connections is there.
                try await holdAll(database)
                for number in 0..<50 { #expect(try await client.get("/number/\(number)").text == "\(number)") }
            }
            #expect(begun.withLock { $0 } > requests / 10)
            // Nobody holds one: closing does not wait.
            try await database.close()
            try await kind.waitUntilAlone(in: direct)
            try await direct.close()
        }
    }

    private func makeApp(_ kind: TestedDatabase, _ database: Database, _ begun: @escaping @Sendable () -> Void) -> App {
        let app = App()
        app.server.limits.handlerTime = .seconds(2)
        app.get("/sleep") {
            begun()
            _ = try await database.query(kind.sleep(20, mark: "departed")) { $0.count }
            return "slept"
        }
        app.get("/move") {
            begun()
            try await database.transaction { (tx) async throws in
                try await tx.execute("UPDATE accounts SET balance = balance - 1 WHERE id = 1")
                _ = try await tx.query(kind.sleep(20, mark: "departed")) { $0.count }
                try await tx.execute("UPDATE accounts SET balance = balance + 1 WHERE id = 2")
            }
            return "moved"
        }
        app.get("/number/{number}") { (number: Path<Int>) in
            let numbers = try await database.query("SELECT \(number.value) + 0") { try $0.read(Int.self, at: 0) }
            return "\(numbers.first ?? -1)"
        }
        return app
    }

    /// Takes all connections of the pool at once: each transaction holds its own until all of them have one.
    private func holdAll(_ database: Database) async throws {
        let held = Shared(0)
        try await withThrowingTaskGroup(of: Void.self) { (group) async throws in
            for _ in 0..<Self.poolSize {
                group.addTask { () async throws in
                    try await database.transaction { (tx) async throws in
                        _ = try await tx.query("SELECT 1") { $0.count }
                        held.withLock { $0 += 1 }
                        try await eventually("the pool has lost connections") {
                            held.withLock { $0 } == Self.poolSize
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Sends requests and goes away at random moments, many at a time.
    private func depart(_ requests: Int, _ port: Int) async throws {
        let next = Shared(0)
        try await withThrowingTaskGroup(of: Void.self) { (group) async throws in
            for _ in 0..<32 {
                group.addTask { () async throws in
                    while true {
                        let number = next.withLock { next in
                            next += 1
                            return next
                        }
                        guard number <= requests else { return }
                        let path = ["/sleep", "/move", "/number/\(number)"][number % 3]
                        // A client that closes in an orderly way may still read: its request goes on until handlerTime.
                        let closes = number % 3 == 2 ? Bool.random() : number % 50 == 0
                        let client = try ProxySocket.connect(port)
                        Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8).withUnsafeBytes {
                            _ = ProxySocket.send(client, $0)
                        }
                        try? await Task.sleep(for: .microseconds(Int.random(in: 0...40_000)))
                        if !closes { ProxySocket.resetAtClose(client) }
                        _ = systemClose(client)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

import MartletData
import MartletPostgres
import Testing

/// Listening goes on when the server comes back, and says that something may be missing.
@Suite(.serialized) struct ListenerRestartTests {
    @Test(.timeLimit(.minutes(2)), arguments: ["restart", "kill"])
    func `a listener outlives its server`(_ command: String) async throws {
        let server = try await PrivateServer.start("postgres")
        let database = try TestedDatabase.open(server.url + "?pool_size=2&pool_wait=20&connect_timeout=20")
        let listener = try TestedDatabase.open(server.url + "?application_name=surviving_listener")
        let channel = "odd \"name\"; 'x'"
        let received = Shared<[String]>([])
        let task = Task {
            for try await event in try listener.listen(to: channel) {
                switch event {
                case .notification(let notification): received.withLock { $0.append(notification.payload) }
                case .reconnected: received.withLock { $0.append("reconnected") }
                }
                if received.withLock({ $0.last }) == "last" { break }
            }
        }
        func listening() async throws {
            try await eventually("nobody listens") {
                let count = try? await database.query(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'surviving_listener' AND query LIKE 'LISTEN%'"
                ) { try $0.read(Int.self, at: 0) }
                return count == [1]
            }
        }
        try await listening()
        try await database.execute("SELECT pg_notify(\(channel), \("first"))")
        try await eventually("the first is not there") { received.withLock { $0 } == ["first"] }
        try await server.tell(command)
        if command == "kill" { try await server.tell("start") }
        try await eventually("it does not listen again") { received.withLock { $0.contains("reconnected") } }
        try await listening()
        try await database.execute("SELECT pg_notify(\(channel), \("last"))")
        try await task.value
        #expect(received.withLock { $0 } == ["first", "reconnected", "last"])
        try? await database.close()
        try? await listener.close()
        await server.end()
    }
}

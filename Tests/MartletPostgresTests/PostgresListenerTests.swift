import Foundation
import MartletData
import MartletPostgres
import Testing

/// Notifications between sessions.
@Suite struct PostgresListenerTests {
    @Test(.timeLimit(.minutes(1))) func `a listener gets what others send, also after its connection was lost`()
        async throws
    {
        let database = try TestServer.database()
        let listener = try TestServer.database("application_name=listener_under_test")
        let task = Task {
            var received: [String] = []
            for try await event in try listener.listen(to: "Orders \"new\"", "other") {
                switch event {
                case .notification(let notification):
                    received.append("\(notification.channel): \(notification.payload)")
                case .reconnected: received.append("reconnected")
                }
                if received.count == 4 { break }
            }
            return received
        }
        try await untilListening(database)
        try await database.run("SELECT pg_notify('Orders \"new\"', $1)", .text("first 🦜"))
        try await database.run("SELECT pg_notify('nobody', 'x')")
        try await database.run("NOTIFY other")
        try await Task.sleep(for: .milliseconds(100))
        try await database.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listener_under_test'")
        try await Task.sleep(for: .milliseconds(500))
        try await untilListening(database)
        try await database.run("NOTIFY other, 'last'")
        #expect(try await task.value == ["Orders \"new\": first 🦜", "other: ", "reconnected", "other: last"])
    }

    @Test(.timeLimit(.minutes(1))) func `cancelling ends a listener`() async throws {
        let database = try TestServer.database()
        let task = Task {
            var received: [String] = []
            for try await event in try database.listen(to: "orders") {
                switch event {
                case .notification(let notification): received.append(notification.payload)
                case .reconnected: received.append("reconnected")
                }
            }
            return received
        }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        #expect(try await task.value == [])
    }

    @Test func `a listener whose first connection fails says so`() async throws {
        let database = try Database(TestServer.url(password: "wrong"), drivers: [.postgres])
        let error = await #expect(throws: DatabaseError.self) {
            for try await _ in try database.listen(to: "orders") {}
        }
        #expect(error?.kind == .authentication)
    }

    private func untilListening(_ database: Database) async throws {
        for _ in 0..<200 {
            let count = try await database.value(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'listener_under_test' AND query LIKE 'LISTEN \"other\"'"
            )
            if count == .integer(1) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("nobody listens")
    }
}

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

    @Test(.timeLimit(.minutes(1))) func `odd channels and payloads arrive as they were sent`() async throws {
        let database = try TestServer.database()
        let listener = try TestServer.database("application_name=odd_listener")
        let long = String(repeating: "ä", count: 31) + "x"
        let odd = ["\"", "'; DROP TABLE x; --", "a;b", "\\", "$1", " ", "🦜 ÄÖ", "UPPER", "line\nbreak", long]
        let channels = try listener.listen(to: odd)
        let payloads = ["", "'", "\"; SELECT 1; --", "\\", "🦜\n\t\r", String(repeating: "x", count: 7999)]
        let task = Task {
            var received: [[String]] = []
            for try await case .notification(let notification) in channels {
                received.append([notification.channel, notification.payload])
                if received.count == odd.count * payloads.count { break }
            }
            return received
        }
        let last = PostgresDialect().quote(odd.last ?? "")
        for _ in 0..<500 {
            let count = try await database.value(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'odd_listener' AND query = $1",
                .text("LISTEN \(last)"))
            if count == .integer(1) { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        var sent: [[String]] = []
        for channel in odd {
            for payload in payloads {
                try await database.run("SELECT pg_notify($1, $2)", .text(channel), .text(payload))
                sent.append([channel, payload])
            }
        }
        #expect(try await task.value == sent)
        for (channel, payload) in [
            ("", "x"), (long + "y", "x"), ("a\0b", "x"), ("a", "x\0y"), ("a", String(repeating: "x", count: 8000)),
        ] {
            let error = await #expect(throws: DatabaseError.self) {
                try await database.run("SELECT pg_notify($1, $2)", .text(channel), .text(payload))
            }
            #expect(error?.kind == .value, "\(String(describing: error))")
        }
    }

    @Test func `names that no channel can have are refused before anything is sent`() throws {
        let database = try TestServer.database()
        for (channel, message) in [
            ("", "a channel's name has 0 bytes; PostgreSQL takes 1 to 63"),
            (String(repeating: "x", count: 64), "a channel's name has 64 bytes; PostgreSQL takes 1 to 63"),
            (String(repeating: "ä", count: 32), "a channel's name has 64 bytes; PostgreSQL takes 1 to 63"),
            ("a\0b", "a channel's name has a NUL character, which PostgreSQL cannot hold; leave it out"),
        ] {
            let error = #expect(throws: DatabaseError.self) { try database.listen(to: "good", channel) }
            #expect(error?.kind == .value)
            #expect(error?.message == message)
        }
        #expect(throws: DatabaseError.self) { try database.listen(to: []) }
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

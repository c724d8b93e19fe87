import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@testable import MartletHTTP

@Suite struct HealthTests {
    private struct Down: Error {}

    private func app() -> App {
        App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog, .securityHeaders, .requestID])
    }

    @Test func `every application is live and ready`() async throws {
        try await app().test { (client) async throws in
            #expect(try await client.get("/health/live").text == "live\n")
            let ready = try await client.get("/health/ready")
            #expect(ready.status == .ok)
            #expect(ready.text == "ready\n")
            #expect(ready.headers[.cacheControl] == "no-store")
        }
    }

    @Test func `a check that throws makes it not ready, and says nothing of the reason`() async throws {
        let app = app()
        app.readiness("database") { _ in throw Down() }
        app.readiness("mail") { services in _ = try services.require(Int.self) }
        app.services[Int.self] = 1
        app.readiness("cache") { _ in throw Down() }
        try await app.test { (client) async throws in
            let ready = try await client.get("/health/ready")
            #expect(ready.status == .serviceUnavailable)
            #expect(ready.text == "not ready: cache, database\n")
            #expect(try await client.get("/health/live").status == .ok)
        }
    }

    @Test func `a check that hangs is named, and is not started again by everybody who asks`() async throws {
        let app = app()
        let starts = Counter()
        app.readiness("quick") { _ in }
        app.readiness("stuck") { _ in
            starts.add()
            try await Task.sleep(for: .seconds(60))
        }
        try await app.test { client in
            async let others = (client.get("/health/ready").text, client.get("/health/ready").text)
            let ready = try await client.get("/health/ready")
            #expect(ready.text == "not ready: stuck\n")
            let (second, third) = try await others
            #expect(second == ready.text && third == ready.text)
        }
        #expect(starts.count == 1)
    }

    @Test func `a route of the application's own takes the place of a default`() async throws {
        let app = app()
        app.group("/health") { $0.get("/live") { "mine" } }
        try await app.test { (client) async throws in
            #expect(try await client.get("/health/live").text == "mine")
            #expect(try await client.get("/health/ready").text == "ready\n")
        }
    }

    @Test func `without the feature there is neither`() async throws {
        try await App(disabling: .all).test { (client) async throws in
            #expect(try await client.get("/health/live").status == .notFound)
            #expect(try await client.get("/health/ready").status == .notFound)
        }
    }

    @Test func `an application that drains is not ready while it still accepts`() async throws {
        let app = app()
        let duringDrain = Mailbox()
        app.server.addresses = [.hostname("127.0.0.1", port: 0)]
        let running = try await app.start()
        let port = try #require(running.port)
        // Drain hooks run one after the other while connections are still accepted.
        await app.health.checkDuringDrain(of: running, port: port, into: duringDrain)
        try await running.stop()
        #expect(await duringDrain.text?.contains("503") == true)
        #expect(await duringDrain.text?.contains("not ready: shutting down") == true)
    }

    @Test func `the health command asks the application that runs here`() async throws {
        let app = app()
        app.server.addresses = [.hostname("127.0.0.1", port: 0)]
        let isDown = Mailbox()
        app.readiness("database") { _ in if await isDown.text != nil { throw Down() } }
        let running = try await app.start()
        let port = try #require(running.port)
        var configuration = ServerConfiguration(address: .hostname("0.0.0.0", port: port))
        try await HealthCommand(configuration: configuration).run()

        await isDown.put("down")
        let notReady = await #expect(throws: HealthCommandError.self) {
            try await HealthCommand(configuration: configuration).run()
        }
        #expect(notReady?.description == "not ready: 127.0.0.1:\(port) answers 503 not ready: database")
        try await running.stop()

        let nobody = await #expect(throws: HealthCommandError.self) {
            try await HealthCommand(configuration: configuration).run()
        }
        #expect(nobody?.description == "not ready: nothing answers at 127.0.0.1:\(port)")
        configuration.addresses = [.inherited]
        await #expect(throws: HealthCommandError.self) { try await HealthCommand(configuration: configuration).run() }
    }

    @Test func `a command cannot take the name of another`() throws {
        let app = app()
        app.command("import") { _ in }
        app.command("import") { _ in }
        app.command("health") { _ in }
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(
            error?.problems == [
                "there is a command named `import` already; give this one another name",
                "there is a command named `health` already; give this one another name",
            ])
    }
}

/// Counts what happens in several tasks.
private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
}

/// Keeps what one task leaves for another.
private actor Mailbox {
    private(set) var text: String?
    func put(_ text: String) { self.text = text }
}

extension Health {
    /// Begins to drain as a drain hook would, and asks over a connection.
    fileprivate func checkDuringDrain(of running: RunningApp, port: Int, into mailbox: Mailbox) async {
        beginDraining()
        guard let connection = try? await TestConnection.connect(port: port) else { return }
        try? await connection.send("GET /health/ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        if let output = try? await connection.read() { await mailbox.put(output.text) }
        await connection.close()
    }
}

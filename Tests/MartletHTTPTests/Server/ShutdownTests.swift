import MartletHTTP
import MartletTesting
import NIOCore
import Synchronization
import Testing

@testable import MartletHTTP

/// What a graceful shutdown keeps: every request that was taken, and the work behind responses.
@Suite struct ShutdownTests {
    private func start(_ app: App) async throws -> (running: RunningApp, port: Int) {
        app.server.addresses = [.hostname("127.0.0.1", port: 0)]
        let running = try await app.start()
        return (running, try #require(running.port))
    }

    @Test func `running requests are finished, idle connections go, new ones are refused`() async throws {
        let app = ServedApp.make()
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        app.get("/long") { () async throws -> String in
            for await _ in gate { break }
            return "finished"
        }
        let (running, port) = try await start(app)
        let busy = try await TestConnection.connect(port: port)
        try await busy.send("GET /long HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let idle = try await TestConnection.connect(port: port)
        try await idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        try await idle.read(until: "Hello")
        let unused = try await TestConnection.connect(port: port)
        try await Task.sleep(for: .milliseconds(100))
        async let stopped: Void = running.stop()
        #expect(try await idle.read().isClosed)
        #expect(try await unused.read().isClosed)
        opener.yield()
        let answer = try await busy.read()
        #expect(answer.text.contains("\r\n\r\nfinished"))
        #expect(answer.text.hasSuffix("\r\n\r\nHello"))
        #expect(answer.text.components(of: "Connection: close") == 1)
        #expect(answer.isClosed)
        await #expect(throws: (any Error).self) { try await TestConnection.connect(port: port) }
        for connection in [busy, idle, unused] { await connection.close() }
        try await stopped
    }

    @Test func `a request on a kept connection is still answered, and told to go`() async throws {
        let (running, port) = try await start(ServedApp.make())
        let connection = try await TestConnection.connect(port: port)
        try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        try await connection.read(until: "Hello")
        try await connection.takeReceived()
        async let stopped: Void = running.stop()
        while let other = try? await TestConnection.connect(port: port) { await other.close() }
        try await Task.sleep(for: .milliseconds(20))
        try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try await connection.read()
        #expect(answer.status == 200)
        #expect(answer.text.contains("\r\nConnection: close\r\n"))
        #expect(answer.isClosed)
        await connection.close()
        try await stopped
    }

    @Test func `a download in progress is finished`() async throws {
        let app = ServedApp.make()
        ServedApp.addLarge(to: app, bytes: 16 << 20)
        let (running, port) = try await start(app)
        let connection = try await TestConnection.connect(port: port)
        try await connection.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        try await connection.read(until: "\r\n\r\n")
        async let stopped: Void = running.stop()
        try await Task.sleep(for: .milliseconds(1_800))
        let answer = try await connection.read(within: .seconds(60))
        #expect(answer.bytes.readableBytes > 16 << 20)
        await connection.close()
        try await stopped
    }

    @Test func `work after the response is drained`() async throws {
        let done = Mutex<[String]>([])
        let app = ServedApp.make()
        app.onStop { done.withLock { $0.append("stopped") } }
        app.get("/mail") { (request: Request) in
            request.context.afterResponse {
                try? await Task.sleep(for: .milliseconds(400))
                done.withLock { $0.append("first") }
            }
            request.context.afterResponse { done.withLock { $0.append("second") } }
            return "queued"
        }
        let (running, port) = try await start(app)
        let connection = try await TestConnection.connect(port: port)
        try await connection.send("GET /mail HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let answer = try await connection.read()
        #expect(answer.text.hasSuffix("queued"))
        #expect(done.withLock { $0 } == [])
        await connection.close()
        try await running.stop()
        #expect(done.withLock { $0 } == ["first", "second", "stopped"])
    }

    @Test func `work after the response is done although the client has gone`() async throws {
        let (done, report) = AsyncStream.makeStream(of: Void.self)
        let app = ServedApp.make()
        app.get("/mail") { (request: Request) async -> String in
            request.context.afterResponse { report.yield() }
            try? await Task.sleep(for: .seconds(30))
            return "nobody reads this"
        }
        let (running, port) = try await start(app)
        let connection = try await TestConnection.connect(port: port)
        try await connection.send(
            "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /mail HTTP/1.1\r\nHost: a\r\n\r\n")
        try await connection.read(until: "\r\n\r\n5")
        // A reset tells the server at once.
        try await connection.reset()
        for await _ in done { break }
        try await running.stop()
    }

    @Test func `a handler that is cut off gets to let go of what it holds`() async throws {
        let app = ServedApp.make { $0.shutdownLimit = .seconds(1) }
        let letGo = Atomic<Bool>(false)
        app.get("/holds") { () async throws -> String in
            do { try await Task.sleep(for: .seconds(60)) } catch {
                // Comes back to its event loop before it ends, as the end of a transaction does.
                await Task.yield()
                try? await Task { try await Task.sleep(for: .milliseconds(50)) }.value
                letGo.store(true, ordering: .relaxed)
            }
            return "late"
        }
        let (running, port) = try await start(app)
        let connection = try await TestConnection.connect(port: port)
        try await connection.send("GET /holds HTTP/1.1\r\nHost: a\r\n\r\n")
        try await Task.sleep(for: .milliseconds(300))
        try await running.stop()
        let hasLetGo = letGo.load(ordering: .relaxed)
        #expect(hasLetGo)
        await connection.close()
    }

    @Test func `a handler whose client has gone gets to let go of what it holds`() async throws {
        let (begun, report) = AsyncStream.makeStream(of: Void.self)
        let app = ServedApp.make()
        let letGo = Atomic<Bool>(false)
        app.get("/holds") { () async throws -> String in
            report.yield()
            do { try await Task.sleep(for: .seconds(60)) } catch {
                try? await Task { try await Task.sleep(for: .milliseconds(500)) }.value
                letGo.store(true, ordering: .relaxed)
            }
            return "nobody reads this"
        }
        let (running, port) = try await start(app)
        let connection = try await TestConnection.connect(port: port)
        try await connection.send("GET /holds HTTP/1.1\r\nHost: a\r\n\r\n")
        for await _ in begun { break }
        try await connection.reset()
        try await Task.sleep(for: .milliseconds(100))
        try await running.stop()
        let hasLetGo = letGo.load(ordering: .relaxed)
        #expect(hasLetGo)
    }

    @Test func `a handler that never ends is cut off at the limit`() async throws {
        let app = ServedApp.make { $0.shutdownLimit = .milliseconds(300) }
        app.get("/never") { () async -> String in
            try? await Task.sleep(for: .seconds(600))
            return "never"
        }
        let (running, port) = try await start(app)
        let connection = try await TestConnection.connect(port: port)
        try await connection.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
        try await Task.sleep(for: .milliseconds(100))
        let clock = ContinuousClock()
        let start = clock.now
        try await running.stop()
        #expect(clock.now - start < .seconds(30))
        #expect(try await connection.read().isClosed)
        await connection.close()
    }

    enum Outcome: Sendable, Equatable {
        case answered(Int)
        case refused
        case failed(String)
    }

    /// Asks on one connection until the server says that it closes, or on a new connection each time.
    private func ask(_ port: Int, keepingAlive: Bool, until isOver: @Sendable () -> Bool) async -> [Outcome] {
        var outcomes: [Outcome] = []
        while !isOver() {
            let connection: TestConnection
            do {
                connection = try await TestConnection.connect(port: port)
            } catch {
                outcomes.append(.refused)
                return outcomes
            }
            var isKept = keepingAlive
            repeat {
                do {
                    let fields = keepingAlive ? "" : "Connection: close\r\n"
                    try await connection.send("GET /work HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                    let answer = try await connection.read(within: .seconds(60), until: "worked")
                    if answer.text.hasSuffix("worked") {
                        outcomes.append(.answered(answer.status ?? 0))
                    } else {
                        outcomes.append(.failed("\(answer)"))
                        isKept = false
                    }
                    if answer.text.contains("Connection: close") { isKept = false }
                    try await connection.takeReceived()
                } catch {
                    outcomes.append(.failed("\(error)"))
                    isKept = false
                }
            } while isKept && !isOver()
            await connection.close()
        }
        return outcomes
    }

    @Test(arguments: [true, false]) func `nothing is lost under load`(keepingAlive: Bool) async throws {
        let app = ServedApp.make { $0.eventLoops = 2 }
        let worked = Atomic(0)
        app.get("/work") { () async throws -> String in
            try await Task.sleep(for: .milliseconds(3))
            worked.add(1, ordering: .relaxed)
            return "worked"
        }
        let (running, port) = try await start(app)
        let flag = Flag()
        let outcomes = try await withThrowingTaskGroup(of: [Outcome].self) { group in
            for _ in 0..<64 {
                group.addTask {
                    await ask(port, keepingAlive: keepingAlive) { flag.isSet }
                }
            }
            // However slow the machine is, every client is busy when the server is told to stop.
            while worked.load(ordering: .relaxed) < 512 { try await Task.sleep(for: .milliseconds(20)) }
            try await running.stop()
            flag.set()
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let failures = outcomes.filter { if case .failed = $0 { true } else { false } }
        #expect(failures == [])
        #expect(outcomes.count { $0 == .answered(200) } > 64)
        #expect(outcomes.contains(.refused))
    }
}

/// Something that has happened or not yet.
private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}

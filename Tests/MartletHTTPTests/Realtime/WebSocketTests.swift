import MartletTesting
import NIOCore
import Synchronization
import Testing

@testable import MartletHTTP

/// WebSocket routes as an application uses them.
@Suite(.timeLimit(.minutes(2))) struct WebSocketTests {
    private func chat(_ options: WebSocketOptions = WebSocketOptions()) -> App {
        let app = ServedApp.make()
        app.webSocket("/chat/{room}", options: options) { (socket: WebSocket, room: Path<String>) in
            for try await message in socket.messages {
                guard case .text(let text) = message else { continue }
                try await socket.send("\(room): \(text)")
            }
        }
        return app
    }

    @Test func `a handler gets the socket and its parameters`() async throws {
        try await chat().test(.live) { (client) async throws in
            let socket = try await client.webSocket("/chat/lobby")
            try await socket.send("hello")
            #expect(try await socket.receive() == .text("lobby: hello"))
            #expect(socket.subprotocol == nil)
            try await socket.close()
            #expect(try await socket.serverClose == WebSocketClose(.normal))
            #expect(try await client.servesNextClient())
        }
    }

    @Test func `values are sent and read as JSON`() async throws {
        struct Move: Codable, Equatable { var x: Int }
        let app = ServedApp.make()
        app.webSocket("/moves") { (socket: WebSocket) in
            for try await message in socket.messages {
                let move = try message.json(Move.self)
                try await socket.send(json: Move(x: move.x + 1))
            }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await client.webSocket("/moves")
            try await socket.send(json: Move(x: 1))
            #expect(try await socket.receive() == .text(#"{"x":2}"#))
            try await socket.send(ByteBuffer(string: #"{"x":5}"#))
            #expect(try await socket.receive()?.json(Move.self) == Move(x: 6))
            try await socket.send(#"{"x":"one"}"#)
            #expect(try await socket.receive() == nil)
            #expect(
                try await socket.serverClose
                    == WebSocketClose(
                        .invalidData, "/x must be a whole number, not \"one\"."))
        }
    }

    @Test func `a handler's end is the socket's`() async throws {
        let log = LogCollector()
        let app = ServedApp.make()
        app.logger = log.logger
        struct Secret: Error {}
        app.webSocket("/returns") { (socket: WebSocket) in try await socket.send("one") }
        app.webSocket("/throws") { (socket: WebSocket) in throw Secret() }
        app.webSocket("/refuses") { (socket: WebSocket) in
            throw WebSocketClose(WebSocketCloseCode(rawValue: 4_001), "the room is full")
        }
        app.webSocket("/closes") { (socket: WebSocket) in
            try await socket.close(.serviceRestart, reason: String(repeating: "ä", count: 100))
            #expect(socket.closeCode == .serviceRestart)
            await #expect(throws: WebSocketClose.self) { try await socket.send("too late") }
            for try await _ in socket.messages { Issue.record("a message behind the close") }
        }
        app.webSocket("/wrong") { (socket: WebSocket) in
            await #expect(throws: UnsendableCloseCode(code: .abnormal)) { try await socket.close(.abnormal) }
        }
        try await app.test(.live) { (client) async throws in
            func close(_ path: String) async throws -> WebSocketClose? {
                let socket = try await client.webSocket(path)
                while try await socket.receive() != nil {}
                return try await socket.serverClose
            }
            #expect(try await close("/returns") == WebSocketClose(.normal))
            #expect(log.errors == [])
            #expect(try await close("/throws") == WebSocketClose(.internalError))
            #expect(log.errors == ["the handler of a WebSocket failed"])
            #expect(
                try await close("/refuses") == WebSocketClose(WebSocketCloseCode(rawValue: 4_001), "the room is full"))
            #expect(try await close("/closes") == WebSocketClose(.serviceRestart, String(repeating: "ä", count: 61)))
            #expect(try await close("/wrong") == WebSocketClose(.normal))
        }
        #expect(log.errors.count == 1)
    }

    @Test func `a connection that breaks off is an error for readers, and ends senders`() async throws {
        let (ends, report) = AsyncStream.makeStream(of: String.self)
        let log = LogCollector()
        let app = ServedApp.make()
        app.logger = log.logger
        app.webSocket("/reads") { (socket: WebSocket) in
            try await socket.send("ready")
            do {
                for try await _ in socket.messages {}
            } catch {
                report.yield("\(error)")
                throw error
            }
        }
        app.webSocket("/sends") { (socket: WebSocket) in
            do {
                while true {
                    try await socket.send("tick")
                    try await Task.sleep(for: .milliseconds(10))
                }
            } catch {
                report.yield("\(error)")
                throw error
            }
        }
        app.webSocket("/waits", options: WebSocketOptions(closeTime: .milliseconds(200))) { (socket: WebSocket) in
            try await socket.send("ready")
            do { try await Task.sleep(for: .seconds(600)) } catch {
                report.yield("\(type(of: error))")
                throw error
            }
        }
        try await app.test(.live) { (client) async throws in
            var iterator = ends.makeAsyncIterator()
            for (path, end) in [
                ("/reads", "the WebSocket was closed with 1006: the connection broke off"),
                ("/sends", "the WebSocket was closed with 1006: the connection broke off"),
                ("/waits", "CancellationError"),
            ] {
                let socket = try await client.webSocket(path)
                _ = try await socket.receive()
                await socket.breakOff()
                #expect(await iterator.next() == end)
            }
        }
        #expect(log.errors == [])
    }

    @Test func `many tasks send on one socket`() async throws {
        let app = ServedApp.make()
        app.webSocket("/many") { (socket: WebSocket) in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask { try await socket.send(String(repeating: "\(number % 10)", count: 1_000)) }
                }
                try await group.waitForAll()
            }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await client.webSocket("/many")
            var count = 0
            while case .text(let text)? = try await socket.receive() {
                #expect(Set(text).count == 1)
                #expect(text.count == 1_000)
                count += 1
            }
            #expect(count == 200)
        }
    }

    @Test func `deadlines of HTTP end with the upgrade`() async throws {
        let app = chat()
        app.server.limits.idleTime = .seconds(3)
        app.server.limits.headerTime = .seconds(3)
        app.server.limits.handlerTime = .seconds(3)
        try await app.test(.live) { (client) async throws in
            let socket = try await client.webSocket("/chat/a")
            try await Task.sleep(for: .seconds(5))
            try await socket.send("x")
            #expect(try await socket.receive() == .text("a: x"))
            try await socket.close()
        }
    }
}

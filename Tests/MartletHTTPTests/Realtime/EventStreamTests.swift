import MartletTesting
import Synchronization
import Testing

@testable import MartletHTTP

/// Server-sent events as a client reads them.
@Suite(.timeLimit(.minutes(2))) struct EventStreamTests {
    // MARK: Framing

    @Test(arguments: [
        (ServerSentEvent(data: "x"), "data: x\n\n"),
        (ServerSentEvent(data: ""), "data: \n\n"),
        (ServerSentEvent(data: "x", id: "7", event: "tick"), "event: tick\nid: 7\ndata: x\n\n"),
        (ServerSentEvent(data: "x", id: ""), "id: \ndata: x\n\n"),
        (ServerSentEvent(data: "a\nb\rc\r\nd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
        (ServerSentEvent(data: "\n"), "data: \ndata: \n\n"),
        (ServerSentEvent(data: "a\r\r\n\nb"), "data: a\ndata: \ndata: \ndata: b\n\n"),
        (ServerSentEvent(data: " ä"), "data:  ä\n\n"),
        (ServerSentEvent(data: "x\nevent: evil\nid: 9"), "data: x\ndata: event: evil\ndata: id: 9\n\n"),
        (ServerSentEvent(retry: .milliseconds(2_500)), "retry: 2500\n\n"),
        (ServerSentEvent(retry: .seconds(-1)), "retry: 0\n\n"),
        (ServerSentEvent(retry: .seconds(Int64.max)), "retry: \(Int64.max)\n\n"),
    ])
    func `events are lines`(_ event: ServerSentEvent, _ text: String) throws {
        #expect(String(buffer: try event.encoded()) == text)
    }

    @Test(arguments: ["a\nb", "a\rb", "a\r\nb", "a\0b", "\n"]) func `fields with line breaks are refused`(
        _ text: String
    ) {
        #expect(throws: InvalidServerSentEvent(field: "id")) { try ServerSentEvent(data: "x", id: text).encoded() }
        #expect(throws: InvalidServerSentEvent(field: "event")) {
            try ServerSentEvent(data: "x", event: text).encoded()
        }
    }

    @Test func `data can be JSON, and comments have lines`() throws {
        struct Tick: Encodable {
            var number: Int
            var text: String
        }
        let event = try ServerSentEvent(json: Tick(number: 1, text: "a\nb"), event: "tick")
        #expect(event.data == #"{"number":1,"text":"a\nb"}"#)
        #expect(String(buffer: ServerSentEvent.comment("")) == ":\n\n")
        #expect(String(buffer: ServerSentEvent.comment("a\ndata: b")) == ": a\n: data: b\n\n")
    }

    // MARK: Streams

    @Test(arguments: [TestMode.inProcess, .live]) func `a stream has its fields and events`(_ mode: TestMode)
        async throws
    {
        let app = ServedApp.make()
        app.get("/ticks") { (last: LastEventID?) in
            EventStream(retry: .seconds(1)) { events in
                for number in last?.value == "41" ? 42...43 : 1...2 {
                    try await events.send(ServerSentEvent(data: "x", id: "\(number)", event: "tick"))
                }
                try await events.comment("bye")
            }
        }
        try await app.test(mode) { (client) async throws in
            let response = try await client.get("/ticks")
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "text/event-stream")
            #expect(response.headers[.cacheControl] == "no-cache")
            #expect(response.headers[.known("X-Accel-Buffering")] == "no")
            #expect(response.headers[.contentLength] == nil)
            #expect(
                response.text
                    == "retry: 1000\n\nevent: tick\nid: 1\ndata: x\n\nevent: tick\nid: 2\ndata: x\n\n: bye\n\n")
            let later = try await client.get("/ticks", headers: [.known("Last-Event-ID"): "41"])
            #expect(later.text.contains("id: 42\n"))
            #expect(!later.text.contains("id: 1\n"))
            #expect(try await client.head("/ticks").headers[.contentType] == "text/event-stream")
        }
    }

    @Test func `the id of the last event may be required`() async throws {
        let app = App(disabling: .all)
        app.get("/events") { (last: LastEventID) in last.value }
        try await app.test { (client) async throws in
            #expect(try await client.get("/events").status == .badRequest)
            #expect(try await client.get("/events", headers: [.known("Last-Event-ID"): "ä 7"]).text == "ä 7")
        }
    }

    @Test func `a sequence is a stream`() async throws {
        let app = ServedApp.make()
        app.get("/ticks") {
            EventStream(
                AsyncStream { continuation in
                    for number in 1...3 { continuation.yield(ServerSentEvent(data: "\(number)")) }
                    continuation.finish()
                })
        }
        try await app.test { (client) async throws in
            #expect(try await client.get("/ticks").text == "data: 1\n\ndata: 2\n\ndata: 3\n\n")
        }
    }

    @Test func `events are sent as they happen`() async throws {
        let (ticks, clock) = AsyncStream.makeStream(of: ServerSentEvent.self)
        let app = ServedApp.make()
        app.get("/ticks") { EventStream(ticks) }
        try await app.test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /ticks HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try await connection.read(until: "\r\n\r\n")
            #expect(head.text.contains("\r\nTransfer-Encoding: chunked\r\n"))
            #expect(head.text.contains("\r\nConnection: close\r\n"))
            for number in 1...3 {
                clock.yield(ServerSentEvent(data: "number \(number)"))
                #expect(!(try await connection.read(until: "number \(number)\n\n")).isClosed)
            }
            clock.finish()
            let whole = try await connection.read()
            #expect(whole.text.hasSuffix("\r\n0\r\n\r\n"))
            #expect(whole.isClosed)
            await connection.close()
        }
    }

    @Test func `silence is broken by comments, traffic is not`() async throws {
        let app = ServedApp.make()
        app.get("/silent") {
            EventStream(heartbeat: .zero) { _ in try await Task.sleep(for: .seconds(600)) }
        }
        app.get("/quiet") {
            EventStream(heartbeat: nil) { _ in try await Task.sleep(for: .seconds(1)) }
        }
        try await app.test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /silent HTTP/1.1\r\nHost: a\r\n\r\n")
            let started = ContinuousClock.now
            let beats = try await connection.read { String(buffer: $0).components(of: ":\n\n") >= 2 }
            // At least a second lies between two.
            #expect(ContinuousClock.now - started > .milliseconds(1_500))
            #expect(beats.text.components(of: "3\r\n:\n\n\r\n") >= 2)
            await connection.close()
            #expect(try await client.get("/quiet").text == "")
        }
    }

    enum Departure: CaseIterable { case closes, halfCloses, resets }

    @Test(arguments: Departure.allCases) func `a client that goes away cancels the closure`(
        _ departure: Departure
    ) async throws {
        let (ended, report) = AsyncStream.makeStream(of: String.self)
        let log = LogCollector()
        let app = ServedApp.make()
        app.logger = log.logger
        app.get("/events") {
            EventStream { events in
                try await events.send(ServerSentEvent(data: "ready"))
                do { try await Task.sleep(for: .seconds(600)) } catch {
                    report.yield("\(type(of: error))")
                    throw error
                }
            }
        }
        try await app.test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            try await connection.read(until: "ready")
            switch departure {
            case .closes: await connection.close()
            case .halfCloses: try await connection.finishSending()
            case .resets: try await connection.reset()
            }
            var iterator = ended.makeAsyncIterator()
            #expect(await iterator.next() == "CancellationError")
            if departure == .halfCloses { await connection.close() }
            #expect(try await client.servesNextClient())
        }
        #expect(log.errors == [])
    }

    @Test func `an error breaks the stream off, and is logged`() async throws {
        struct Broken: Error {}
        let log = LogCollector()
        let app = ServedApp.make()
        app.logger = log.logger
        app.get("/events") {
            EventStream { events in
                try await events.send(ServerSentEvent(data: "one"))
                throw Broken()
            }
        }
        app.get("/wrong") { EventStream { try await $0.send(ServerSentEvent(data: "x", event: "a\nid: 1")) } }
        try await app.test(.live) { (client) async throws in
            for path in ["/events", "/wrong"] {
                let output = try await client.raw("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(output.isClosed)
                #expect(!output.text.hasSuffix("0\r\n\r\n"))
                #expect(!output.text.contains("id: 1"))
            }
        }
        #expect(log.errors == ["a streamed response failed", "a streamed response failed"])
    }
}

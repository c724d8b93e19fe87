import MartletHTTP
import MartletTesting
import Synchronization
import Testing

/// What happened, in order.
private final class Diary: Sendable {
    private let lines = Mutex<[String]>([])
    func write(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
    func tear() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}

private func written(_ source: ExtractionSource) throws -> Diary { try source.request.services.require(Diary.self) }

private struct Connection: Dependency {
    let diary: Diary
    static func open(for source: inout ExtractionSource) async throws -> Connection {
        let diary = try written(source)
        diary.write("open connection")
        return Connection(diary: diary)
    }
    func close(after error: (any Error)?) async { diary.write("close connection \(error.map { "\($0)" } ?? "-")") }
}

private struct Transaction: Dependency {
    let connection: Connection
    static func open(for source: inout ExtractionSource) async throws -> Transaction {
        let connection = try await source.extract(Connection.self)
        if source.request.headers[.userAgent] == "refused" { throw HTTPError(.conflict, "no transaction") }
        // Time for others to ask.
        try await Task.sleep(for: .milliseconds(2))
        connection.diary.write("begin")
        return Transaction(connection: connection)
    }
    func close(after error: (any Error)?) async { connection.diary.write(error == nil ? "commit" : "roll back") }
}

private struct Name: Dependency {
    var text: String
    static func open(for source: inout ExtractionSource) async throws -> Name {
        Name(text: try await source.extract(Path<String>.self).value)
    }
}

private struct Chicken: Dependency {
    static func open(for source: inout ExtractionSource) async throws -> Chicken {
        _ = try await source.extract(Egg.self)
        return Chicken()
    }
}

private struct Egg: Dependency {
    static func open(for source: inout ExtractionSource) async throws -> Egg {
        _ = try await source.extract(Chicken.self)
        return Egg()
    }
}

/// Each takes its time before it asks for the other, so that two tasks begin at both ends.
private struct Head: Dependency {
    static func open(for source: inout ExtractionSource) async throws -> Head {
        try await Task.sleep(for: .milliseconds(30))
        _ = try await source.extract(Middle.self)
        return Head()
    }
}

private struct Middle: Dependency {
    static func open(for source: inout ExtractionSource) async throws -> Middle {
        _ = try await source.extract(Tail.self)
        return Middle()
    }
}

private struct Tail: Dependency {
    static func open(for source: inout ExtractionSource) async throws -> Tail {
        try await Task.sleep(for: .milliseconds(30))
        _ = try await source.extract(Head.self)
        return Tail()
    }
}

private struct Slow: Dependency {
    static func open(for source: inout ExtractionSource) async throws -> Slow {
        let diary = try written(source)
        diary.write("begin")
        while !diary.all.contains("go") { await Task.yield() }
        diary.write("made")
        return Slow()
    }
}

/// Values that are made once for each request and closed after it.
@Suite struct DependencyTests {
    private let diary = Diary()

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog, .securityHeaders])
        app.services[Diary.self] = diary
        app.get("/") { (transaction: Transaction, connection: Connection, again: Transaction, diary: DiaryParameter) in
            diary.value.write("handler")
            return "ok"
        }
        app.get("/fails") { (transaction: Transaction) -> String in throw HTTPError(.gone, "spilt") }
        app.get("/name/{name}") { (name: Name, same: Name) in "\(name.text) \(same.text)" }
        app.get("/optional") { (transaction: Transaction?) in transaction == nil ? "none" : "some" }
        app.get("/circle") { (chicken: Chicken) in "ok" }
        app.get("/stream") { (connection: Connection) in
            Response(
                body: .stream { writer in
                    connection.diary.write("stream")
                    try await writer.write("part")
                })
        }
        app.get("/parallel") { (one: Deferred<Transaction>, other: Deferred<Transaction>) in
            async let first = one.extract()
            async let second = other.extract()
            _ = try await (first, second)
            return "ok"
        }
        app.group("/guarded") { group in
            group.use(Requiring(Transaction.self))
            group.get("/") { (connection: Connection) in "ok" }
        }
        app.get("/slow") { (connection: Connection) in
            connection.diary.write("handler")
            try await Task.sleep(for: .milliseconds(300))
            return "late"
        }
        app.get("/limited") { (connection: Connection) in
            try await Task.sleep(for: .seconds(60))
            return "late"
        }.timeLimit(.milliseconds(100))
        app.webSocket("/socket") { (socket: WebSocket, connection: Connection) in
            for try await _ in socket.messages { connection.diary.write("message") }
        }
        return app
    }

    private struct DiaryParameter: Extractor {
        let value: Diary
        static func extract(from source: inout ExtractionSource) throws -> DiaryParameter {
            DiaryParameter(value: try written(source))
        }
    }

    private let whole = ["open connection", "begin", "handler", "commit", "close connection -"]

    @Test func `a value is opened once and closed after the response, the last one first`() async throws {
        try await app().test { (client) async throws in
            #expect(try await client.get("/").text == "ok")
            #expect(diary.tear() == whole)
            // Each request has its own.
            #expect(try await client.get("/").text == "ok")
            #expect(diary.tear() == whole)
            #expect(try await client.get("/guarded").text == "ok")
            #expect(diary.tear() == whole.filter { $0 != "handler" })
            #expect(try await client.get("/name/ada").text == "ada ada")
            #expect(try await client.get("/stream").text == "part")
            #expect(diary.tear() == ["open connection", "stream", "close connection -"])
        }
    }

    @Test func `an error of the handler is known when values are closed`() async throws {
        try await app().test { (client) async throws in
            let response = try await client.get("/fails")
            #expect(response.status == .gone)
            #expect(diary.tear() == ["open connection", "begin", "roll back", "close connection 410 spilt"])
        }
    }

    @Test func `what cannot be opened is answered as it says, and the rest is closed`() async throws {
        try await app().test { (client) async throws in
            let response = try await client.get("/", headers: [.userAgent: "refused"])
            #expect(response.status == .conflict)
            #expect(diary.tear() == ["open connection", "close connection 409 no transaction"])
            #expect(try await client.get("/optional", headers: [.userAgent: "refused"]).text == "none")
            #expect(diary.tear() == ["open connection", "close connection -"])
            #expect(try await client.get("/optional").text == "some")
        }
    }

    @Test func `two that ask at the same time get one value`() async throws {
        try await app().test { (client) async throws in
            for _ in 0..<20 {
                #expect(try await client.get("/parallel").text == "ok")
                #expect(diary.tear() == whole.filter { $0 != "handler" })
            }
        }
    }

    @Test func `a circle is an error and not a wait`() async throws {
        try await app().test { (client) async throws in
            #expect(try await client.get("/circle").status == .internalServerError)
        }
        #expect(
            "\(DependencyError.circle(["Chicken", "Egg", "Chicken"]))"
                == "dependencies need each other: Chicken → Egg → Chicken; one has to do without")
        let request = Request(
            method: .get, target: "/", context: RequestContext(application: .init(), connection: .init()))
        await #expect(throws: DependencyError.self) { try await Chicken.of(request) }
    }

    @Test func `a circle that two tasks enter from its ends is an error too`() async throws {
        let app = app()
        let seen = Mutex<[String]>([])
        app.get("/ends") { (connection: Connection, head: Deferred<Head>, tail: Deferred<Tail>) in
            async let one = head.extract()
            async let other = tail.extract()
            do { _ = try await one } catch { seen.withLock { $0.append("\(error)") } }
            do { _ = try await other } catch { seen.withLock { $0.append("\(error)") } }
            return "ended"
        }.timeLimit(.seconds(20))
        try await app.test { (client) async throws in
            for _ in 0..<10 {
                #expect(try await client.get("/ends").text == "ended")
                let errors = seen.withLock { errors in
                    defer { errors = [] }
                    return errors
                }
                #expect(errors.count == 2)
                for error in errors {
                    #expect(error.hasPrefix("dependencies need each other: "))
                    for name in ["Head", "Middle", "Tail"] { #expect(error.contains(name)) }
                }
                #expect(diary.tear() == ["open connection", "close connection -"])
            }
        }
    }

    @Test func `a task that is cancelled waits for no other`() async throws {
        let app = app()
        app.get("/impatient") { (one: Deferred<Slow>, other: Deferred<Slow>, diary: DiaryParameter) in
            async let first = one.extract()
            while !diary.value.all.contains("begin") { try await Task.sleep(for: .milliseconds(1)) }
            let second = Task { _ = try await other.extract() }
            // Time to begin to wait; the end is the same without it.
            try await Task.sleep(for: .milliseconds(20))
            second.cancel()
            do { try await second.value } catch { diary.value.write("\(error)") }
            // One that is cancelled before it waits does not begin to.
            let third = Task {
                while !Task.isCancelled { await Task.yield() }
                _ = try await other.extract()
            }
            third.cancel()
            do { try await third.value } catch { diary.value.write("\(error)") }
            diary.value.write("go")
            _ = try await first
            return "ok"
        }
        try await app.test { (client) async throws in
            #expect(try await client.get("/impatient").text == "ok")
            #expect(diary.tear() == ["begin", "CancellationError()", "CancellationError()", "go", "made"])
        }
    }

    @Test func `tests put other values in place`() async throws {
        let app = app()
        try await app.test { (client) async throws in
            client.replace(Name.self, with: Name(text: "eve"))
            #expect(try await client.get("/name/ada").text == "eve eve")
            client.replace(Name.self) { source in Name(text: "\(source.request.method)") }
            #expect(try await client.get("/name/ada").text == "GET GET")
            client.replace(Name.self) { _ in throw HTTPError(.gone) }
            #expect(try await client.get("/name/ada").status == .gone)
            client.restore(Name.self)
            #expect(try await client.get("/name/ada").text == "ada ada")
            // What a test made is not closed; what it stands on is not opened.
            client.replace(Transaction.self, with: Transaction(connection: Connection(diary: diary)))
            _ = diary.tear()
            #expect(try await client.get("/guarded").text == "ok")
            #expect(diary.tear() == ["open connection", "close connection -"])
        }
        try await app.test { (client) async throws in
            // What a closure makes is each request's own.
            client.replace(Transaction.self) { _ in Transaction(connection: Connection(diary: diary)) }
            #expect(try await client.get("/guarded").text == "ok")
            #expect(diary.tear() == ["open connection", "close connection -", "commit"])
        }
        try await app.test { (client) async throws in
            #expect(try await client.get("/name/ada").text == "ada ada")
        }
        try await app.test(.live) { (client) async throws in
            client.replace(Name.self, with: Name(text: "eve"))
            #expect(try await client.get("/name/ada").text == "eve eve")
        }
    }

    private func wait(for line: String) async throws {
        for _ in 0..<400 where !diary.all.contains(line) { try await Task.sleep(for: .milliseconds(10)) }
        #expect(diary.all.contains(line))
    }

    @Test func `values are closed when the client has gone`() async throws {
        try await app().test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            try await wait(for: "handler")
            await connection.close()
            try await wait(for: "close connection -")
            #expect(diary.tear() == ["open connection", "handler", "close connection -"])
        }
    }

    @Test func `values are closed when the handler has taken too long`() async throws {
        try await app().test(.live) { (client) async throws in
            #expect(try await client.get("/limited").status == .serviceUnavailable)
            try await wait(for: "close connection CancellationError()")
        }
    }

    @Test func `values of a WebSocket are closed with it`() async throws {
        try await app().test(.live) { (client) async throws in
            let socket = try await client.webSocket("/socket")
            try await socket.send("hello")
            try await wait(for: "message")
            #expect(!diary.all.contains("close connection -"))
            try await socket.close()
            try await wait(for: "close connection -")
            #expect(diary.tear() == ["open connection", "message", "close connection -"])
            // A handshake that is refused has no conversation to wait for.
            #expect(try await client.get("/socket").status.code == 426)
        }
    }

    @Test func `what was opened after the request is over would not be closed`() async throws {
        let app = app()
        let seen = Mutex<String?>(nil)
        app.get("/late") { (connection: Connection, request: Request) in
            request.afterResponse {
                do { _ = try await Transaction.of(request) } catch { seen.withLock { $0 = "\(error)" } }
            }
            return "ok"
        }
        try await app.test { (client) async throws in
            #expect(try await client.get("/late").text == "ok")
            #expect(
                seen.withLock { $0 }
                    == "Transaction was asked for after its request was over; take it as a parameter, and what it gives along"
            )
        }
    }
}

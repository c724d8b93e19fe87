import HTTPTypes
import MartletHTTP
import MartletJSON
import MartletTesting
import NIOCore
import Synchronization
import Testing

@testable import MartletAPI

@Schema struct NumberedRow: Equatable {
    @Field(range: 0...) var number: Int
    var text: String
}

/// Rows that are counted while they are made.
private struct RowSource: AsyncSequence, Sendable {
    struct Broken: Error {}

    final class Counter: Sendable {
        let made = Atomic(0)
        let isCancelled = Atomic(false)
    }

    var count: Int
    var failing = false
    let counter = Counter()

    struct AsyncIterator: AsyncIteratorProtocol {
        let source: RowSource
        var next = 0

        mutating func next() async throws -> NumberedRow? {
            if Task.isCancelled { source.counter.isCancelled.store(true, ordering: .relaxed) }
            guard next < source.count else {
                if source.failing { throw Broken() }
                return nil
            }
            next += 1
            source.counter.made.store(next, ordering: .relaxed)
            return NumberedRow(number: next - 1, text: "a text of some length, so that there is something to send")
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: self) }
}

@Suite(.timeLimit(.minutes(5))) struct StreamingTests {
    @Test(arguments: [TestMode.inProcess, .live]) func `a sequence is an array, lines or a table`(_ mode: TestMode)
        async throws
    {
        let app = NegotiationApp.make()
        app.get("/rows/{count:int}") { (count: Path<Int>) in StreamedList(RowSource(count: count.value)) }
        try await app.test(mode) { (client) async throws in
            let array = try await client.get("/rows/3")
            #expect(array.headers[.contentType] == "application/json; charset=utf-8")
            #expect(array.headers[.vary] == "Accept")
            #expect(try array.json([NumberedRow].self).map(\.number) == [0, 1, 2])
            #expect(try await client.get("/rows/0").text == "[]")
            let lines = try await client.get("/rows/2", headers: [.accept: "application/x-ndjson"])
            #expect(
                lines.text.split(separator: "\n").map(String.init).first?.hasPrefix(#"{"number":0,"text":"a"#) == true)
            #expect(lines.text.split(separator: "\n").count == 2)
            let table = try await client.get("/rows/1", headers: [.accept: "text/csv"])
            #expect(table.text == "number,text\r\n0,\"a text of some length, so that there is something to send\"\r\n")
            #expect(try await client.get("/rows/0", headers: [.accept: "application/x-ndjson"]).text.isEmpty)
            #expect(try await client.get("/rows/1", headers: [.accept: "text/html"]).status == .notAcceptable)
        }
    }

    @Test(arguments: [("application/json", 1_000_000), ("application/x-ndjson", 100_000), ("text/csv", 100_000)])
    func `a million elements go through flat memory`(_ type: String, _ count: Int) async throws {
        let source = RowSource(count: count)
        let app = NegotiationApp.make()
        app.get("/rows") { StreamedList(source) }
        try await app.test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /rows HTTP/1.1\r\nHost: a\r\nAccept: \(type)\r\nConnection: close\r\n\r\n")
            var elements = 0
            var ahead = 0
            var isClosed = false
            var tail: [UInt8] = []
            while !isClosed {
                let output = try await connection.read { $0.readableBytes > 0 }
                isClosed = output.isClosed
                let bytes = try await connection.takeReceived()
                // Each element has one "of", whatever stands around it.
                let all = tail + Array(bytes.readableBytesView)
                elements += Self.occurrences(in: all)
                tail = Array(all.suffix(1))
                ahead = max(ahead, source.counter.made.load(ordering: .relaxed) - elements)
            }
            #expect(elements == count)
            // What is between the two is in the buffers of the system, some MiB of nearly 100 for the longest.
            #expect(ahead < 200_000)
            await connection.close()
        }
    }

    private static func occurrences(in bytes: [UInt8]) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var count = 0
            var isBegun = false
            for byte in bytes {
                if isBegun, byte == UInt8(ascii: "f") { count += 1 }
                isBegun = byte == UInt8(ascii: "o")
            }
            return count
        }
    }

    @Test func `a client that does not read holds the sequence up, and ends it by leaving`() async throws {
        let source = RowSource(count: .max)
        let app = NegotiationApp.make()
        app.get("/rows") { StreamedList(source) }
        try await app.test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /rows HTTP/1.1\r\nHost: a\r\n\r\n")
            try await connection.read(until: "[")
            var last = -1
            for _ in 0..<100 where source.counter.made.load(ordering: .relaxed) != last {
                last = source.counter.made.load(ordering: .relaxed)
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(source.counter.made.load(ordering: .relaxed) == last)
            try await connection.reset()
        }
        // The server stops only once the stream has ended.
        let made = source.counter.made.load(ordering: .relaxed)
        try await Task.sleep(for: .milliseconds(100))
        #expect(source.counter.made.load(ordering: .relaxed) == made)
    }

    @Test func `elements of a slow sequence are sent as they come`() async throws {
        let (stream, input) = AsyncStream<NumberedRow>.makeStream()
        let app = NegotiationApp.make()
        app.get("/rows") { StreamedList(stream) }
        try await app.test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /rows HTTP/1.1\r\nHost: a\r\nAccept: application/x-ndjson\r\n\r\n")
            for number in 0..<3 {
                input.yield(NumberedRow(number: number, text: "x"))
                let output = try await connection.read(until: "{\"number\":\(number),")
                #expect(output.text.contains("{\"number\":\(number),"))
            }
            input.finish()
            #expect(try await connection.read(until: "0\r\n\r\n").text.hasSuffix("0\r\n\r\n"))
            await connection.close()
        }
    }

    @Test(arguments: ["application/json", "application/x-ndjson", "text/csv"])
    func `an error in the middle breaks off, and is never an end`(_ type: String) async throws {
        let app = NegotiationApp.make()
        app.get("/broken") { StreamedList(RowSource(count: 3, failing: true)) }
        app.get("/wrong") {
            StreamedList(
                AsyncStream {
                    $0.yield(Double.nan)
                    $0.finish()
                })
        }
        try await app.test(.live) { (client) async throws in
            for path in type == "text/csv" ? ["/broken"] : ["/broken", "/wrong"] {
                let connection = try await client.connect()
                try await connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\nAccept: \(type)\r\n\r\n")
                let output = try await connection.read()
                #expect(output.isClosed)
                #expect(output.status == 200)
                #expect(!output.text.hasSuffix("0\r\n\r\n"))
                #expect(!output.text.contains("]"))
                await connection.close()
            }
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct NDJSONStreamTests {
    private func app() -> App {
        let app = NegotiationApp.make()
        app.answerProblems()
        app.post("/rows") { (rows: NDJSONStream<NumberedRow>) in
            var sum = 0
            for try await row in rows { sum += row.number }
            return sum
        }
        .bodyLimit(1 << 30)
        app.post("/short") { (rows: NDJSONStream<NumberedRow>) in
            var count = 0
            for try await _ in rows.lineLimit(30) { count += 1 }
            return count
        }
        app.post("/tracks") { (tracks: NDJSONStream<NegotiatedTrack>) in
            var titles: [String] = []
            for try await track in tracks { titles.append(track.title) }
            return titles
        }
        return app
    }

    @Test(arguments: [TestMode.inProcess, .live]) func `lines are read as they come`(_ mode: TestMode) async throws {
        try await app().test(mode) { (client) async throws in
            let text =
                "{\"number\":1,\"text\":\"a\"}\r\n\r\n \n{\"number\":2,\"text\":\"b\"}\n{\"number\":3,\"text\":\"c\"}"
            #expect(try await client.post("/rows", .ndjson(text)).text == "6")
            #expect(try await client.post("/rows", .ndjson("")).text == "0")
        }
    }

    @Test func `parts of lines are put together`() async throws {
        try await app().test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send(
                "POST /rows HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            for part in [
                "{\"num", "ber\":1,\"text\":\"a\"}", "\n", "{\"number\":4,\"te", "xt\":\"b\"}\n{\"number\":8",
                ",\"text\":\"\"}",
            ] {
                try await connection.send("\(String(part.utf8.count, radix: 16))\r\n\(part)\r\n")
                try await Task.sleep(for: .milliseconds(20))
            }
            try await connection.send("0\r\n\r\n")
            #expect(try await connection.read(within: .seconds(60), until: "\r\n\r\n13").text.contains("\r\n\r\n13"))
            await connection.close()
        }
    }

    @Test(arguments: [1_000, 4_097, 60_000]) func `lines are taken out of parts in flat memory`(_ part: Int) throws {
        var lines = LineSplitter(limit: 64 << 10)
        let line = ByteBuffer(string: String(repeating: "x", count: 700) + "\n")
        var waiting = ByteBuffer()
        var count = 0
        var largest = 0
        // Next to no part ends with a line; all together are 32 MiB.
        for _ in 0..<(32 << 20) / part {
            while waiting.readableBytes < part { waiting.writeImmutableBuffer(line) }
            lines.append(ByteBuffer(bytes: waiting.readBytes(length: part) ?? []))
            waiting.discardReadBytes()
            while let line = try lines.next() {
                count += 1
                largest = max(largest, line.storageCapacity)
            }
        }
        #expect(count > 40_000)
        #expect(largest <= 256 << 10)
    }

    @Test func `many lines are read while they arrive`() async throws {
        try await app().test(.live) { (client) async throws in
            let connection = try await client.connect()
            let line = "{\"number\":1,\"text\":\"\(String(repeating: "x", count: 70))\"}\n"
            let part = String(repeating: line, count: 1_000)
            try await connection.send(
                "POST /rows HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: \(part.utf8.count * 100)\r\n\r\n"
            )
            for _ in 0..<100 { try await connection.send(part) }
            #expect(
                try await connection.read(within: .seconds(60), until: "\r\n\r\n100000").text.contains("\r\n\r\n100000")
            )
            await connection.close()
        }
    }

    @Test(arguments: [
        (
            "/rows", "{\"number\":1,\"text\":\"a\"}\n{\"number\":-1,\"text\":\"a\"}", 422,
            #""pointer":"/1/number","code":"too_small""#
        ),
        ("/rows", "{\"number\":1,\"text\":\"a\"}\n\n{\"number\":2}", 422, #""pointer":"/1/text","code":"required""#),
        (
            "/rows", "{\"number\":1,\"text\":\"a\"}\nnope", 400,
            "Element 2: The content is not valid JSON: expected a value at line 1, column 1."
        ),
        (
            "/tracks", "{\"title\":\"a\",\"seconds\":1}\n{\"title\":\"taken\",\"seconds\":1}", 422,
            #""pointer":"/1/title","code":"taken""#
        ),
        ("/short", "{\"number\":1,\"text\":\"abcdefghijklmnop\"}", 413, "A line is longer than 30 bytes."),
        (
            "/short", "{\"number\":1,\"text\":\"abcdefghijklmnop\"}\n{\"number\":1}", 413,
            "A line is longer than 30 bytes."
        ),
    ])
    func `what is wrong is told with its place`(_ path: String, _ text: String, _ status: Int, _ words: String)
        async throws
    {
        try await app().test { (client) async throws in
            let response = try await client.post(path, .ndjson(text))
            #expect(response.status.code == status)
            #expect(response.text.contains(words), "\(response.text)")
        }
    }

    @Test func `other content is a 415, too much of it a 413`() async throws {
        try await app().test { (client) async throws in
            let refused = try await client.post("/rows", .jsonText("[]"))
            #expect(refused.status == .unsupportedMediaType)
            #expect(refused.headers[.accept] == "application/x-ndjson, application/ndjson, application/jsonl")
            let spaces = try await client.post("/tracks", .ndjson(String(repeating: "          \n", count: 200_000)))
            #expect(spaces.status == .contentTooLarge)
        }
    }
}

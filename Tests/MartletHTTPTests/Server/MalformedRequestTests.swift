import MartletHTTP
import MartletTesting
import Testing

/// Requests that are wrong on the wire: each gets its status, the connection ends, and the next client is served.
@Suite struct MalformedRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: ByteBuffer
        let status: Int
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ status: Int) {
            self.name = name
            bytes = ByteBuffer(string: text)
            self.status = status
        }

        init(_ name: String, bytes: [UInt8], _ status: Int) {
            self.name = name
            self.bytes = ByteBuffer(bytes: bytes)
            self.status = status
        }
    }

    private static func get(_ target: String) -> String {
        "GET \(target) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    }
    private static func post(_ fields: String, _ body: String = "") -> String {
        "POST /echo HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)"
    }
    private static func raw(_ before: String, _ bytes: [UInt8], _ after: String) -> [UInt8] {
        Array(before.utf8) + bytes + Array(after.utf8)
    }

    static let framing: [Case] = [
        Case(
            "Content-Length and Transfer-Encoding",
            post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400),
        Case(
            "Transfer-Encoding and Content-Length",
            post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400),
        Case("two different Content-Lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), 400),
        Case("Content-Length as a list", post("Content-Length: 5, 6\r\n", "hello!"), 400),
        Case("negative Content-Length", post("Content-Length: -5\r\n", "hello"), 400),
        Case("signed Content-Length", post("Content-Length: +5\r\n", "hello"), 400),
        Case("hexadecimal Content-Length", post("Content-Length: 0x5\r\n", "hello"), 400),
        Case("Content-Length past every integer", post("Content-Length: 99999999999999999999\r\n", "hello"), 400),
        Case("chunked by HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        Case(
            "chunk size overflow", post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
            400),
        Case("chunk size is no number", post("Transfer-Encoding: chunked\r\n", "xyz\r\nhello\r\n0\r\n\r\n"), 400),
        Case("chunk longer than its size", post("Transfer-Encoding: chunked\r\n", "5\r\nhello!\r\n0\r\n\r\n"), 400),
        Case("chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400),
        Case("another transfer coding", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501),
        Case("chunked is not the last coding", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), 400),
        Case("expectation that nobody knows", post("Expect: 200-maybe\r\nContent-Length: 5\r\n", "hello"), 417),
    ]

    static let heads: [Case] = [
        Case("obs-fold", "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n 2\r\n\r\n", 400),
        Case("bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400),
        Case("bare LF behind one field", "GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n", 400),
        Case("bare CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r2\r\n\r\n", 400),
        Case("space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        Case("space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
        Case("field without a name", "GET / HTTP/1.1\r\nHost: a\r\n: 1\r\n\r\n", 400),
        Case("field without a colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400),
        Case("field name that is no token", "GET / HTTP/1.1\r\nHost: a\r\nX(1): 1\r\n\r\n", 400),
        Case("NUL in a value", bytes: raw("GET / HTTP/1.1\r\nHost: a\r\nX: 1", [0], "\r\n\r\n"), 400),
        Case("bad method", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Case("method in lower case", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        Case("unknown method", "FROBNICATE / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        Case("no method", " / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Case("missing Host", "GET / HTTP/1.1\r\n\r\n", 400),
        Case("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        Case("Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        Case("Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
        Case("HTTP/2.0 in a request line", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        Case("HTTP/1.9", "GET / HTTP/1.9\r\nHost: a\r\n\r\n", 505),
        Case("HTTP/3.7", "GET / HTTP/3.7\r\nHost: a\r\n\r\n", 505),
        Case("no version", "GET /\r\nHost: a\r\n\r\n", 400),
        Case("another protocol", "GET / GOPHER/1.0\r\nHost: a\r\n\r\n", 400),
        Case(
            "TLS hello",
            bytes: [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]
                + [UInt8](repeating: 7, count: 90), 400),
        Case(
            "100 KB header", "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 100 << 10))\r\n\r\n", 431),
        Case(
            "fields just past the limit, in one read",
            "GET / HTTP/1.1\r\nHost: a\r\n"
                + (1...4).map { "X-\($0): \(String(repeating: "a", count: 8_200))\r\n" }.joined() + "\r\n", 431),
        Case("1,000 headers", "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: 1\r\n", count: 1_000))\r\n", 431),
        Case("100 KB target", get("/" + String(repeating: "a", count: 100 << 10)), 414),
        Case("target just past the limit", get("/" + String(repeating: "a", count: 9 << 10)), 414),
        Case(
            "10,000 query pairs past the target's limit", get("/query?" + String(repeating: "a=1&", count: 10_000)), 414
        ),
        Case("1,001 query pairs", get("/query?" + String(repeating: "a=1&", count: 1_001)), 400),
    ]

    static let targets: [Case] = [
        Case("authority form", get("example.com:80"), 400),
        Case("CONNECT", "CONNECT example.com:80 HTTP/1.1\r\nHost: example.com\r\n\r\n", 501),
        Case("asterisk form of another method", get("*"), 400),
        Case("absolute form without a host", get("http:///path"), 400),
        Case("absolute form with a user", get("http://user:password@a/"), 400),
        Case("absolute form of another scheme", get("ftp://a/"), 400),
        Case("relative path", get("path"), 400),
        Case("fragment", get("/path#part"), 400),
        Case("NUL in the path", bytes: raw("GET /a", [0], "b HTTP/1.1\r\nHost: a\r\n\r\n"), 400),
        Case("NUL in the query", bytes: raw("GET /query?a=", [0], " HTTP/1.1\r\nHost: a\r\n\r\n"), 400),
        Case("encoded NUL in the path", get("/files/a%00b"), 400),
        Case("encoded NUL in the query", get("/query?a=%00"), 400),
        Case("invalid percent in the path", get("/files/%zz"), 400),
        Case("cut percent in the path", get("/files/a%4"), 400),
        Case("invalid percent in the query", get("/query?a=%zz"), 400),
        Case("cut percent in the query", get("/query?a=%"), 400),
        Case("invalid UTF-8 in the path", get("/files/%ff%fe"), 400),
        Case("invalid UTF-8 in the query", get("/query?a=%ff"), 400),
        Case("overlong UTF-8 of a slash", get("/files/%c0%af"), 400),
        Case("surrogate in UTF-8", get("/files/%ed%a0%80"), 400),
        Case(
            "raw bytes above ASCII in the query", bytes: raw("GET /query?a=", [0xFF], " HTTP/1.1\r\nHost: a\r\n\r\n"),
            400),
        Case("raw bytes above ASCII", bytes: raw("GET /files/", [0xC3, 0xA4], " HTTP/1.1\r\nHost: a\r\n\r\n"), 400),
        Case("dot segments", get("/files/../secret"), 400),
        Case("dot segments, encoded", get("/files/%2e%2e/secret"), 400),
        Case("dot segments, half encoded", get("/files/.%2E/secret"), 400),
        Case("dot segments behind an encoded slash", get("/files/a%2f%2e%2e%2fsecret"), 400),
        Case("dot segments behind a backslash", get("/files/..%5c..%5csecret"), 400),
        Case("single dot segment", get("/files/./a"), 400),
    ]

    static let contents: [Case] = [
        Case("JSON nested 100,000 deep", json(String(repeating: "[", count: 100_000)), 400),
        Case("JSON objects nested 100,000 deep", json(String(repeating: "{\"a\":", count: 100_000)), 400),
        Case(
            "invalid UTF-8 in JSON",
            bytes: raw(
                "POST /json HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"title\":\"",
                [0xFF], "\"}"), 400),
        Case("no JSON at all", json("{title}"), 400),
        Case("JSON of another shape", json("{\"title\":1}"), 422),
        Case(
            "wrong content type",
            "POST /json HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
            415),
        Case(
            "no content type", "POST /json HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", 415
        ),
        Case("a body past the limit", post("Content-Length: 2000000\r\nConnection: close\r\n", ""), 413),
        Case(
            "a chunked body past the limit",
            post(
                "Transfer-Encoding: chunked\r\n",
                String(repeating: "10000\r\n\(String(repeating: "x", count: 65_536))\r\n", count: 20)), 413),
    ]

    static let forms: [Case] = [
        Case("10,000 urlencoded pairs", form(String(repeating: "a=1&", count: 10_000), urlencoded), 400),
        Case("invalid percent in a form", form("title=%zz", urlencoded), 400),
        Case("invalid UTF-8 in a form, encoded", form("title=%ff", urlencoded), 400),
        Case("encoded NUL in a form", form("title=%00", urlencoded), 400),
        Case(
            "invalid UTF-8 in a form",
            bytes: raw(
                "POST /form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: \(urlencoded)\r\nContent-Length: 7\r\n\r\ntitle=",
                [0xFF], ""), 400),
        Case("10,000 form parts", form(String(repeating: part("a", "1"), count: 10_000) + "--b--"), 413),
        Case("a multipart form cut short", form(part("title", "a")), 400),
        Case("a multipart form cut short in a head", form("--b\r\nContent-Disp"), 400),
        Case("another boundary", form("--c\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na\r\n--c--"), 400),
        Case("no boundary", form(part("title", "a") + "--b--", "multipart/form-data"), 400),
        Case("a boundary of 71 characters", form("", multipart + String(repeating: "b", count: 70)), 400),
        Case("a part without a name", form("--b\r\nContent-Disposition: form-data\r\n\r\na\r\n--b--"), 400),
        Case("a part without a head", form("--b\r\n\r\na\r\n--b--"), 400),
        Case(
            "a part's head past its limit",
            form("--b\r\nX: \(String(repeating: "a", count: 9 << 10))\r\n\r\na\r\n--b--"),
            400),
        Case("many header fields of a part", form("--b\r\n\(String(repeating: "X: 1\r\n", count: 100))\r\n--b--"), 400),
        Case("a multipart form past the limit", form(part("title", String(repeating: "a", count: 1 << 20))), 413),
        Case("a field for a form that wants another", form(part("name", "a") + "--b--"), 422),
        Case("a form of another type", form("title: a", "text/yaml"), 415),
    ]

    private static let urlencoded = "application/x-www-form-urlencoded"
    private static let multipart = "multipart/form-data; boundary=b"

    private static func part(_ name: String, _ text: String) -> String {
        "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(text)\r\n"
    }

    private static func form(_ text: String, _ type: String = multipart) -> String {
        "POST /form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: \(type)\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }

    private static func json(_ text: String) -> String {
        "POST /json HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }

    @Test(arguments: framing + heads + targets + contents + forms) func `gets its status and the next client is served`(
        wrong: Case
    ) async throws {
        try await ServedApp.make().test(.live) { client in
            let answer = try await client.raw(wrong.bytes)
            #expect(answer.status == wrong.status, "\(answer)")
            #expect(answer.isClosed)
            #expect(answer.text.components(of: "Content-Length: ") == 1, "\(answer)")
            #expect(try await client.servesNextClient())
        }
    }

    @Test(arguments: framing + heads + targets) func `gets its status byte by byte`(wrong: Case) async throws {
        guard wrong.bytes.readableBytes < 400 else { return }
        // On a loaded machine so many small writes take their time.
        try await ServedApp.make { $0.limits.headerTime = .seconds(300) }.test(.live) { client in
            let connection = try await client.connect()
            for byte in wrong.bytes.readableBytesView {
                do { try await connection.send(ByteBuffer(bytes: [byte])) } catch { break }
            }
            let answer = try await connection.read()
            // A method that is cut by the reads cannot be told from nonsense.
            let statuses = wrong.status == 501 ? [501, 400] : [wrong.status]
            #expect(statuses.contains(answer.status ?? 0), "\(answer)")
            #expect(answer.isClosed)
            await connection.close()
            #expect(try await client.servesNextClient())
        }
    }

    @Test func `a flood of chunk extensions ends the connection`() async throws {
        try await ServedApp.make().test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;")
            let flood = ByteBuffer(repeating: UInt8(ascii: "e"), count: 16 << 10)
            var sent = 0
            while sent < 64 << 20 {
                do { try await connection.send(flood) } catch { break }
                sent += flood.readableBytes
                if try await connection.read(within: .milliseconds(1)).isClosed { break }
            }
            let answer = try await connection.read()
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.isClosed)
            #expect(sent < 8 << 20)
            await connection.close()
            #expect(try await client.servesNextClient())
        }
    }

    @Test func `many chunks of one byte are no flood`() async throws {
        try await ServedApp.make().test(.live) { client in
            let chunks = String(repeating: "1\r\nx\r\n", count: 20_000)
            let answer = try await client.raw(
                "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n"
            )
            #expect(answer.text.hasSuffix("\r\n\r\n20000"), "\(answer)")
        }
    }

    @Test func `10,000 query pairs are refused where the target may be long`() async throws {
        let app = ServedApp.make { $0.limits.targetBytes = 64 << 10 }
        try await app.test(.live) { client in
            let answer = try await client.raw(Self.get("/query?" + String(repeating: "a=1&", count: 10_000)))
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.text.contains("More than 1000 parameters."))
            #expect(try await client.servesNextClient())
        }
    }

    @Test(arguments: [
        "Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\na\r\nhello",
        "Content-Length: 200000\r\n\r\nhello",
    ])
    func `a body cut short`(rest: String) async throws {
        try await ServedApp.make().test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("POST /echo HTTP/1.1\r\nHost: a\r\n\(rest)")
            try await connection.finishSending()
            let answer = try await connection.read()
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.isClosed)
            await connection.close()
            #expect(try await client.servesNextClient())
        }
    }

    @Test func `a head cut short ends in silence`() async throws {
        try await ServedApp.make().test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("GET / HTTP/1.1\r\nHos")
            try await connection.finishSending()
            let answer = try await connection.read()
            #expect(answer.bytes.readableBytes == 0)
            #expect(answer.isClosed)
            await connection.close()
            #expect(try await client.servesNextClient())
        }
    }
}

extension String {
    func components(of needle: String) -> Int {
        var count = 0
        var rest = self[...]
        while let found = rest.firstRange(of: needle) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}

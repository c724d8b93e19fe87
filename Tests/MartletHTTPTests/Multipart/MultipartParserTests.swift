import MartletHTTP
import MartletTesting
import Testing

@testable import MartletHTTP

@Suite struct MultipartParserTests {
    /// What a parser finds in a body: each part's name, file name, type and content.
    private static func parse(
        _ pieces: [ByteBuffer], boundary: String = "b", limits: FormLimits = FormLimits()
    ) throws -> [String] {
        var parser = MultipartParser(
            boundary: try MultipartBoundary(contentType: "multipart/form-data; boundary=\"\(boundary)\""),
            limits: limits)
        var found: [String] = []
        var content = ByteBuffer()
        for piece in pieces {
            parser.append(piece)
            while let event = try parser.next() {
                switch event {
                case .part(let head):
                    found.append("\(head.name)|\(head.filename ?? "-")|\(head.contentType ?? "-")|")
                case .bytes(var bytes): content.writeBuffer(&bytes)
                case .endOfPart:
                    found[found.count - 1] += String(buffer: content)
                    content.clear()
                }
            }
        }
        try parser.finish()
        return found
    }

    private static func refusal(_ body: String, limits: FormLimits = FormLimits()) -> String {
        do {
            return "accepted: \(try parse([ByteBuffer(string: body)], limits: limits))"
        } catch {
            return "\(error)"
        }
    }

    /// A body with everything that may be confused with a boundary.
    private static let body =
        "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\r\n--\r\n--c\r--b\n--b\r\r\n-\r\n--\r\n--b  \r\n"
        + "content-disposition:form-data ; name=empty ; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        + "\r\n--b\r\nContent-Disposition: form-data; name=\"bare\"\r\n\r\n--b\r\n"
        + "Content-Disposition: form-data; filename=\"C:\\tmp\\ä \\\"x%22.png\"; name=\"file\"\r\nX-Other: 1\r\n\r\n"
        + "\u{0}\r\n\r\n--B\r\n--b--\r\nepilogue\r\n--b\r\n"

    private static let parts = [
        "text|-|-|\r\n--\r\n--c\r--b\n--b\r\r\n-\r\n--", "empty||application/octet-stream|", "bare|-|-|",
        "file|ä \"x\".png|-|\u{0}\r\n\r\n--B",
    ]

    @Test func `finds the parts whole`() throws {
        #expect(try Self.parse([ByteBuffer(string: Self.body)]) == Self.parts)
        let preceded = "This is a form.\r\n--not b\r\n" + Self.body
        #expect(try Self.parse([ByteBuffer(string: preceded)]) == Self.parts)
        #expect(try Self.parse([ByteBuffer(string: "--b--")]) == [])
        #expect(try Self.parse([ByteBuffer(string: "--b--\r\n")]) == [])
    }

    @Test func `finds the same in any two pieces`() throws {
        let bytes = ByteBuffer(string: Self.body)
        for split in 0...bytes.readableBytes {
            let pieces = [(0, split), (split, bytes.readableBytes)].compactMap { from, to in
                bytes.getSlice(at: from, length: to - from)
            }
            #expect(try Self.parse(pieces) == Self.parts, "split at \(split)")
        }
    }

    @Test func `finds the same byte by byte, and in any three pieces of a short form`() throws {
        let single = Self.body.utf8.map { ByteBuffer(bytes: [$0]) }
        #expect(try Self.parse(single) == Self.parts)
        let short = ByteBuffer(
            string: "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n-\r\n--\r\n--b--")
        for first in 0...short.readableBytes {
            for second in first...short.readableBytes {
                let pieces = [(0, first), (first, second), (second, short.readableBytes)].compactMap { from, to in
                    short.getSlice(at: from, length: to - from)
                }
                #expect(try Self.parse(pieces) == ["a|-|-|\r\n-\r\n--"], "split at \(first) and \(second)")
            }
        }
    }

    @Test func `a field has at most sixteen parameters`() throws {
        func value(_ count: Int) -> String { "form-data" + (0..<count).map { "; p\($0)=\($0)" }.joined() }
        #expect(ParameterizedValue(value(16))?["p15"] == "15")
        #expect(ParameterizedValue(value(17)) == nil)
    }

    private static let head = "--b\r\nContent-Disposition: form-data; name=\"a\""

    @Test(arguments: [
        ("", "400 The form does not contain the boundary that its Content-Type names."),
        ("--c\r\n\r\n--c--", "400 The form does not contain the boundary that its Content-Type names."),
        (head, "400 The form ends before its last boundary."),
        ("\(head)\r\n\r\nhello", "400 The form ends before its last boundary."),
        ("\(head)\r\n\r\nhello\r\n--b\r\n", "400 The form ends before its last boundary."),
        ("\(head)\r\n\r\nhello\r\n--b-", "400 The form ends before its last boundary."),
        (
            "\(head)\r\n\r\nhello\r\n--bc--",
            "400 A boundary of the form is followed by something else than a line break."
        ),
        (
            "\(head)\r\n\r\nhello\r\n--b -",
            "400 A boundary of the form is followed by something else than a line break."
        ),
        (
            "\(head)\r\n\r\nhello\r\n--b\n",
            "400 A boundary of the form is followed by something else than a line break."
        ),
        ("\(head)\n\nhello\r\n--b--", "400 The lines of a part's head must end in CRLF."),
        ("\(head)\r\nX\r\n\r\n\r\n--b--", "400 A part of the form has a malformed header field."),
        ("\(head)\r\n folded: 1\r\n\r\n\r\n--b--", "400 A part of the form has a malformed header field."),
        ("\(head)\r\nX : 1\r\n\r\n\r\n--b--", "400 A part of the form has a malformed header field."),
        ("\(head)\r\nX: \u{1}\r\n\r\n\r\n--b--", "400 A part of the form has a malformed header field."),
        ("\(head)\r\nX: 1\r2\r\n\r\n\r\n--b--", "400 A part of the form has a malformed header field."),
        (
            "\(head)\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--b--",
            "400 A part of the form has the transfer encoding `base64`; send its bytes."
        ),
    ])
    func `refuses what is malformed`(_ body: String, _ message: String) {
        #expect(Self.refusal(body) == message)
    }

    @Test(arguments: [
        "", "form-data", "form-data; filename=\"a\"", "form-data; name=\"\"", "form-data; name=\"a", "form-data; name",
        "form-data; name=\"a\"; name=\"b\"", "attachment; name=\"a\"", "form-data; name=\"a\" b", "form-data; =a",
    ])
    func `each part needs one disposition with a name`(_ value: String) {
        let message = "400 Each part of the form must have one `Content-Disposition: form-data` with a name."
        #expect(Self.refusal("--b\r\nContent-Disposition: \(value)\r\n\r\n\r\n--b--") == message)
        #expect(Self.refusal("--b\r\nContent-Type: text/plain\r\n\r\n\r\n--b--") == message)
        #expect(Self.refusal("\(Self.head)\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--b--") == message)
    }

    @Test(arguments: [
        ("name=\"a\"; filename=\"b.png\"", "a|b.png"),
        ("name=a; filename=b.png;", "a|b.png"),
        ("NAME=\"a\";filename=\"b;c=.png\"", "a|b;c=.png"),
        ("name=\"a%22b%0D%0Ac%20\"; filename=\"%22%41\"", "a\"b\r\nc%20|\"%41"),
        ("name=\"a\\\"b\"; filename=\"c\\\\d\"", "a\"b|d"),
        ("name=\"a\"; filename=\"/etc/passwd\"", "a|passwd"),
        ("name=\"a\"; filename=\"../../b\"", "a|b"),
        ("name=\"a\"; filename=\"..\"", "a|"),
        ("name=\"a\"; filename=\"folder/\"", "a|"),
        ("name=\"a\"; filename=\"C:\\Documents and Settings\\ü.txt\"", "a|ü.txt"),
        ("name=\"a\"; filename=\"b%0D%0A\u{85}c\"", "a|bc"),
        ("name=\"a\"; filename*=UTF-8''%2e%2e", "a|-"),
        ("name=\"a\"; filename=\"b\"; filename*=UTF-8''c", "a|b"),
        ("name=\"a\"; filename=\"\"", "a|"),
        ("name=\"ключ\"; filename=\"日本.txt\"", "ключ|日本.txt"),
    ])
    func `names are read as browsers write them, and file names lead nowhere`(_ text: String, _ found: String) throws {
        let body = "--b\r\nContent-Disposition: form-data; \(text)\r\n\r\n\r\n--b--"
        #expect(try Self.parse([ByteBuffer(string: body)]) == ["\(found)|-|"])
    }

    @Test(arguments: [
        ("multipart/form-data", false), ("multipart/form-data; boundary=", false),
        ("multipart/form-data; boundary=\"\"", false), ("multipart/form-data; boundary=a; boundary=b", false),
        ("multipart/form-data; boundary=\"a", false), ("multipart/form-data; boundary=\"a \"", false),
        ("multipart/form-data; boundary=a*b", false), ("multipart/form-data; boundary=ä", false),
        ("multipart/form-data; boundary=\(String(repeating: "a", count: 71))", false),
        ("multipart/form-data; boundary=\(String(repeating: "a", count: 70))", true),
        ("multipart/form-data; Boundary=\"a b'()+_,-./:=?\"", true),
        ("multipart/form-data; charset=utf-8; boundary=----WebKitFormBoundaryx ", true),
    ])
    func `a boundary has 1 to 70 characters of those allowed`(_ type: String, _ isValid: Bool) {
        #expect(((try? MultipartBoundary(contentType: type)) != nil) == isValid)
    }

    @Test func `parts and their heads are limited`() {
        var limits = FormLimits(parts: 2)
        let part = "\(Self.head)\r\n\r\n1\r\n"
        #expect(Self.refusal("\(part)\(part)--b--", limits: limits).hasPrefix("accepted"))
        #expect(Self.refusal("\(part)\(part)\(part)--b--", limits: limits) == "413 The form has more than 2 parts.")
        limits = FormLimits(partHeaderBytes: 100, partHeaders: 3)
        let message = "400 The header fields of a part are more than 100 bytes or 3 fields."
        let long = String(repeating: "x", count: 100)
        #expect(Self.refusal("\(Self.head)\r\nX: \(long)\r\n\r\n1\r\n--b--", limits: limits) == message)
        #expect(Self.refusal("\(Self.head)\r\nX: \(long)", limits: limits) == message)
        #expect(Self.refusal("--b\(String(repeating: " ", count: 101))", limits: limits) == message)
        let many = String(repeating: "\r\nX: 1", count: 3)
        #expect(Self.refusal("\(Self.head)\(many)\r\n\r\n1\r\n--b--", limits: limits) == message)
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["\r\n--\(String(repeating: "a", count: 69))", "\r\n--", "\r", "\r\n"])
    func `almost-boundaries take no longer than other bytes`(_ unit: String) throws {
        let boundary = String(repeating: "a", count: 70)
        var parser = MultipartParser(
            boundary: try MultipartBoundary(contentType: "multipart/form-data; boundary=\(boundary)"),
            limits: FormLimits())
        parser.append(ByteBuffer(string: "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\n\r\n"))
        // An odd size, so that the pieces end at every place of the unit.
        let pattern = Array(String(repeating: unit, count: (64 << 10) / unit.utf8.count + 1).utf8)
        var position = 0
        var sent = 0
        var received = 0
        for _ in 0..<512 {
            let rest = pattern[position...].prefix(32_749)
            position = (position + rest.count) % unit.utf8.count
            parser.append(ByteBuffer(bytes: rest))
            sent += rest.count
            while let event = try parser.next() {
                if case .bytes(let bytes) = event { received += bytes.readableBytes }
            }
            #expect(sent - received < 74)
        }
        #expect(sent > 15 << 20)
    }

    @Test(arguments: ["\r", "\r\n-", "x"]) func `single bytes are kept no longer than they are needed`(_ unit: String)
        throws
    {
        var parser = MultipartParser(
            boundary: try MultipartBoundary(contentType: "multipart/form-data; boundary=b"), limits: FormLimits())
        parser.append(ByteBuffer(string: "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n"))
        var received = 0
        for byte in String(repeating: unit, count: 5_000).utf8 {
            parser.append(ByteBuffer(bytes: [byte]))
            while let event = try parser.next() {
                guard case .bytes(let bytes) = event else { continue }
                received += bytes.readableBytes
                #expect(bytes.storageCapacity <= 256)
            }
        }
        #expect(received >= unit.utf8.count * 4_999)
    }
}

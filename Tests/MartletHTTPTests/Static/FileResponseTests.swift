import Foundation
import MartletHTTP
import MartletTesting
import Testing

@testable import MartletHTTP

@Suite struct FileResponseTests {
    private static let size = 1_000
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.write("report.txt", TemporaryFile.content(0..<Self.size))
        try folder.setModified("report.txt", 784_111_777)
    }

    private func app(_ file: FileResponse) -> App {
        let app = App(disabling: .all)
        app.get("/report") { file }
        return app
    }

    /// The tag of a file is weak for a moment after a change.
    private func strongTag(_ client: TestClient) async throws -> String {
        while true {
            let tag = try #require(try await client.get("/report").headers[.eTag])
            if !tag.hasPrefix("W/") { return tag }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func `a file has type, validators and content`(_ mode: TestMode) async throws {
        let path = path
        let file = FileResponse(path, downloadName: "Bericht für Ada.txt", cacheControl: "private")
        try await app(file).test(mode) { (client) async throws in
            let whole = try await client.get("/report")
            #expect(whole.status == .ok)
            #expect(Array(whole.body.readableBytesView) == TemporaryFile.content(0..<Self.size))
            #expect(whole.headers[.contentType] == "text/plain; charset=utf-8")
            #expect(whole.headers[.contentLength] == "1000")
            #expect(whole.headers[.lastModified] == "Sun, 06 Nov 1994 08:49:37 GMT")
            #expect(whole.headers[.acceptRanges] == "bytes")
            #expect(whole.headers[.cacheControl] == "private")
            #expect(
                whole.headers[.contentDisposition]
                    == "attachment; filename=\"Bericht f_r Ada.txt\"; filename*=UTF-8''Bericht%20f%C3%BCr%20Ada.txt")
            let head = try await client.head("/report", headers: [.range: "bytes=0-9"])
            #expect(head.status == .ok)
            #expect(head.headers[.contentLength] == "1000")
            #expect(head.headers[.acceptRanges] == "bytes")
            #expect(head.body.readableBytes == 0)
        }
    }

    @Test func `a client that has the file gets 304`() async throws {
        try await app(FileResponse(path)).test { (client) async throws in
            let tag = try #require(try await client.get("/report").headers[.eTag])
            for headers: Headers in [
                [.ifNoneMatch: tag], [.ifNoneMatch: "W/" + tag.drop { $0 != "\"" }],
                [.ifModifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"],
            ] {
                let known = try await client.get("/report", headers: headers)
                #expect(known.status == .notModified)
                #expect(known.body.readableBytes == 0)
                #expect(known.headers[.eTag]?.hasSuffix(tag.drop { $0 != "\"" }) == true)
                #expect(known.headers[.contentType] == nil)
            }
            let refused = try await client.get("/report", headers: [.ifMatch: "\"other\""])
            #expect(refused.status == .preconditionFailed)
        }
    }

    @Test func `the tag is strong once the file rests, and changes with it`() async throws {
        let path = path
        try await app(FileResponse(path)).test { (client) async throws in
            let first = try await strongTag(client)
            #expect(try await strongTag(client) == first)
            // Another content of the same size and with the same time of writing.
            try Data(TemporaryFile.content(1..<Self.size + 1)).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 784_111_777)], ofItemAtPath: path)
            let changed = try #require(try await client.get("/report").headers[.eTag])
            #expect(!changed.hasSuffix(first))
        }
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func `a part is 206`(_ mode: TestMode) async throws {
        try await app(FileResponse(path)).test(mode) { (client) async throws in
            for (field, range) in [("bytes=0-99", 0..<100), ("bytes=990-", 990..<1_000), ("bytes=-1", 999..<1_000)] {
                let part = try await client.get("/report", headers: [.range: field])
                #expect(part.status == .partialContent)
                #expect(Array(part.body.readableBytesView) == TemporaryFile.content(range))
                #expect(part.headers[.contentRange] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/1000")
                #expect(part.headers[.contentLength] == "\(range.count)")
                #expect(part.headers[.eTag] != nil)
            }
            let malformed = try await client.get("/report", headers: [.range: "bytes=9-1"])
            #expect(malformed.status == .ok)
            #expect(malformed.body.readableBytes == 1_000)
        }
    }

    @Test func `a part that is not there is 416`() async throws {
        try await app(FileResponse(path)).test(.live) { (client) async throws in
            let answer = try await client.get("/report", headers: [.range: "bytes=1000-"])
            #expect(answer.status == .rangeNotSatisfiable)
            #expect(answer.headers[.contentRange] == "bytes */1000")
            #expect(answer.text.contains("1000 bytes"))
        }
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func `several parts come as multipart byteranges`(_ mode: TestMode) async throws {
        let path = try folder.write("letters.txt", "abcdefghijklmnopqrstuvwxyz")
        try await app(FileResponse(path)).test(mode) { (client) async throws in
            let answer = try await client.get("/report", headers: [.range: "bytes=0-2,-1,10-11"])
            #expect(answer.status == .partialContent)
            let type = try #require(answer.headers[.contentType])
            #expect(type.hasPrefix("multipart/byteranges; boundary="))
            let boundary = type.dropFirst("multipart/byteranges; boundary=".count)
            let head = "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes"
            #expect(
                answer.text
                    == "--\(boundary)\(head) 0-2/26\r\n\r\nabc\r\n--\(boundary)\(head) 25-25/26\r\n\r\nz\r\n"
                    + "--\(boundary)\(head) 10-11/26\r\n\r\nkl\r\n--\(boundary)--\r\n")
            #expect(answer.headers[.contentRange] == nil)
            #expect(answer.headers[.contentLength] == "\(answer.body.readableBytes)")
        }
    }

    @Test func `If-Range gives the whole file when it has changed`() async throws {
        try await app(FileResponse(path)).test { (client) async throws in
            let tag = try await strongTag(client)
            for (condition, expected) in [
                (tag, 206), ("W/\(tag)", 200), ("\"other\"", 200), ("Sun, 06 Nov 1994 08:49:37 GMT", 206),
                ("Sun, 06 Nov 1994 08:49:38 GMT", 200), ("nonsense", 200),
            ] {
                let answer = try await client.get(
                    "/report", headers: [.range: "bytes=0-9", .ifRange: condition])
                #expect(answer.status.code == expected, "\(condition)")
                #expect(answer.body.readableBytes == (expected == 206 ? 10 : 1_000))
            }
            // 416 only where the range counts.
            let changed = try await client.get("/report", headers: [.range: "bytes=5000-", .ifRange: "\"other\""])
            #expect(changed.status == .ok)
            // Conditions go first.
            let known = try await client.get("/report", headers: [.range: "bytes=0-9", .ifNoneMatch: tag])
            #expect(known.status == .notModified)
        }
    }

    @Test func `what is no file is 404`() async throws {
        let app = App(disabling: .all)
        let folder = folder
        try folder.write("inside/a.txt", "a")
        app.get("/missing") { FileResponse(folder.path + "/missing") }
        app.get("/folder") { FileResponse(folder.path + "/inside") }
        app.get("/below") { FileResponse(folder.path + "/report.txt/below") }
        app.get("/optional/{name}") { (name: Path<String>) in
            name.value == "none" ? nil : FileResponse(folder.path + "/report.txt")
        }
        app.onStatus(.notFound) { _, _ in "our own page" }
        try await app.test { (client) async throws in
            for path in ["/missing", "/folder", "/below", "/optional/none"] {
                let answer = try await client.get(path)
                #expect(answer.status == .notFound)
                #expect(answer.text == "our own page")
            }
            #expect(try await client.get("/optional/some").body.readableBytes == Self.size)
        }
    }

    @Test func `a pipe is 404 and holds nothing up`() async throws {
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        try await app(FileResponse(pipe)).test { (client) async throws in
            #expect(try await client.get("/report").status == .notFound)
        }
    }

    @Test func `a name that a client chose stays in its folder`() async throws {
        let outside = try TemporaryFolder()
        try outside.write("secret.txt", "secret")
        try folder.write("uploads/a.txt", "a")
        try folder.write("uploads/.hidden", "hidden")
        try folder.write("uploads/sub/b.txt", "b")
        try folder.link("uploads/inside.txt", to: "sub/b.txt")
        try folder.link("uploads/outside.txt", to: outside.path + "/secret.txt")
        try folder.link("uploads/away", to: outside.path)
        let uploads = folder.path + "/uploads"
        let app = App(disabling: .all)
        app.get("/uploads/{name:path}") { (name: Path<String>) in FileResponse(name.value, in: uploads) }
        app.get("/chosen") { (request: Request) in
            FileResponse(try request.query["name"] ?? "", in: uploads)
        }
        try await app.test { (client) async throws in
            #expect(try await client.get("/uploads/a.txt").text == "a")
            #expect(try await client.get("/uploads/sub/b.txt").text == "b")
            #expect(try await client.get("/uploads/inside.txt").text == "b")
            for name in [
                "outside.txt", "away/secret.txt", ".hidden", "sub", "", "..", "../report.txt", "sub/../a.txt",
                "/etc/passwd",
                "sub//b.txt", "a.txt/", ".", "sub\\b.txt", "\(outside.path)/secret.txt",
            ] {
                let encoded = PercentEncoding.encode(name)
                #expect(try await client.get("/chosen?name=\(encoded)").status == .notFound, "\(name)")
            }
        }
    }

    @Test func `a folder that does not exist is a mistake of the application`() async throws {
        let logs = LogCollector()
        let app = app(FileResponse("a.txt", in: folder.path + "/uplaods"))
        app.logger = logs.logger
        try await app.test { (client) async throws in
            #expect(try await client.get("/report").status == .internalServerError)
        }
        #expect(logs.errors == ["request failed"])
        #expect(
            MissingFolder(path: "uplaods").description
                == "the folder `uplaods` of a FileResponse does not exist; paths are relative to the working directory")
    }

    @Test func `a link that takes the place of what was found is not followed`() throws {
        let outside = try TemporaryFolder()
        try outside.write("a.txt", "secret")
        try folder.write("uploads/sub/a.txt", "a")
        try folder.write("uploads/a.txt", "a")
        let uploads = try #require(ConfinedFolder(folder.path + "/uploads"))
        let (file, deep) = (try #require(uploads.resolve("a.txt")), try #require(uploads.resolve("sub/a.txt")))
        for path in [file, deep] {
            let bytes = try uploads.open(path).read(from: 0, count: 10)
            #expect(String(buffer: bytes) == "a")
        }
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.removeItem(atPath: uploads.path + "/sub")
        try folder.link("uploads/a.txt", to: outside.path + "/a.txt")
        try folder.link("uploads/sub", to: outside.path)
        for path in [file, deep, outside.path + "/a.txt", uploads.path, uploads.path + "-other/a.txt"] {
            #expect(throws: OpenFileError.self) { try uploads.open(path) }
        }
    }

    // MARK: Over a socket

    @Test func `a large file goes to a slow client whole`() async throws {
        let size = 8 << 20
        let path = try folder.write("large.bin", [UInt8](repeating: 0x78, count: size))
        try await app(FileResponse(path)).test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /report HTTP/1.1\r\nHost: a\r\n\r\n")
            try await Task.sleep(for: .milliseconds(300))
            var received = 0
            while received < size {
                received += try await connection.takeReceived().readableBytes
                guard received < size else { break }
                let part = try await connection.read(until: { $0.readableBytes > 0 })
                guard !part.isClosed else { break }
                received += try await connection.takeReceived().readableBytes
            }
            #expect(received >= size)
            // The connection goes on.
            try await connection.send(
                "GET /report HTTP/1.1\r\nHost: a\r\nRange: bytes=0-0\r\nConnection: close\r\n\r\n")
            let last = try await connection.read()
            #expect(last.text.contains("HTTP/1.1 206 Partial Content"))
            await connection.close()
        }
    }

    @Test func `a file that is replaced while it is sent is sent as it was`() async throws {
        let size = 8 << 20
        let path = try folder.write("large.bin", [UInt8](repeating: 0x78, count: size))
        try await app(FileResponse(path)).test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /report HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            try await connection.read(until: "\r\n\r\n")
            // An editor or a deployment writes a new file and renames it.
            try Data("short".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            let answer = try await connection.read(within: .seconds(60))
            let count = answer.bytes.readableBytes
            #expect(count > size)
            #expect(
                answer.bytes.getSlice(at: answer.bytes.readerIndex + count - size, length: size)
                    == ByteBuffer(repeating: 0x78, count: size))
            await connection.close()
        }
    }

    @Test func `a file that is cut off while it is sent breaks the connection off`() async throws {
        let size = 64 << 20
        let path = try folder.write("cut.bin", "")
        #expect(truncate(path, off_t(size)) == 0)
        try await app(FileResponse(path)).test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /report HTTP/1.1\r\nHost: a\r\n\r\n")
            try await connection.read(until: "\r\n\r\n")
            #expect(truncate(path, 1) == 0)
            // Well before the idle limit: the event loop would try to send again and again until then.
            let answer = try await connection.read(within: .seconds(30))
            #expect(answer.isClosed)
            #expect(answer.bytes.readableBytes < size)
            await connection.close()
            #expect(try await client.get("/report").body.readableBytes == 1)
        }
    }

    @Test func `a response of more bytes than the file has is broken off`() async throws {
        let path = path
        let app = App(disabling: .all)
        app.get("/long") { Response(body: .file(path: path, length: 5_000)) }
        app.get("/behind") { Response(body: .file(path: path, offset: .max, length: .max)) }
        app.get("/negative") { Response(body: .file(path: path, offset: -5, length: 2)) }
        app.get("/part") { Response(body: .file(path: path, offset: 10, length: 2)) }
        try await app.test(.live) { (client) async throws in
            for path in ["/long", "/behind", "/negative"] {
                let answer = try await client.raw("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.isClosed)
                #expect(answer.text.hasSuffix("\r\n\r\n"), "\(path)")
            }
            #expect(Array(try await client.get("/part").body.readableBytesView) == TemporaryFile.content(10..<12))
        }
    }

    @Test func `files are closed when their response is not sent`() async throws {
        try await app(FileResponse(path)).test(.live) { (client) async throws in
            let before = Self.openFiles(path)
            for _ in 0..<20 {
                _ = try await client.head("/report")
                _ = try await client.get("/report", headers: [.ifModifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"])
                _ = try await client.get("/report")
            }
            for _ in 0..<100 where Self.openFiles(path) > before { try await Task.sleep(for: .milliseconds(50)) }
            #expect(Self.openFiles(path) == before)
        }
    }

    /// How many of this process's descriptors are of a file.
    private static func openFiles(_ path: String) -> Int {
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return descriptors.count {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path
        }
    }
}

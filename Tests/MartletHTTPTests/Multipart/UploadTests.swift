import Foundation
import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@testable import MartletHTTP

/// Files of forms: where their bytes are, how they move, and when they go.
@Suite struct UploadTests {
    private struct Photo: Decodable, Sendable { var photo: Upload }

    private static func large(_ count: Int = 300_000) -> ByteBuffer {
        ByteBuffer(bytes: (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    }

    /// Makes an upload as a form would.
    private static func upload(_ bytes: ByteBuffer, in folder: TemporaryFolder) async throws -> Upload {
        var spool = UploadSpool(limits: FormLimits(directory: folder.path))
        try await spool.write(bytes)
        return Upload(filename: "a.bin", contentType: "image/png", storage: try await spool.finish())
    }

    @Test func `a small file stays in memory, a large one is on disk without a name while the request lasts`()
        async throws
    {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let app = App(disabling: .all)
        app.post("/") { (form: Form<Photo>) in
            let open = folder.openFiles
            let permissions = open.first.flatMap { TemporaryFolder.permissions($0) }
            let isSame = try await form.photo.read() == (form.photo.size == 65_536 ? Self.large(65_536) : Self.large())
            // What has no name cannot be left behind, not even by a kill.
            return "\(form.photo.size) \(open.count) \(permissions ?? 0) \(isSame) \(folder.files)"
        }
        .formLimits(FormLimits(directory: folder.path))
        try await app.test { (client) async throws in
            let small = try await client.post("/", .multipart([.file("photo", filename: "a", Self.large(65_536))]))
            #expect(small.text == "65536 0 0 true []")
            let large = try await client.post("/", .multipart([.file("photo", filename: "a", Self.large())]))
            #expect(large.text == "300000 1 \(0o600) true []")
            #expect(try await folder.becomesEmpty())
        }
    }

    private enum Kind: String, Codable, CaseIterable { case single, album }
    private struct Login: Decodable, Sendable {
        var email: String
        var age: Int?
        var price: Decimal
        var since: Date
        var token: UUID?
        var site: URL
        var kind: Kind
        var tags: [String]
        var isOpen: Bool
    }
    private struct Nested: Decodable, Sendable {
        var login: String
        var photos: [Upload]?
    }
    private struct Checked: Decodable, Sendable {
        init(from decoder: any Decoder) throws {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "never"))
        }
    }
    /// Asks for its file only where a field says so.
    private struct Choosing: Decodable, Sendable {
        enum CodingKeys: CodingKey { case kind, photo }
        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            if try fields.decode(String.self, forKey: .kind) == "photo" {
                _ = try fields.decode(Upload.self, forKey: .photo)
            }
        }
    }

    @Test func `a type is asked whether it takes files`() {
        #expect(!UploadProbe.takesFiles(Login.self))
        #expect(!UploadProbe.takesFiles([String: String].self))
        #expect(UploadProbe.takesFiles(Photo.self))
        #expect(UploadProbe.takesFiles(Nested.self))
        #expect(UploadProbe.takesFiles([String: Upload].self))
        // What cannot be found out is taken for granted.
        #expect(UploadProbe.takesFiles(Checked.self))
        #expect(!UploadProbe.takesFiles(Choosing.self))
    }

    @Test func `files that nobody asks for are not written`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let app = App(disabling: .all)
        let (logs, absent) = (LogCollector(), folder.path + "/absent")
        app.logger = logs.logger
        try FileManager.default.createDirectory(atPath: absent, withIntermediateDirectories: false)
        struct Title: Decodable, Sendable { var title: String }
        app.post("/") { (form: Form<Title>) in form.title }.formLimits(FormLimits(directory: absent))
        app.post("/choosing") { (form: Form<Choosing>) in "got" }.formLimits(FormLimits(directory: absent))
        try await app.test { (client) async throws in
            try FileManager.default.removeItem(atPath: absent)
            // Where a file cannot be made, one that was to be made would be a 500.
            let file = TestContent.multipart([.field("title", "a"), .file("photo", filename: "b", Self.large())])
            #expect(try await client.post("/", file).text == "a")
            let misplaced = try await client.post("/", .multipart([.file("title", filename: "b", Self.large())]))
            #expect(misplaced.text.contains("`title` must be a text, not a file."))
            let chosen = try await client.post(
                "/choosing", .multipart([.field("kind", "photo"), .file("photo", filename: "b", Self.large())]))
            #expect(chosen.status == .internalServerError)
        }
        #expect(logs.errors.count == 1)
    }

    @Test func `no file is left when the form fails midway`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let app = App(disabling: .all)
        let seen = Mutex(0)
        app.post("/") { (form: Form<Photo>) in "got" }
            .formLimits(FormLimits(directory: folder.path))
        app.post("/parts") { (parts: MultipartStream) in
            for try await part in parts {
                let upload = try await part.upload()
                seen.withLock { $0 = folder.openFiles.count }
                throw HTTPError(.conflict, "\(upload.size)")
            }
            return "none"
        }
        .formLimits(FormLimits(directory: folder.path))
        let whole = try Self.multipart(Self.large())
        let cut = whole.getSlice(at: 0, length: 250_000) ?? whole
        let type = "multipart/form-data; boundary=b"
        try await app.test(.live) { (client) async throws in
            #expect(try await client.post("/", .bytes(cut, type: type)).status == .badRequest)
            #expect(try await folder.becomesEmpty())
            let connection = try await client.connect()
            try await connection.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\nContent-Length: 900000\r\n\r\n")
            try await connection.send(cut)
            for _ in 0..<500 where folder.openFiles.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            #expect(folder.openFiles.count == 1)
            #expect(folder.files == [])
            try await connection.reset()
            #expect(try await folder.becomesEmpty())
            #expect(try await client.post("/parts", .bytes(whole, type: type)).status == .conflict)
            #expect(seen.withLock { $0 } == 1)
            #expect(try await folder.becomesEmpty())
        }
    }

    private static func multipart(_ content: ByteBuffer) throws -> ByteBuffer {
        var body = ByteBuffer(
            string: "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\n")
        body.writeImmutableBuffer(content)
        body.writeString("\r\n--b--\r\n")
        return body
    }

    @Test func `a file is written as fast as it comes, and no faster`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let piece = ByteBuffer(repeating: 0x0D, count: 48 << 10)
        let source = CheckedSource(piece: piece, count: 1_000, folder: folder)
        var request = Request(
            method: .post, target: "/", headers: [.contentType: "multipart/form-data; boundary=b"],
            body: RequestBody(source: source),
            context: RequestContext(application: ApplicationContext(), connection: ConnectionInfo()))
        request.body.limit = 1 << 30
        let limits = FormLimits(directory: folder.path)
        _ = try await limits.handle(request, next: Next { _ in Response() })
        var extraction = ExtractionSource(request)
        let form = try await Form<Photo>.extract(from: &extraction)
        #expect(form.photo.size == 1_000 * piece.readableBytes)
        // Never more than one piece for the disk and one from the network is in memory.
        #expect(source.mostInMemory < 256 << 10)
    }

    /// A body of one file, which sees at each demand how much of it is not on disk yet.
    private final class CheckedSource: RequestBodySource {
        let expectedLength: Int? = nil
        let trailers = Headers()
        private let piece: ByteBuffer
        private let count: Int
        private let folder: TemporaryFolder
        private let state = Mutex((step: 0, most: 0))

        init(piece: ByteBuffer, count: Int, folder: TemporaryFolder) {
            self.piece = piece
            self.count = count
            self.folder = folder
        }

        var mostInMemory: Int { state.withLock { $0.most } }

        func next() async throws -> ByteBuffer? {
            let step = state.withLock { state in
                defer { state.step += 1 }
                return state.step
            }
            let onDisk = folder.openFiles.reduce(0) { $0 + TemporaryFolder.size($1) }
            let sent = max(0, step - 1) * piece.readableBytes
            state.withLock { $0.most = max($0.most, sent - onDisk) }
            switch step {
            case 0:
                return ByteBuffer(
                    string: "--b\r\nContent-Disposition: form-data; name=photo; filename=a\r\n\r\n")
            case 1...count: return piece
            case count + 1: return ByteBuffer(string: "\r\n--b--")
            default: return nil
            }
        }
    }

    @Test(arguments: [1_000, 300_000]) func `a file moves to its place once`(size: Int) async throws {
        let folder = try TemporaryFolder()
        let target = try TemporaryFolder()
        defer {
            folder.remove()
            target.remove()
        }
        let path = "\(target.path)/cover"
        let bytes = Self.large(size)
        do {
            let upload = try await Self.upload(bytes, in: folder)
            try await upload.move(to: path)
            #expect(TemporaryFolder.size(path) == size)
            #expect(TemporaryFolder.permissions(path) == 0o600)
            #expect(try await upload.read() == bytes)
            await #expect(throws: UploadError(.moved, path: path)) {
                try await upload.move(to: path, overwriting: true)
            }
            // What is there is kept unless told otherwise, and the upload can still be moved.
            let second = try await Self.upload(Self.large(size + 1), in: folder)
            await #expect(throws: UploadError(.exists, path: path)) { try await second.move(to: path) }
            #expect(TemporaryFolder.size(path) == size)
            try await second.move(to: path, overwriting: true, permissions: 0o644)
            #expect(TemporaryFolder.size(path) == size + 1)
            #expect(TemporaryFolder.permissions(path) == 0o644)
            for wrong in ["", "\(path)\u{0}.png"] {
                let upload = try await Self.upload(bytes, in: folder)
                await #expect(throws: UploadError(.invalidPath, path: wrong)) { try await upload.move(to: wrong) }
            }
            let third = try await Self.upload(bytes, in: folder)
            await #expect(throws: UploadError.self) { try await third.move(to: "\(target.path)/absent/cover") }
        }
        #expect(try await folder.becomesEmpty())
        #expect(TemporaryFolder.size(path) == size + 1)
        #expect(target.files == ["cover"])
    }

    /// What file systems without files that have no name get.
    @Test func `a file with a name moves once, and goes if it does not`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let first = "\(folder.path)/first"
        do {
            let file = try UploadFile.named(in: folder.path)
            try await file.append(ByteBuffer(string: "cover"))
            try await file.finish()
            #expect(folder.files.count == 1)
            #expect(folder.files.first?.hasPrefix(".martlet-") == true)
            #expect(try await file.place(at: first, overwriting: false, permissions: 0o640))
            #expect(folder.files == ["first"])
            #expect(TemporaryFolder.permissions(first) == 0o640)
            let other = try UploadFile.named(in: folder.path)
            try await other.append(ByteBuffer(string: "other"))
            await #expect(throws: UploadError(.exists, path: first)) {
                try await other.place(at: first, overwriting: false, permissions: 0o600)
            }
            #expect(try await other.place(at: first, overwriting: true, permissions: 0o600))
            #expect(folder.content("first") == "other")
            let third = try UploadFile.named(in: folder.path)
            await #expect(throws: UploadError(.exists, path: first)) {
                try await third.place(at: first, overwriting: false, permissions: 0o600)
            }
            #expect(folder.files.count == 2)
        }
        for _ in 0..<500 where folder.files != ["first"] { try await Task.sleep(for: .milliseconds(20)) }
        #expect(folder.files == ["first"])
    }

    @Test(.enabled(if: FileManager.default.isWritableFile(atPath: "/dev/shm")))
    func `a file moves to another file system`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = "/dev/shm/martlet-\(UInt64.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = Self.large()
        do {
            let upload = try await Self.upload(bytes, in: folder)
            try await upload.move(to: path)
            #expect(FileManager.default.contents(atPath: path) == Data(bytes.readableBytesView))
            let second = try await Self.upload(bytes, in: folder)
            await #expect(throws: UploadError(.exists, path: path)) { try await second.move(to: path) }
            try await second.move(to: path, overwriting: true)
        }
        #expect(try await folder.becomesEmpty())
    }

    @Test func `what was moved can be read, wherever the file has gone since`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let upload = try await Self.upload(Self.large(), in: folder)
        var iterator = upload.makeAsyncIterator()
        #expect(try await iterator.next()?.readableBytes == 64 << 10)
        try await upload.move(to: "\(folder.path)/cover")
        #expect(try await upload.read() == Self.large())
        try FileManager.default.moveItem(atPath: "\(folder.path)/cover", toPath: "\(folder.path)/final")
        #expect(try await upload.read() == Self.large())
        #expect(try await iterator.next()?.readableBytes == 64 << 10)
        #expect(folder.files == ["final"])
    }

    @Test func `a folder for files that does not exist stops the start`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/absent"
        let limits = FormLimits(directory: path)
        let app = App(disabling: .all)
        app.use(limits)
        app.group("/a") { group in
            group.use(limits)
            group.get("/") { "a" }.use(limits).formLimits(limits)
        }
        let error = #expect(throws: BootError.self) { try app.build() }
        let sentence = "the folder `\(path)` for the files of forms does not exist; make it before the start"
        #expect(error?.problems == Array(repeating: sentence, count: 4))
    }

    @Test func `says in words why a file did not move`() {
        #expect(
            UploadError(.exists, path: "/a").description
                == "the upload was not moved to /a, where a file is; choose another name or say overwriting: true")
        #expect(
            UploadError(.invalidPath, path: "").description
                == "the upload was not moved: the path is empty or has a NUL in it")
        #expect(
            UploadError(.system(2), path: "/a/b").description
                == "the upload was not kept at /a/b: No such file or directory (2); the folder /a has to be there first"
        )
        #expect(
            UploadError(.system(13), path: "/a/b").description
                == "the upload was not kept at /a/b: Permission denied (13); let the process write into the folder /a")
        #expect(
            UploadError(.system(28), path: "/a/b").description.hasSuffix(
                "; make room, or limit what forms may bring by FormLimits"))
    }

    @Test(arguments: [1_000, 300_000]) func `a file is read in pieces and sent as a response`(size: Int) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let app = App(disabling: .all)
        app.post("/") { (form: Form<Photo>) in
            Response(headers: [.contentType: "image/png"], body: form.photo.body)
        }
        .formLimits(FormLimits(directory: folder.path))
        app.post("/count") { (form: Form<Photo>) in
            var sizes: [Int] = []
            for try await piece in form.photo { sizes.append(piece.readableBytes) }
            return sizes
        }
        let content = TestContent.multipart([.file("photo", filename: "a.png", type: "text/html", Self.large(size))])
        try await app.test(.live) { (client) async throws in
            let answer = try await client.post("/", content)
            #expect(answer.headers[.contentType] == "image/png")
            #expect(answer.headers[.contentLength] == "\(size)")
            #expect(answer.body == Self.large(size))
            let pieces = try await client.post("/count", content).json([Int].self)
            #expect(pieces.reduce(0, +) == size)
            #expect(pieces.allSatisfy { $0 <= 64 << 10 })
            #expect(try await folder.becomesEmpty())
        }
    }

    @Test func `a file is no JSON`() async throws {
        let app = App(disabling: .all)
        app.post("/") { (photo: JSON<Photo>) in photo.photo.filename }
        try await app.test { (client) async throws in
            let answer = try await client.post("/", json: ["photo": "a.png"])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("/photo has a value that is not allowed."))
        }
    }
}

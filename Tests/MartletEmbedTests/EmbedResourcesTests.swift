import Foundation
import MartletHTTP
import MartletHash
import MartletTesting
import Testing

/// The plugin `EmbedResources`, which this test target uses.
@Suite struct EmbedResourcesTests {
    private static let target = URL(filePath: #filePath).deletingLastPathComponent()
    private static let names = [
        ".well-known/security.txt", "css/app.css", "css/app.css.gz", "empty.txt", "large.bin", "linked.css",
    ]

    private static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: target.appending(path: "Public/\(name)")))
    }

    private func app(_ files: StaticFiles, development: Bool = false) async throws -> App {
        let app = App(disabling: .all)
        app.isDevelopment = development
        try await app.install(files)
        app.get("/link/{name:path}") { (name: Path<String>, request: Request) in try request.static(name.value) }
        return app
    }

    @Test func `the target holds its templates, byte for byte`() throws {
        #expect(EmbeddedTemplates.texts.keys.sorted() == ["nested/odd", "plain"])
        for (name, text) in EmbeddedTemplates.texts {
            let bytes = try Data(contentsOf: Self.target.appending(path: "Templates/\(name).mustache"))
            #expect(Array(text.utf8) == Array(bytes), "\(name)")
        }
    }

    @Test func `the target holds its static files, without hidden ones and links that lead out`() {
        #expect(EmbeddedFiles.all.keys.sorted() == Self.names)
    }

    @Test(arguments: [TestMode.inProcess, .live], [0, 32 << 20])
    func `a binary serves its files, byte for byte`(_ mode: TestMode, _ memoryLimit: Int) async throws {
        let files = StaticFiles("no/such/folder", embedded: EmbeddedFiles.all, memoryLimit: memoryLimit)
        try await app(files).test(mode) { (client) async throws in
            for name in Self.names {
                let bytes = try Self.bytes(name)
                let hash = ContentHash.digits(of: bytes)
                let link = try await client.get("/link/\(name)").text
                #expect(link.contains(".\(hash)"), "\(name)")
                // Twice, since small files are kept from the first time on.
                for path in ["/static/\(name)", link, link] {
                    let file = try await client.get(path)
                    #expect(file.status == .ok)
                    #expect(Array(file.body.readableBytesView) == bytes, "\(path)")
                    #expect(file.headers[.eTag] == "\"\(hash)\"")
                    #expect(file.headers[.lastModified] == nil)
                    let forever = "public, max-age=31536000, immutable"
                    #expect(file.headers[.cacheControl] == (path == link ? forever : "no-cache"))
                    let known = try await client.get(path, headers: [.ifNoneMatch: "\"\(hash)\""])
                    #expect(known.status == .notModified)
                    let head = try await client.head(path)
                    #expect(head.headers[.contentLength] == "\(bytes.count)")
                    #expect(head.body.readableBytes == 0)
                }
            }
        }
    }

    @Test func `every range of a packed file is right`() async throws {
        let bytes = try Self.bytes("large.bin")
        let files = StaticFiles("no/such/folder", embedded: EmbeddedFiles.all)
        try await app(files).test { (client) async throws in
            for start in [0, 1, 2, 3, 4, 5, 6, 7, 8, 65_535, 269_990] {
                for count in 1...9 {
                    let field = "bytes=\(start)-\(start + count - 1)"
                    let part = try await client.get("/static/large.bin", headers: [.range: field])
                    #expect(part.status == .partialContent)
                    #expect(Array(part.body.readableBytesView) == Array(bytes[start..<start + count]), "\(field)")
                }
            }
            let most = try await client.get("/static/large.bin", headers: [.range: "bytes=3-269999"])
            #expect(Array(most.body.readableBytesView) == Array(bytes[3..<270_000]))
            let parts = try await client.get("/static/large.bin", headers: [.range: "bytes=5-6,200000-200001"])
            #expect(parts.headers[.contentType]?.hasPrefix("multipart/byteranges") == true)
            #expect(parts.headers[.contentLength] == "\(parts.body.readableBytes)")
            let second = parts.body.readableBytesView.firstRange(of: Array("200000-200001/270001\r\n\r\n".utf8))
            let found = try #require(second)
            #expect(
                Array(parts.body.readableBytesView[found.upperBound...].prefix(2)) == Array(bytes[200_000...200_001]))
        }
    }

    @Test func `a client gets the embedded sibling that it takes`() async throws {
        try await app(StaticFiles("no/such/folder", embedded: EmbeddedFiles.all)).test { (client) async throws in
            let file = try await client.get("/static/css/app.css", headers: [.acceptEncoding: "gzip"])
            #expect(file.headers[.contentEncoding] == "gzip")
            #expect(file.headers[.contentType] == "text/css; charset=utf-8")
            #expect(Array(file.body.readableBytesView) == (try Self.bytes("css/app.css.gz")))
            let plain = try await client.get("/static/css/app.css")
            #expect(plain.headers[.contentEncoding] == nil)
            #expect(plain.headers[.vary] == "Accept-Encoding")
        }
    }

    @Test func `what the guide to static files says`() async throws {
        let app = App(disabling: .all)
        try await app.install(StaticFiles("Public", embedded: EmbeddedFiles.all))
        try await app.test { (client) async throws in
            #expect(try await client.get("/static/css/app.css").text.contains("body { color: red }"))
        }
    }

    @Test func `development reads the folder where it is there, anything else the binary`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder.appending(path: "css"), withIntermediateDirectories: true)
        try Data("on disk".utf8).write(to: folder.appending(path: "css/app.css"))
        let embedded = String(decoding: try Self.bytes("css/app.css"), as: UTF8.self)
        let site = StaticFiles(folder.path(percentEncoded: false), embedded: EmbeddedFiles.all)
        try await app(site, development: true).test { (client) async throws in
            #expect(try await client.get("/static/css/app.css").text == "on disk")
            try Data("changed".utf8).write(to: folder.appending(path: "css/app.css"))
            #expect(try await client.get("/static/css/app.css").text == "changed")
            #expect(try await client.get("/static/empty.txt").status == .notFound)
        }
        try await app(site).test { (client) async throws in
            #expect(try await client.get("/static/css/app.css").text == embedded)
        }
        let elsewhere = StaticFiles("no/such/folder", embedded: EmbeddedFiles.all)
        try await app(elsewhere, development: true).test { (client) async throws in
            let link = try await client.get("/link/css/app.css").text
            #expect(try await client.get(link).text == embedded)
            #expect(try await client.get("/static/none.css").status == .notFound)
        }
    }

    @Test func `an outdated hash leads to the embedded file, names are confined, a wrong fallback stops the start`()
        async throws
    {
        try await app(StaticFiles("no/such/folder", embedded: EmbeddedFiles.all)).test { (client) async throws in
            let old = try await client.get("/static/css/app.0123456789abcdef.css")
            #expect(old.status == .temporaryRedirect)
            #expect(old.headers[.location] == (try await client.get("/link/css/app.css").text))
            for path in ["/static/.hidden", "/static/css/..%2fempty.txt", "/static/css%2fapp.css", "/static/css/"] {
                #expect([400, 404].contains(try await client.get(path).status.code), "\(path)")
            }
        }
        let wrong = try await app(StaticFiles("none", embedded: EmbeddedFiles.all, fallback: "empty.tx"))
        let error = #expect(throws: BootError.self) { try wrong.build() }
        #expect(
            error?.problems == [
                "the folder `none` has no file `empty.tx`, the fallback of the static files at `/static`"
                    + "; did you mean `empty.txt`?"
            ])
    }
}

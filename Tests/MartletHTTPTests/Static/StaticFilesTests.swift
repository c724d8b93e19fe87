import Foundation
import MartletHTTP
import MartletHash
import MartletTesting
import Testing

@testable import MartletHTTP

@Suite struct StaticFilesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("app.css", "body { color: red }")
        try folder.write("js/app.min.js", "let a = 1")
        try folder.write("LICENSE", "free")
        try folder.write("docs/index.html", "<h1>Docs</h1>")
        try folder.write("index.html", "<h1>Home</h1>")
        try folder.write("with space & more.txt", "text")
        try folder.setModified("app.css", 784_111_777)
    }

    private func app(_ files: StaticFiles, development: Bool = false) async throws -> App {
        let app = App(disabling: .all)
        app.isDevelopment = development
        try await app.install(files)
        app.get("/link/{name:path}") { (name: Path<String>, request: Request) in try request.static(name.value) }
        return app
    }

    private var site: StaticFiles { StaticFiles(folder.path) }
    private static let hash = ContentHash.digits(of: "body { color: red }".utf8)

    // MARK: Serving

    @Test func `files take any parameter, also where others are refused`() async throws {
        let app = try await app(site)
        app.unknownParameters(.refused)
        try await app.test { (client) async throws in
            #expect(try await client.get("/static/app.css?v=2").text == "body { color: red }")
            #expect(try await client.get("/link/app.css?v=2").status == .unprocessableContent)
        }
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func `files have type, validators, ranges`(_ mode: TestMode) async throws {
        try await app(site).test(mode) { (client) async throws in
            let file = try await client.get("/static/app.css")
            #expect(file.status == .ok)
            #expect(file.text == "body { color: red }")
            #expect(file.headers[.contentType] == "text/css; charset=utf-8")
            #expect(file.headers[.eTag] == "\"\(Self.hash)\"")
            #expect(file.headers[.lastModified] == "Sun, 06 Nov 1994 08:49:37 GMT")
            #expect(file.headers[.cacheControl] == "no-cache")
            #expect(file.headers[.vary] == nil)
            let known = try await client.get("/static/app.css", headers: [.ifNoneMatch: "\"\(Self.hash)\""])
            #expect(known.status == .notModified)
            #expect(known.headers[.cacheControl] == "no-cache")
            let part = try await client.get("/static/app.css", headers: [.range: "bytes=0-3"])
            #expect(part.status == .partialContent)
            #expect(part.text == "body")
            let parts = try await client.get("/static/app.css", headers: [.range: "bytes=0-0,2-2"])
            #expect(parts.text.contains("Content-Range: bytes 2-2/19\r\n\r\nd\r\n"))
            let head = try await client.head("/static/app.css")
            #expect(head.headers[.contentLength] == "19")
            #expect(head.body.readableBytes == 0)
            #expect(try await client.get("/static/js/app.min.js").text == "let a = 1")
            #expect(try await client.get("/static/with%20space%20&%20more.txt").text == "text")
            let post = try await client.post("/static/app.css")
            #expect(post.status == .methodNotAllowed)
            #expect(post.headers[.allow] == "GET, HEAD, OPTIONS")
        }
    }

    @Test func `files that are not kept in memory are sent from disk`() async throws {
        let large = TemporaryFile.content(0..<300_000)
        try folder.write("large.bin", large)
        for limit in [0, 32 << 20] {
            try await app(StaticFiles(folder.path, memoryLimit: limit)).test(.live) { (client) async throws in
                #expect(try await client.get("/static/app.css").text == "body { color: red }")
                let file = try await client.get("/static/large.bin")
                #expect(Array(file.body.readableBytesView) == large)
                #expect(file.headers[.eTag] == "\"\(ContentHash.digits(of: large))\"")
                let part = try await client.get("/static/large.bin", headers: [.range: "bytes=299998-"])
                #expect(Array(part.body.readableBytesView) == Array(large[299_998...]))
            }
        }
    }

    @Test func `the index is fixed after the start`() async throws {
        let folder = folder
        try await app(StaticFiles(folder.path, memoryLimit: 0)).test { (client) async throws in
            try folder.write("new.css", "new")
            #expect(try await client.get("/static/new.css").status == .notFound)
            // A file that is replaced on disk is sent as it is now, but not under the hash of the old content.
            for text in ["changed", "changed twice"] {
                try folder.write("app.css", text)
                let changed = try await client.get("/static/app.css")
                #expect(changed.text == text)
                let hash = ContentHash.digits(of: text.utf8)
                #expect(changed.headers[.eTag] == "\"\(hash)\"")
                let old = try await client.get("/static/app.\(Self.hash).css")
                #expect(old.status == .temporaryRedirect)
                #expect(old.headers[.location] == "/static/app.\(hash).css")
                let followed = try await client.get("/static/app.\(Self.hash).css", followingRedirects: true)
                #expect(followed.text == text)
                #expect(followed.headers[.cacheControl] == "public, max-age=31536000, immutable")
            }
            // The same content under another inode, with another time, keeps its address.
            try folder.write("app.css", "body { color: red }")
            let same = try await client.get("/static/app.\(Self.hash).css")
            #expect(same.text == "body { color: red }")
            #expect(same.headers[.cacheControl] == "public, max-age=31536000, immutable")
            TemporaryFile.remove(folder.path + "/app.css")
            #expect(try await client.get("/static/app.css").status == .notFound)
        }
        try folder.write("app.css", "changed")
        try await app(StaticFiles(folder.path)).test { (client) async throws in
            try folder.write("app.css", "changed again")
            #expect(try await client.get("/static/app.css").text == "changed")
        }
    }

    @Test func `development looks at the disk`() async throws {
        let folder = folder
        try await app(site, development: true).test { (client) async throws in
            #expect(try await client.get("/static/app.css").text == "body { color: red }")
            try folder.write("new.css", "new")
            #expect(try await client.get("/static/new.css").text == "new")
            try folder.write("app.css", "body { color: blue }")
            let changed = try await client.get("/static/app.css")
            #expect(changed.text == "body { color: blue }")
            let hash = ContentHash.digits(of: "body { color: blue }".utf8)
            #expect(changed.headers[.eTag] == "\"\(hash)\"")
            #expect(try await client.get("/link/app.css").text == "/static/app.\(hash).css")
            #expect(try await client.get("/link/new.css").text.hasPrefix("/static/new."))
            TemporaryFile.remove(folder.path + "/new.css")
            #expect(try await client.get("/static/new.css").status == .notFound)
        }
    }

    @Test func `the address of the folder is a 404 at once, or its index`() async throws {
        let page: Headers = [.accept: "text/html"]
        try await app(site).test { (client) async throws in
            #expect(try await client.get("/static").status == .notFound)
            #expect(try await client.get("/static/").status == .notFound)
        }
        let indexed = StaticFiles(folder.path, index: "index.html")
        try await app(indexed).test { (client) async throws in
            #expect(try await client.get("/static", followingRedirects: true).text == "<h1>Home</h1>")
        }
        try await app(StaticFiles(folder.path, index: "absent.html")).test { (client) async throws in
            #expect(try await client.get("/static").status == .notFound)
        }
        let single = StaticFiles(folder.path, at: "/app", fallback: "index.html")
        try await app(single).test { (client) async throws in
            let answer = try await client.get("/app", headers: page, followingRedirects: true)
            #expect(answer.text == "<h1>Home</h1>")
        }
    }

    @Test func `a prefix has files once`() async throws {
        let app = App(disabling: .all)
        try await app.install(StaticFiles(folder.path), file: "A.swift", line: 1)
        try await app.install(StaticFiles(folder.path, at: "/other"), file: "A.swift", line: 2)
        _ = try app.build()
        try await app.install(StaticFiles(folder.path), file: "A.swift", line: 3)
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(error?.problems == ["StaticFiles at /static is installed twice: at A.swift:1 and at A.swift:3"])
    }

    // MARK: Hashed names

    @Test(arguments: [false, true])
    func `a hashed name is kept for ever`(_ development: Bool) async throws {
        try await app(site, development: development).test { (client) async throws in
            let link = try await client.get("/link/app.css").text
            #expect(link == "/static/app.\(Self.hash).css")
            let file = try await client.get(link)
            #expect(file.text == "body { color: red }")
            #expect(file.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(file.headers[.eTag] == "\"\(Self.hash)\"")
            let script = try await client.get("/link/js/app.min.js").text
            #expect(script.hasPrefix("/static/js/app.min.") && script.hasSuffix(".js"))
            #expect(try await client.get(script).text == "let a = 1")
            let spaced = try await client.get("/link/with%20space%20&%20more.txt").text
            #expect(try await client.get(spaced).text == "text")
            let license = try await client.get("/link/LICENSE").text
            #expect(try await client.get(license).text == "free")
        }
    }

    @Test func `an outdated hash leads to the current one`() async throws {
        try await app(site).test { (client) async throws in
            let old = try await client.get("/static/app.0123456789abcdef.css")
            #expect(old.status == .temporaryRedirect)
            #expect(old.headers[.location] == "/static/app.\(Self.hash).css")
            #expect(old.headers[.cacheControl] == "no-store")
            #expect(try await client.get("/static/none.0123456789abcdef.css").status == .notFound)
            let followed = try await client.get("/static/app.0123456789abcdef.css", followingRedirects: true)
            #expect(followed.text == "body { color: red }")
        }
    }

    @Test func `links keep the prefix under which an application is mounted`() async throws {
        let outer = App(disabling: .all)
        outer.mount("/shop", try await app(site))
        try await outer.test { (client) async throws in
            #expect(try await client.get("/shop/link/app.css").text == "/shop/static/app.\(Self.hash).css")
            let old = try await client.get("/shop/static/app.0123456789abcdef.css", followingRedirects: true)
            #expect(old.text == "body { color: red }")
        }
    }

    @Test func `an unknown name is an error with a near match`() async throws {
        let app = try await app(site)
        app.onError(StaticLinkError.self) { error, _ in error.description }
        try await app.test { (client) async throws in
            #expect(
                try await client.get("/link/ap.css").text == "no static file is named `ap.css`; did you mean `app.css`?"
            )
        }
    }

    @Test func `several folders are served side by side`() async throws {
        let other = try TemporaryFolder()
        try other.write("other.css", "other")
        try other.write("app.css", "other app")
        let app = try await app(site)
        try await app.install(StaticFiles(other.path, at: "/theme/"))
        try await app.test { (client) async throws in
            #expect(try await client.get("/theme/app.css").text == "other app")
            #expect(try await client.get("/static/app.css").text == "body { color: red }")
            #expect(try await client.get("/link/other.css").text.hasPrefix("/theme/other."))
            #expect(try await client.get("/link/app.css").text.hasPrefix("/static/app."))
        }
    }

    // MARK: Compressed siblings

    @Test(
        arguments: [
            ("br, gzip", "br"), ("gzip", "gzip"), ("gzip, br;q=0.5", "gzip"), ("zstd", "zstd"), ("*", "br"),
            ("gzip;q=0, identity", nil), ("identity", nil), ("deflate", nil), ("br;q=0", nil),
            ("identity, br;q=0.5", nil), ("identity;q=0.5, br;q=0.8", "br"), (nil, nil),
        ] as [(String?, String?)])
    func `a client gets the sibling that it takes`(_ accepted: String?, _ coding: String?) async throws {
        try folder.write("app.css.br", "br")
        try folder.write("app.css.gz", "gzip!")
        try folder.write("app.css.zst", "zstd")
        var headers = Headers()
        headers[.acceptEncoding] = accepted
        let fields = headers
        for development in [false, true] {
            try await app(site, development: development).test { (client) async throws in
                for path in ["/static/app.css", "/static/app.\(Self.hash).css"] {
                    let file = try await client.get(path, headers: fields)
                    #expect(file.headers[.contentEncoding] == coding)
                    #expect(file.headers[.vary] == "Accept-Encoding")
                    #expect(file.headers[.contentType] == "text/css; charset=utf-8")
                    #expect(file.headers[.eTag] == "\"\(ContentHash.digits(of: file.body.readableBytesView))\"")
                    let known = try await client.get(path, headers: [.ifNoneMatch: file.headers[.eTag] ?? ""])
                    #expect(known.status == (coding == nil ? .notModified : .ok))
                }
            }
        }
    }

    @Test func `a sibling is served by its own name too, and passed over in development when it is older`() async throws
    {
        try folder.write("app.css.gz", "old")
        try folder.setModified("app.css.gz", 784_111_776)
        let fields: Headers = [.acceptEncoding: "gzip"]
        try await app(site, development: true).test { (client) async throws in
            #expect(try await client.get("/static/app.css", headers: fields).text == "body { color: red }")
        }
        try await app(site).test { (client) async throws in
            #expect(try await client.get("/static/app.css", headers: fields).text == "old")
            let own = try await client.get("/static/app.css.gz", headers: fields)
            #expect(own.headers[.contentType] == "application/gzip")
            #expect(own.headers[.contentEncoding] == nil)
        }
    }

    // MARK: Folders and fallback

    @Test func `folders show their index only where there is one`() async throws {
        try await app(site).test { (client) async throws in
            for path in ["/static/docs/", "/static/docs", "/static/"] {
                #expect(try await client.get(path).status == .notFound, "\(path)")
            }
        }
        try await app(StaticFiles(folder.path, index: "index.html")).test { (client) async throws in
            #expect(try await client.get("/static/docs/").text == "<h1>Docs</h1>")
            #expect(try await client.get("/static/").text == "<h1>Home</h1>")
            let redirect = try await client.get("/static/docs?a=1")
            #expect(redirect.status == .permanentRedirect)
            #expect(redirect.headers[.location] == "/static/docs/?a=1")
            #expect(try await client.get("/static", followingRedirects: true).text == "<h1>Home</h1>")
            #expect(try await client.get("/static/js/").status == .notFound)
            #expect(try await client.get("/static/js").status == .notFound)
        }
    }

    @Test func `a single-page application answers unknown paths for browsers`() async throws {
        let app = try await app(StaticFiles(folder.path, at: "/", index: "index.html", fallback: "index.html"))
        app.get("/api/tracks") { "tracks" }
        try await app.test { (client) async throws in
            let browser: Headers = [.accept: "text/html,application/xhtml+xml,*/*;q=0.8"]
            let page = try await client.get("/albums/7", headers: browser)
            #expect(page.status == .ok)
            #expect(page.text == "<h1>Home</h1>")
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.headers[.cacheControl] == "no-cache")
            #expect(try await client.get("/", headers: browser).text == "<h1>Home</h1>")
            #expect(try await client.get("/app.css", headers: browser).text == "body { color: red }")
            #expect(try await client.get("/api/tracks", headers: browser).text == "tracks")
            #expect(try await client.get("/albums/7", headers: [.accept: "application/json"]).status == .notFound)
            #expect(try await client.get("/missing.png", headers: [.accept: "image/*,*/*"]).status == .notFound)
            #expect(try await client.get("/albums/7").status == .notFound)
            #expect(try await client.get("/link/app.css").text == "/app.\(Self.hash).css")
        }
    }

    @Test func `a missing file is the application's 404`() async throws {
        let app = try await app(site)
        app.onStatus(.notFound) { _, _ in "our own page" }
        try await app.test { (client) async throws in
            let answer = try await client.get("/static/none.css")
            #expect(answer.status == .notFound)
            #expect(answer.text == "our own page")
        }
    }

    // MARK: Security

    @Test(arguments: [false, true])
    func `nothing outside and nothing hidden is served`(_ development: Bool) async throws {
        let outside = try TemporaryFolder()
        try outside.write("secret.txt", "secret")
        try folder.write(".env", "KEY=secret")
        try folder.write(".git/config", "secret")
        try folder.write("sub/.hidden", "secret")
        try folder.write("sub/.well-known/a", "secret")
        try folder.write(".well-known/security.txt", "Contact: a@example.com")
        try folder.write("..secret", "secret")
        try folder.link("inside.css", to: "app.css")
        try folder.link("linked", to: "js")
        try folder.link("round", to: ".")
        try folder.link("outside.txt", to: outside.path + "/secret.txt")
        try folder.link("away", to: outside.path)
        try folder.link("broken", to: "nowhere")
        let site = StaticFiles(folder.path, index: "index.html")
        try await app(site, development: development).test { (client) async throws in
            for path in [
                "/static/../secret.txt", "/static/%2e%2e/secret.txt", "/static/..%2fsecret.txt", "/static/.env",
                "/static/%2eenv", "/static/.git/config", "/static/sub/.hidden", "/static/sub/.well-known/a",
                "/static/..secret", "/static/outside.txt", "/static/away/secret.txt", "/static/away/", "/static/broken",
                "/static//app.css", "/static/js//app.min.js", "/static/js%2fapp.min.js", "/static/js%5capp.min.js",
                "/static/app.css%00", "/static/app.css%00.txt", "/static//etc/passwd", "/static/app.css/",
                "/static/%5c%5cserver%5cshare", "/static/js/..%5c..%5csecret.txt", "/static/.%2fapp.css",
                "/static/\(PercentEncoding.encode(outside.path))%2fsecret.txt", "/static/app.css%0a",
                "/static/%c0%ae%c0%ae/a",
            ] {
                let answer = try await client.get(path)
                #expect([400, 404].contains(answer.status.code), "\(path): \(answer)")
                #expect(!answer.text.contains("secret"), "\(path)")
            }
            #expect(try await client.get("/static/.well-known/security.txt").text == "Contact: a@example.com")
            #expect(try await client.get("/static/inside.css").text == "body { color: red }")
            #expect(try await client.get("/static/linked/app.min.js").text == "let a = 1")
        }
    }

    @Test func `a link that takes a file's place later leads nowhere`() async throws {
        let outside = try TemporaryFolder()
        try outside.write("large.txt", "secret")
        // Too large to be kept in memory.
        let large = String(repeating: "a", count: 300_000)
        try folder.write("large.txt", large)
        try folder.write("sub/large.txt", large)
        try await app(site).test { (client) async throws in
            for path in ["large.txt", "sub/large.txt"] {
                #expect(try await client.get("/static/\(path)").text == large)
            }
            try FileManager.default.removeItem(atPath: folder.path + "/large.txt")
            try FileManager.default.removeItem(atPath: folder.path + "/sub")
            try folder.link("large.txt", to: outside.path + "/large.txt")
            try folder.link("sub", to: outside.path)
            for path in ["large.txt", "sub/large.txt"] {
                #expect(try await client.get("/static/\(path)").status == .notFound)
            }
        }
    }

    @Test func `a missing folder or fallback stops the start`() async throws {
        let missing = try await app(StaticFiles(folder.path + "/none", at: "/files"))
        let error = #expect(throws: BootError.self) { try missing.build() }
        #expect(
            error?.problems == [
                "the folder `\(folder.path)/none` of the static files at `/files` does not exist; "
                    + "paths are relative to the working directory"
            ])
        let misspelt = try await app(StaticFiles(folder.path, fallback: "indx.html"))
        let second = #expect(throws: BootError.self) { try misspelt.build() }
        #expect(
            second?.problems == [
                "the folder `\(folder.path)` has no file `indx.html`, the fallback of the static files at `/static`"
                    + "; did you mean `index.html`?"
            ])
        let file = try await app(StaticFiles(folder.path + "/app.css"))
        #expect(throws: BootError.self) { try file.build() }
    }
}

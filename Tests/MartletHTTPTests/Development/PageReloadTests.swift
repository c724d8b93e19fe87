import Foundation
import MartletTesting
import NIOCore
import Synchronization
import Testing

@testable import MartletHTTP

/// Pages that reload in development.
@Suite struct PageReloadTests {
    static let page = "<!doctype html><title>x</title><body><p>one</p></BODY></html>"

    private func app(
        development: Bool = true, disabling: DefaultFeatures = [.accessLog]
    ) -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: disabling)
        app.isDevelopment = development
        app.get("/") { HTML(Self.page) }
        app.get("/text") { "<body></body>" }
        app.get("/fragment") { HTML("<p>part</p>") }
        app.get("/open") { HTML("\n<!DOCTYPE html><p>no end") }
        app.get("/fails") { () throws -> String in throw HTTPError(.conflict) }
        app.get("/stream") {
            Response(headers: [.contentType: "text/html"], body: .stream { try await $0.write(Self.page) })
        }
        app.get("/encoded") {
            Response(headers: [.contentType: "text/html", .contentEncoding: "br"], body: .init(string: Self.page))
        }
        app.get("/tagged") {
            Response(
                headers: [.contentType: "text/html", .eTag: "\"1\"", .cacheControl: "max-age=60"],
                body: .init(string: Self.page))
        }
        return app
    }

    /// The version that a page was given.
    private func pageVersion(_ text: String) -> String? {
        text.firstMatch(
            of: /<script src="\/_martlet\/reload\.js\?version=([0-9a-f]{16}-[0-9a-f]{16})" defer><\/script>/
        )
        .map { String($0.1) }
    }

    @Test func `a page gets the script before the end of its body`() async throws {
        try await app().test { (client) async throws in
            let page = try await client.get("/")
            let version = try #require(pageVersion(page.text))
            let tag = "<script src=\"/_martlet/reload.js?version=\(version)\" defer></script>"
            #expect(page.text == "<!doctype html><title>x</title><body><p>one</p>\(tag)</BODY></html>")
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(try await client.get("/open").text.hasPrefix("\n<!DOCTYPE html><p>no end<script"))
            let error = try await client.get("/fails", headers: [.accept: "text/html"])
            #expect(error.status == .conflict)
            #expect(pageVersion(error.text) == version)
        }
    }

    @Test(arguments: ["/text", "/fragment", "/stream", "/encoded"])
    func `what is no whole page stays as it is`(_ path: String) async throws {
        try await app().test { (client) async throws in
            let answer = try await client.get(path)
            #expect(answer.status == .ok)
            #expect(!answer.text.contains("_martlet"))
        }
    }

    @Test func `a changed page is not kept under the tag of the unchanged one`() async throws {
        try await app().test { (client) async throws in
            let page = try await client.get("/tagged")
            #expect(pageVersion(page.text) != nil)
            #expect(page.headers[.eTag] == nil)
            #expect(page.headers[.cacheControl] == "no-store")
        }
    }

    @Test func `the script is a file of its own, which 'self' allows`() async throws {
        try await app().test { (client) async throws in
            let script = try await client.get("/_martlet/reload.js?version=1")
            #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
            #expect(script.text.contains("new EventSource(\"/_martlet/reload\")"))
            #expect(script.text.contains("\\n\\n\" + text"), "line breaks of JavaScript are escaped")
            #expect(try await client.get("/_martlet/other").status == .notFound)
        }
    }

    @Test(arguments: [false, true])
    func `nothing of it exists outside of development, or when it is disabled`(_ isDisabled: Bool) async throws {
        let app = isDisabled ? app(disabling: [.accessLog, .reload]) : app(development: false)
        app.watch("/")
        try await app.test { (client) async throws in
            #expect(try await client.get("/").text == Self.page)
            #expect(try await client.get("/_martlet/reload.js").status == .notFound)
            #expect(try await client.get("/_martlet/reload").status == .notFound)
        }
    }

    @Test func `it stands around the application's own middleware`() async throws {
        let app = app()
        app.before { _ in Response(.unauthorized) }
        try await app.test { (client) async throws in
            #expect(try await client.get("/").status == .unauthorized)
            #expect(try await client.get("/_martlet/reload.js").status == .ok)
        }
    }

    // MARK: Events

    /// Collects what is sent.
    private final class Sink: ResponseSink {
        private let sent = Mutex("")
        var text: String { sent.withLock { $0 } }
        func write(_ buffer: ByteBuffer) async throws { sent.withLock { $0 += String(buffer: buffer) } }
        func setTrailers(_ trailers: Headers) {}

        /// Waits until something was sent.
        func wait(for part: String) async throws {
            for _ in 0..<600 where !text.contains(part) { try await Task.sleep(for: .milliseconds(50)) }
            #expect(text.contains(part))
        }
    }

    private func reload(_ folder: String? = nil, buildLog: String? = nil) -> PageReload {
        var folders = WatchedFolders()
        if let folder { folders.add(folder) }
        let settings = Settings(dotEnv: nil, environment: buildLog.map { ["MARTLET_BUILD_LOG": $0] } ?? [:])
        return PageReload(folders: folders, settings: settings.read())
    }

    private func listening(_ reload: PageReload, _ body: (Sink) async throws -> Void) async throws {
        let sink = Sink()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reload.events(EventWriter(ResponseWriter(sink))) }
            try await body(sink)
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
    }

    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test func `a connection is told the version, and each new one`() async throws {
        try await withFolder { folder in
            let reload = reload(folder.path)
            let first = reload.version
            try await listening(reload) { sink in
                try await sink.wait(for: "event: version\ndata: \(first)\n\n")
                try Data("new".utf8).write(to: folder.appending(path: "page.mustache"))
                let second = reload.version
                #expect(second != first)
                #expect(second.prefix(16) == first.prefix(16), "the process is the same")
                try await sink.wait(for: "event: version\ndata: \(second)\n\n")
            }
        }
    }

    @Test func `another process has another version`() async throws {
        var versions: Set<String> = []
        for _ in 0..<2 {
            try await app().test { (client) async throws in
                let version = try #require(pageVersion(try await client.get("/").text))
                #expect(versions.insert(version).inserted)
            }
        }
        #expect(versions.count == 2)
    }

    @Test func `what is wrong with the build is told, and that it is right again`() async throws {
        try await withFolder { folder in
            let log = folder.appending(path: "build.log")
            try await listening(reload(buildLog: log.path)) { sink in
                try await sink.wait(for: "event: version")
                try Data("a.swift:1: error: no\n\n  here".utf8).write(to: log)
                try await sink.wait(for: "event: build\ndata: a.swift:1: error: no\ndata: \ndata:   here\n\n")
                try Data().write(to: log)
                try await sink.wait(for: "event: build\ndata: \n\n")
            }
        }
    }

    @Test func `the stamp of folders tells writing, adding and removing`() async throws {
        try await withFolder { folder in
            var folders = WatchedFolders()
            folders.add(folder.path)
            folders.add(folder.path)
            #expect(folders.paths == [folder.path])
            var stamps = [folders.stamp]
            #expect(folders.stamp == stamps[0], "the same while nothing changes")
            let file = folder.appending(path: "a.css")
            try Data("1".utf8).write(to: file)
            stamps.append(folders.stamp)
            try Data("22".utf8).write(to: file)
            stamps.append(folders.stamp)
            try FileManager.default.moveItem(at: file, to: folder.appending(path: "b.css"))
            stamps.append(folders.stamp)
            #expect(Set(stamps).count == 4)
            try FileManager.default.removeItem(at: folder.appending(path: "b.css"))
            #expect(folders.stamp == stamps[0])
            folders.add(folder.path + "/missing")
            #expect(folders.stamp == stamps[0], "a folder that is missing holds nothing")
        }
    }

    @Test func `pages and connections agree, and a graceful shutdown waits for neither`() async throws {
        try await withFolder { folder in
            let app = app()
            app.watch(folder.path)
            app.server.shutdownLimit = .seconds(60)
            let clock = ContinuousClock()
            var start = clock.now
            try await app.test(.live) { (client) async throws in
                let version = try #require(pageVersion(try await client.get("/").text))
                let connection = try await client.connect()
                try await connection.send("GET /_martlet/reload HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let answer = try await connection.read(until: "event: version\ndata: \(version)\n\n")
                #expect(answer.text.contains("text/event-stream"))
                #expect(answer.text.contains("retry: 300\n"))
                #expect(!answer.isClosed)
                start = clock.now
            }
            #expect(clock.now - start < .seconds(30))
        }
    }
}

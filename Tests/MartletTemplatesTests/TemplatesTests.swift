import Foundation
import MartletHTTP
import MartletTemplates
import Testing

@testable import MartletTemplates

@Suite struct TemplatesTests {
    private struct Page: Sendable {
        var title: String
        var subtitle: String?
        var tracks: [Track] = []
    }
    private struct Track: Sendable {
        var id: Int
        var name: String
    }

    private func page(_ texts: [String: String], _ view: View, development: Bool = false) async throws -> Response {
        let app = App(disabling: .all)
        app.isDevelopment = development
        let templates = Templates(texts: texts)
        templates.global("site") { _ in "Store & Co" }
        try await app.install(templates)
        app.get("/tracks/{id:int}", name: "track") { (id: Path<Int>) in "\(id)" }
        app.get("/page") { view }
        let application = try app.build()
        let context = RequestContext(application: application.context, connection: ConnectionInfo())
        return await application.respond(to: Request(method: .get, target: "/page", context: context))
    }

    private func text(_ response: Response) -> String { response.body.buffer.map { String(buffer: $0) } ?? "" }

    @Test func `values are escaped, structs and lists are walked, absent ones are empty`() async throws {
        let view = View(
            "page", Page(title: "<b>&", tracks: [Track(id: 1, name: "One"), Track(id: 2, name: "\"Two\"")]))
        let response = try await page(
            ["page": "{{title}}|{{subtitle}}|{{#tracks}}{{id}}={{name}};{{/tracks}}|{{{title}}}"], view)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        #expect(text(response) == "&lt;b&gt;&amp;||1=One;2=&quot;Two&quot;;|<b>&")
    }

    @Test func `layouts, partials and globals work together`() async throws {
        let response = try await page(
            [
                "layout": "<title>{{$title}}none{{/title}} - {{site}}</title>{{> nav}}<main>{{$body}}{{/body}}</main>",
                "nav": "<nav>{{request.path}}</nav>",
                "page":
                    "{{<layout}}{{$title}}{{title}}{{/title}}{{$body}}{{#tracks}}<a href=\"/tracks/{{id}}\">{{name}}</a>{{/tracks}}{{/body}}{{/layout}}",
            ], View("page", Page(title: "T", tracks: [Track(id: 7, name: "Seven")])))
        #expect(
            text(response)
                == "<title>T - Store &amp; Co</title><nav>/page</nav><main><a href=\"/tracks/7\">Seven</a></main>")
    }

    @Test func `mistakes in templates stop the start, all of them together`() async throws {
        let error = await #expect(throws: BootError.self) {
            try await page(["a": "x\n{{#open}}", "b": "{{> latout}}", "layout": "ok"], View("a"))
        }
        #expect(error?.problems.count == 2)
        #expect(error?.problems.first?.hasPrefix("the template `a` is wrong in line 2, column ") == true)
        #expect(
            error?.problems.last
                == "the template `b` includes `latout` in line 1, which does not exist; did you mean `layout`?")
    }

    @Test func `links to routes are checked at the start`() async throws {
        let error = await #expect(throws: BootError.self) {
            try await page(
                [
                    "good": "{{url.track(id)}} {{#tracks}}{{url.track(first(id))}}{{/tracks}}",
                    "page": "{{url.trak(id)}}\n{{url.track}}\n{{#url.nowhere}}x{{/url.nowhere}}",
                ], View("page"))
        }
        #expect(
            error?.problems == [
                "the template `page` links to a route in line 1, but no route is named `trak`; did you mean `track`?",
                "the template `page` links to the route `track` in line 2, which takes 1 value: write `{{url.track(value)}}`",
                "the template `page` links to a route in line 3, but no route is named `nowhere`",
            ])
    }

    @Test func `a template that does not exist is an error that production does not show`() async throws {
        let response = try await page(["album": "x"], View("albun"))
        #expect(response.status == .internalServerError)
        #expect(!text(response).contains("albun"))
        #expect("\(response.error ?? CancellationError())" == "no template is named `albun`; did you mean `album`?")
    }

    @Test func `development reads changed files anew and shows what is wrong with them`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ text: String, age: TimeInterval) throws {
            let file = folder.appendingPathComponent("page.mustache")
            try text.write(to: file, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: age)], ofItemAtPath: file.path)
        }
        try write("old", age: -30)
        let app = App(disabling: .all)
        app.isDevelopment = true
        try await app.install(Templates(directory: folder.path))
        app.get("/") { View("page") }
        let application = try app.build()
        func get() async -> Response {
            let context = RequestContext(application: application.context, connection: ConnectionInfo())
            return await application.respond(
                to: Request(method: .get, target: "/", headers: [.accept: "text/html"], context: context))
        }
        #expect(text(await get()) == "old")
        try write("new", age: -20)
        #expect(text(await get()) == "new")
        try write("{{#open}}", age: -10)
        let broken = await get()
        #expect(broken.status == .internalServerError)
        #expect(text(broken).contains("the template `page` is wrong in line 1"))
        #expect(await get().status == .internalServerError, "the page stays an error until its template is right")
        try write("whole again", age: -5)
        #expect(text(await get()) == "whole again")
    }

    // MARK: In the binary

    /// A page of an application with templates in a folder and in the binary.
    private func text(folder: String, development: Bool) async throws -> String {
        let app = App(disabling: .all)
        app.isDevelopment = development
        try await app.install(Templates(directory: folder, embedded: ["page": "from the binary"]))
        app.get("/") { View("page") }
        let application = try app.build()
        let context = RequestContext(application: application.context, connection: ConnectionInfo())
        return text(await application.respond(to: Request(method: .get, target: "/", context: context)))
    }

    @Test func `templates come from the folder in development and from the binary anywhere else`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("from the folder".utf8).write(to: folder.appendingPathComponent("page.mustache"))
        #expect(try await text(folder: folder.path, development: true) == "from the folder")
        #expect(try await text(folder: folder.path, development: false) == "from the binary")
        #expect(try await text(folder: folder.path + "/missing", development: true) == "from the binary")
        #expect(try await text(folder: folder.path + "/missing", development: false) == "from the binary")
    }

    @Test func `mistakes in embedded templates stop the start too`() async throws {
        let app = App(disabling: .all)
        try await app.install(Templates(directory: "Templates", embedded: ["a": "{{> b}}"]))
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(error?.problems == ["the template `a` includes `b` in line 1, which does not exist; did you mean `a`?"])
    }
}

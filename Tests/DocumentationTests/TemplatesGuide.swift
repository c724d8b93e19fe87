import Foundation
import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Templates.md.
@Suite struct TemplatesGuide {
    struct Track: Sendable { var name: String }

    struct AlbumPage: Sendable {
        var title: String
        var tracks: [Track]
    }

    private static let files = [
        "layout": """
        <!doctype html>
        <title>{{$title}}Store{{/title}}</title>
        {{> navigation}}
        <main>{{$main}}{{/main}}</main>
        """,
        "navigation": """
        <nav><a href="{{url.home}}">{{site}}</a></nav>
        """,
        "album": """
        {{<layout}}
        {{$title}}{{title}}{{/title}}
        {{$main}}<ol>{{#tracks}}<li>{{name}}</li>{{/tracks}}</ol>{{/main}}
        {{/layout}}
        """,
        "mail": "{{title}} is there. {{price(cents)}}",
    ]

    private func app(in folder: String) async throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        let templates = Templates(directory: folder)
        templates.global("site") { _ in "Store" }
        templates.helper("price") { (cents: Int) in "\(cents / 100).\(cents % 100)" }
        try await app.install(templates)

        app.get("/", name: "home") { View("album", AlbumPage(title: "All", tracks: [])) }
        app.get("/albums/{id:int}") { (id: Path<Int>) in
            View("album", AlbumPage(title: "Album \(id)", tracks: [Track(name: "One & Two")]))
        }
        struct Mail: Sendable {
            var title: String
            var cents: Int
        }
        app.get("/mail") { (templates: Templates, request: Request) in
            try templates.render("mail", Mail(title: "Jazz", cents: 1999), for: request)
        }
        return app
    }

    @Test func `what the guide says`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in Self.files {
            try text.write(to: folder.appendingPathComponent("\(name).mustache"), atomically: true, encoding: .utf8)
        }
        try await app(in: folder.path).test { (client) async throws in
            let page = try await client.get("/albums/7").text
            #expect(page.contains("<title>Album 7</title>"))
            #expect(page.contains("<nav><a href=\"/\">Store</a></nav>"))
            #expect(page.contains("<li>One &amp; Two</li>"))
            #expect(try await client.get("/mail").text == "Jazz is there. 19.99")
        }
    }
}

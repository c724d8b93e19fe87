import Foundation
import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Negotiation.md.
@Suite struct NegotiationGuide {
    @Schema struct Song: Equatable {
        @Field(length: 1...200) var title: String
        @Field(range: 1...) var seconds: Int
    }

    @Model struct SongRow: Encodable, CSVColumns {
        static let csvColumns = ["id", "title"]
        var id: Int
        var title: String
    }

    struct BarFormat: ContentEncoder {
        var mediaTypes: [MediaType] { [MediaType("text", "x-bars")] }
        var writesSingleValues: Bool { false }

        func encode(_ value: some Encodable, into bytes: inout ByteBuffer) throws {
            bytes.writeBytes(try JSONEncoder().encode(value))
        }

        func list<Element: Encodable>(of type: Element.Type) -> ListLayout<Element>? {
            ListLayout(separator: " | ") { element, bytes in try encode(element, into: &bytes) }
        }
    }

    private func makeApp(_ database: Database) -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        let songs = [Song(title: "Kashmir", seconds: 515)]
        app.get("/songs") { Negotiated(songs) }
        app.get("/songs/first") {
            Negotiated(songs[0]).offering(.html) { HTML("<h1>\(HTML.escape($0.title))</h1>") }
        }
        app.post("/songs") { (new: Content<[Song]>) in Reply(.created, Negotiated(new.value)) }
        app.get("/export") { StreamedList(SongRow.query.order { $0.id.ascending }.stream(in: database)) }
        app.post("/import") { (rows: NDJSONStream<Song>) in
            var count = 0
            for try await song in rows {
                try await SongRow(id: 0, title: song.title).insert(in: database)
                count += 1
            }
            return ["songs": count]
        }
        .bodyLimit(1 << 30)
        app.group("/bars") { bars in
            bars.use(ContentFormats.standard.adding(BarFormat()))
            bars.get("/") { Negotiated([1, 2]) }
        }
        return app
    }

    @Test func `the guide's answers`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try Database("sqlite:\(folder)/songs.sqlite", drivers: [.sqlite])
        try await database.createTables(SongRow.self)
        try await makeApp(database).test(.live) { (client) async throws in
            let table = try await client.get("/songs", headers: [.accept: "text/csv"])
            #expect(table.text == "title,seconds\r\nKashmir,515\r\n")
            let page = try await client.get("/songs/first", headers: [.accept: "text/html"])
            #expect(page.text == "<h1>Kashmir</h1>")
            let created = try await client.post("/songs", .text("title,seconds\nJazz,0", type: "text/csv"))
            #expect(created.status == .unprocessableContent)
            #expect(created.text.contains("/0/seconds must be at least 1."))

            let lines = (0..<2_000).map { "{\"title\":\"song \($0)\",\"seconds\":1}\n" }.joined()
            let imported = try await client.post("/import", .text(lines, type: "application/x-ndjson"))
            #expect(imported.text == #"{"songs":2000}"#)
            let exported = try await client.get("/export", headers: [.accept: "application/x-ndjson"])
            let rows = exported.text.split(separator: "\n")
            #expect(rows.count == 2_000)
            #expect(rows.last == #"{"id":2000,"title":"song 1999"}"#)
            let cells = try await client.get("/export", headers: [.accept: "text/csv"])
            #expect(cells.text.hasPrefix("id,title\r\n1,song 0\r\n"))
            #expect(try await client.get("/bars", headers: [.accept: "text/x-bars"]).text == "1 | 2")
        }
        try await database.close()
    }
}

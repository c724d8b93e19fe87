import Foundation
import HTTPTypes
import Martlet
import MartletTesting
import Testing

/// Rows that handlers of the application's own answer with, and what documents tell of them.
@Suite struct RowTests {
    /// A model whose members have names of their own where it encodes itself.
    @Model struct Poster: Encodable {
        enum Size: String, CaseIterable, ColumnValue, Encodable { case small, large }

        var id: Int
        @Column(max: 30) var mainTitle: String
        var size: Size = .small
        var notes: String?
        var printed: Date
        @Column(access: .hidden) var secret: String = "s3cret"
        @Embedded var frame: Frame
    }

    @Embeddable struct Frame: Encodable {
        @Column(max: 8) var wood: String
        var width: Double = 0
    }

    /// The same for one that can be decoded.
    @Model struct Flyer: Codable {
        var id: Int
        @Column(max: 30) var mainTitle: String
        @BelongsTo var artist: Artist.ID?
    }

    struct Shelf: Encodable, Sendable {
        var best: Row<Track>?
        var all: [Row<Track>]
    }

    private static func build(_ api: RouteGroup) {
        api.resource(Track.self)
        api.get("/own/{id:int}") { (id: Path<Int>, database: Database) in
            try await Track.find(id.value, in: database).map { Row($0) }
        }
        api.get("/list") { (database: Database) in
            try await Track.find([1, 2], in: database).sorted { $0.id < $1.id }.map { Row($0) }
        }
        api.get("/shelf") { (database: Database) in
            let rows = try await Track.find([1, 2], in: database).sorted { $0.id < $1.id }.map { Row($0) }
            return Shelf(best: rows.first { $0.seconds > 110 }, all: rows)
        }
        api.get("/table") { (database: Database) in
            Negotiated(try await Artist.query.order { $0.id.ascending }.limit(2).all(in: database).map { Row($0) })
        }
    }

    @Test func `rows are told as resources tell them`() async throws {
        try await TestedDatabase.sqlite.test(Self.build) { client, _ in
            let one = try await client.get("/api/tracks/1").text
            let two = try await client.get("/api/tracks/2").text
            #expect(!one.contains("s3cret") && one.contains(#""album_id":1"#))
            let own = try await client.get("/api/own/1")
            #expect(own.text == one)
            #expect(own.headers[.contentType] == "application/json; charset=utf-8")
            #expect(try await client.get("/api/own/99").status == .notFound)
            #expect(try await client.get("/api/list").text == "[\(one),\(two)]")
            #expect(try await client.get("/api/shelf").text == #"{"best":\#(two),"all":[\#(one),\#(two)]}"#)
            let table = try await client.get("/api/table", headers: [.accept: "text/csv"])
            #expect(table.text == "id,name\r\n1,Queen\r\n2,Rush\r\n")
        }
    }

    @Test func `other encoders get what JSON tells`() throws {
        let track = Track(id: 1, title: "a", seconds: 5, album: 2, secret: "SECRET")
        let json = try JSONEncoder().encode(Row(track))
        let values = try JSONDecoder().decode([String: InputValue].self, from: json)
        #expect(values["title"] == "a" && values["album_id"] == 2 && values["notes"] == .null)
        #expect(!values.keys.contains("secret"))
    }

    /// The schemas of an application's description.
    private func schemas(_ build: (App) -> Void) async throws -> [String: InputValue] {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        build(app)
        try await app.install(OpenAPI(title: "Music", version: "1"))
        let document = try await app.test { (client) async throws in
            try await client.get("/docs/openapi.json").json(InputValue.self)
        }
        guard case .object(let all)? = document["components"]?["schemas"] else { return [:] }
        return all
    }

    @Test func `documents tell what the model says, of requests and of answers`() async throws {
        let schemas = try await schemas { app in
            app.resource(Track.self) { $0.hidden { [$0.notes] } }
            app.post("/own") { (new: NewRow<Track>, database: Database) in Row(try await new.insert(in: database)) }
            app.patch("/own/{id}") { (changes: RowChanges<Track>) in "" }
            app.post("/form") { (new: Form<NewRow<Label>>) in "" }
        }
        #expect(schemas["NewTrackRow"]?["required"] == ["title", "seconds"])
        #expect(schemas["NewTrackRow"]?["properties"]?["title"] == ["type": "string", "maxLength": 20])
        #expect(schemas["NewTrackRow"]?["additionalProperties"] == false)
        let taken: Set = ["title", "seconds", "kind", "price", "notes", "settings", "album_id"]
        #expect(schemas["NewTrackRow"]?["properties"]?.names == taken)
        #expect(schemas["TrackRowChanges"]?["properties"]?.names == taken)
        #expect(schemas["NewTrack"]?["properties"]?.names == taken.subtracting(["notes"]))
        #expect(schemas["TrackRowChanges"]?.names.contains("required") == false)
        #expect(schemas["TrackRow"]?["properties"]?["kind"]?["enum"] == ["studio", "live"])
        #expect(schemas["TrackRow"]?["properties"]?.names.contains("secret") == false)
        guard case .list(let required)? = schemas["TrackRow"]?["required"] else {
            Issue.record("no members are always there")
            return
        }
        #expect(required.count == 10 && required.contains("version"))
        #expect(schemas["NewLabelRow"]?["properties"]?.names.contains("token") == true)
        // A form may have other fields.
        #expect(schemas["NewLabelRow"]?.names.contains("additionalProperties") == false)
    }

    @Test func `documents know models that handlers encode, whether they can be decoded or not`() async throws {
        let schemas = try await schemas { app in
            app.get("/posters") { () -> [Poster] in [] }
            app.get("/flyer") { () -> Flyer? in nil }
        }
        let poster = schemas["Poster"]?["properties"]
        #expect(poster?["id"]?["type"] == "integer")
        #expect(poster?["mainTitle"] == ["type": "string", "maxLength": 30])
        #expect(poster?["size"] == ["type": "string", "enum": ["small", "large"]])
        #expect(poster?["notes"]?["type"] == ["string", "null"])
        #expect(poster?["printed"]?["format"] == "date-time")
        #expect(poster?.names == ["id", "mainTitle", "size", "notes", "printed", "frame"])
        #expect(poster?["frame"]?["$ref"] == "#/components/schemas/Frame")
        #expect(schemas["Frame"]?["properties"]?["wood"]?["type"] == "string")
        #expect(schemas["Poster"]?["required"] == ["id", "mainTitle", "size", "printed", "frame"])
        #expect(schemas["Flyer"]?["properties"]?["mainTitle"] == ["type": "string", "maxLength": 30])
        #expect(schemas["Flyer"]?["properties"]?["artist"]?["type"] == ["integer", "null"])
    }
}

extension InputValue {
    /// The member of an object.
    fileprivate subscript(name: String) -> InputValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The names of the members.
    fileprivate var names: Set<String> {
        if case .object(let members) = self { Set(members.keys) } else { [] }
    }
}

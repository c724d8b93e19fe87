import Martlet
import Testing

/// What documents are told of resources.
@Suite struct ShapeTests {
    @Test func `shapes have the members that clients see and send`() throws {
        let shapes = Resource<Track>.shapes { tracks in
            tracks.include("album") {
                $0.album
            } shape: {
                $0.include("artist") { $0.artist }
            }
        }
        #expect(
            shapes.read.members.map(\.name) == [
                "id", "title", "seconds", "kind", "price", "notes", "settings", "album_id", "version", "added", "album",
            ])
        #expect(
            shapes.read.members.filter { $0.access == .readOnly }.map(\.name) == ["id", "version", "added", "album"])
        #expect(
            shapes.create.members.map(\.name) == [
                "title", "seconds", "kind", "price", "notes", "settings", "album_id",
            ])
        #expect(shapes.create.members.filter(\.isRequired).map(\.name) == ["title", "seconds"])
        #expect(shapes.patch.members.allSatisfy { !$0.isRequired && $0.defaultValue == nil })
        #expect(shapes.create.name == "NewTrack" && shapes.read.name == "Track")
        let title = try #require(shapes.create.members.first)
        #expect(title.value == .string(format: nil) && title.constraints == [.maxLength(20)])
        let kind = try #require(shapes.create.members.first { $0.name == "kind" })
        #expect(kind.value == .choice(.string(format: nil), ["\"studio\"", "\"live\""]))
        #expect(kind.defaultValue == "\"studio\"")
        let album = try #require(shapes.read.members.last)
        guard case .nullable(.object(let reference)) = album.value else {
            Issue.record("\(album.value)")
            return
        }
        #expect(reference.name == "TrackAlbum")
        #expect(reference.schema.members.map(\.name) == ["id", "title", "released", "artist_id", "artist"])
        #expect(Resource<Label>.shapes().create.members.last?.access == .writeOnly)
        #expect(Resource<Label>.shapes().create.members.first { $0.name == "uid" }?.defaultValue == nil)
        #expect(Resource<Seat>.shapes().replace.members.map(\.name) == ["taken"])
    }

    @Test func `a document tells of every route`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        app.resource(Track.self) { tracks in
            tracks.include("album") { $0.album }
            tracks.search { [$0.title] }
            tracks.bulk()
        }
        app.resource(Seat.self) { $0.bulk() }
        try await app.install(OpenAPI(title: "Music", version: "1"))
        try await app.test { (client) async throws in
            let document = try await client.get("/docs/openapi.json").json(Document.self)
            #expect(document.paths["/tracks"].map { Set($0.keys) } == ["get", "post"])
            #expect(document.paths["/tracks/{id}"].map { Set($0.keys) } == ["get", "put", "patch", "delete"])
            #expect(document.paths["/tracks/bulk"].map { Set($0.keys) } == ["post", "patch", "delete"])
            #expect(document.paths["/seats/{id}/{id2}"] != nil)
            let list = try #require(document.paths["/tracks"]?["get"])
            let names = try #require(list.parameters).map(\.name)
            #expect(
                Set(["page", "after", "limit", "seconds", "order", "search", "fields", "include"]).isSubset(of: names))
            #expect(!names.contains("secret"))
            #expect(Set(list.responses.keys) == ["200", "422"])
            let created = try #require(document.paths["/tracks"]?["post"])
            #expect(Set(created.responses.keys) == ["201", "400", "409", "413", "415", "422"])
            #expect(created.requestBody?.content.keys.sorted() == ["application/json"])
            let schemas = try #require(document.components.schemas)
            #expect(Set(["Track", "NewTrack", "TrackChanges", "TrackPage", "SeatKey"]).isSubset(of: schemas.keys))
            // All columns are there where `fields` is not sent, what is included is not.
            let unchosen = try #require(schemas["Track"]?.unchosen)
            #expect(
                unchosen == [
                    "fields": [
                        "id", "title", "seconds", "kind", "price", "notes", "settings", "album_id", "version", "added",
                    ]
                ])
            #expect(schemas["TrackAlbum"]?.unchosen?.keys.sorted() == ["fields"])
            #expect(schemas.filter { $0.value.unchosen != nil }.keys.sorted() == ["Seat", "Track", "TrackAlbum"])
        }
    }

    @Test func `two resources that were given one name stop the start`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        app.resource(Track.self) { tracks in
            tracks.named("Song")
            tracks.only(.list)
        }
        app.resource(Seat.self) { seats in
            seats.named("Song")
            seats.only(.list)
        }
        try await app.install(OpenAPI(title: "Music", version: "1"))
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(error?.problems.count == 1)
        let problem = error?.problems.first ?? ""
        #expect(problem.contains("Track.Song and ") && problem.contains("Seat.Song were both given the name `Song`"))
    }

    private struct Document: Decodable {
        struct Operation: Decodable {
            struct Parameter: Decodable { let name: String }
            struct Content: Decodable { let content: [String: Ignored] }
            let parameters: [Parameter]?
            let requestBody: Content?
            let responses: [String: Ignored]
        }
        struct Ignored: Decodable {}
        struct Schema: Decodable {
            let unchosen: [String: [String]]?
            enum CodingKeys: String, CodingKey { case unchosen = "x-required-without" }
        }
        struct Components: Decodable { let schemas: [String: Schema]? }
        let paths: [String: [String: Operation]]
        let components: Components
    }
}

import Martlet
import MartletTesting
import Testing

/// The words that an application has for a resource in documents.
@Suite struct ResourceDocumentTests {
    private struct Document: Decodable {
        struct Operation: Decodable {
            let operationId: String
            let summary: String
            let description: String?
            let tags: [String]
            let deprecated: Bool?
            let responses: [String: Ignored]
        }
        struct Ignored: Decodable {}
        struct Components: Decodable { let schemas: [String: Ignored] }
        let paths: [String: [String: Operation]]
        let components: Components
    }

    private static func app(_ build: (inout Resource<Track>) -> Void) throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        app.resource(Track.self, build)
        return app
    }

    @Test func `schemas and operations are named`() async throws {
        let app = try Self.app { tracks in
            tracks.named("Song", create: "SongInput", replace: "SongInput", patch: "SongUpdate")
            tracks.describe(tags: ["Music"])
            tracks.describe(
                .list, "All songs", details: "The newest first.", tags: ["Lists"], id: "songs",
                errors: [.tooManyRequests])
            tracks.describe(.delete, deprecated: true)
        }
        try await app.install(OpenAPI(title: "Music", version: "1"))
        try await app.test { (client) async throws in
            let document = try await client.get("/docs/openapi.json").json(Document.self)
            let list = try #require(document.paths["/tracks"]?["get"])
            #expect(list.operationId == "songs" && list.summary == "All songs" && list.tags == ["Lists"])
            #expect(list.description == "The newest first.")
            #expect(Set(list.responses.keys) == ["200", "429", "422"])
            let create = try #require(document.paths["/tracks"]?["post"])
            #expect(create.operationId == "createSong" && create.tags == ["Music"] && create.deprecated != true)
            let delete = try #require(document.paths["/tracks/{id}"]?["delete"])
            #expect(delete.deprecated == true && delete.summary == "Delete one of tracks")
            let names = Set(document.components.schemas.keys)
            #expect(Set(["Song", "SongInput", "SongUpdate", "SongPage"]).isSubset(of: names))
            #expect(names.isDisjoint(with: ["NewSong", "SongReplacement", "SongChanges", "Track"]))
        }
    }

    @Test func `names for what differs, and words for what is not there, stop the start`() async throws {
        let app = try Self.app { tracks in
            tracks.named("Song", create: "SongInput", patch: "SongInput")
            tracks.without(.delete)
            tracks.describe(.delete, "Delete it")
        }
        let error = try await #require(throws: BootError.self) { try await app.test { _ in } }
        for sentence in [
            "the resource of Track calls different shapes `SongInput`; give each a name of its own in named(…)",
            "the resource of Track describes .delete, which it does not serve",
        ] {
            #expect("\(error)".contains(sentence), "\(error)")
        }
    }
}

import HTTPTypes
import Martlet
import MartletTesting
import Testing

/// Actions of an application's own on rows.
@Suite struct ActionTests {
    @Schema struct Rating {
        @Field(range: 1...5) var stars: Int
    }

    struct Summary: Encodable {
        let id: Int
        let length: Int
    }

    private static func tracks(_ api: RouteGroup) {
        api.resource(Track.self) { tracks in
            tracks.query { (_: Request, query) in query.where { $0.id != 9 } }
            tracks.permit(.update) { (_: Request, track) in track.kind == .studio }
            tracks.permit(.read) { (_: Request, track) in track.id != 8 }
            tracks.computed("record") { $0.album.title }
            tracks.action("double", details: "As often as you like.") { (track, database: Database) in
                try await track.update(in: database) { $0.seconds *= 2 }
            }
            tracks.action("rate", .put) { (track, rating: JSON<Rating>, request: Request) in
                "\(track.title): \(rating.value.stars) \(request.method.rawValue)"
            }
            tracks.action("summary", .get) { track in Summary(id: track.id, length: Int(track.seconds)) }
            tracks.action("summary", .delete, like: .read, summary: "Forget it") { _ in HTTPResponse.Status.noContent }
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `an action gets the row and answers`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.tracks) { (client, database) async throws in
            let doubled = try await client.post("/api/tracks/1/double?fields=id,seconds,record")
            #expect(doubled.status == .ok)
            #expect(doubled.text == #"{"id":1,"seconds":220,"record":"Album 1"}"#)
            #expect(try await Track.find(1, in: database)?.seconds == 220)
            let rated = try await client.put("/api/tracks/2/rate", json: ["stars": 4])
            #expect(rated.text == "Track 2: 4 PUT")
            let wrong = try await client.put("/api/tracks/2/rate", json: ["stars": 6])
            #expect(try wrong.problems == ["422 /stars too_large"])
            #expect(try await client.get("/api/tracks/3/summary").text == #"{"id":3,"length":130}"#)
            #expect(try await client.delete("/api/tracks/3/summary").status == .noContent)
        }
    }

    @Test func `an action is for those who may do what it is like`() async throws {
        try await TestedDatabase.sqlite.test(Self.tracks) { (client, database) async throws in
            #expect(try await client.post("/api/tracks/9/double").status == .notFound)
            #expect(try await client.post("/api/tracks/x/double").status == .notFound)
            #expect(try await client.post("/api/tracks/10/double").status == .forbidden)
            #expect(try await client.get("/api/tracks/10/summary").status == .ok)
            #expect(try await client.get("/api/tracks/8/summary").status == .forbidden)
            #expect(try await client.delete("/api/tracks/8/summary").status == .forbidden)
            #expect(try await client.put("/api/tracks/10/rate", json: ["stars": 6]).status == .forbidden)
            let stale = try await client.post("/api/tracks/1/double", headers: [.ifMatch: "\"7\""])
            #expect(stale.status == .preconditionFailed)
            let right = try await client.post("/api/tracks/1/double", headers: [.ifMatch: "\"1\""])
            #expect(right.status == .ok && right.headers[.eTag]?.hasPrefix("\"2.") == true)
            #expect(try await client.post("/api/tracks/1/double?fields=x").status == .unprocessableContent)
            #expect(try await Track.find(1, in: database)?.seconds == 220)
            #expect(try await client.get("/api/tracks/1/double").status == .methodNotAllowed)
        }
    }

    @Test func `documents tell of actions`() async throws {
        struct Document: Decodable {
            struct Operation: Decodable {
                struct Parameter: Decodable { let name: String }
                let operationId: String
                let summary: String
                let description: String?
                let tags: [String]
                let parameters: [Parameter]
                let responses: [String: Ignored]
            }
            struct Ignored: Decodable {}
            let paths: [String: [String: Operation]]
        }
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        app.group("", Self.tracks)
        try await app.install(OpenAPI(title: "Music", version: "1"))
        try await app.test { (client) async throws in
            let paths = try await client.get("/docs/openapi.json").json(Document.self).paths
            let double = try #require(paths["/tracks/{id}/double"]?["post"])
            #expect(double.operationId == "doubleTrack" && double.tags == ["tracks"])
            #expect(double.description == "As often as you like.")
            #expect(Set(double.parameters.map(\.name)) == ["id", "fields", "If-Match"])
            #expect(Set(["200", "403", "404", "409", "412", "422"]).isSubset(of: double.responses.keys))
            let forget = try #require(paths["/tracks/{id}/summary"]?["delete"])
            #expect(forget.operationId == "deleteTrackSummary" && forget.summary == "Forget it")
            #expect(paths["/tracks/{id}/summary"]?["get"]?.operationId == "getTrackSummary")
            #expect(paths["/tracks/{id}/rate"]?["put"]?.responses.keys.contains("200") == true)
        }
    }
}

import Martlet
import MartletTesting
import Testing

/// What a database refuses of what a client sent to a handler of the application's own.
@Suite struct DatabaseRefusalTests {
    private static func album(_ artist: Int) -> Album { Album(id: 0, title: "x", artist: artist) }

    private func build(_ api: RouteGroup, _ database: Database) {
        api.answerProblems()
        api.post("/names") { (new: JSON<[String: String]>) in
            try await Artist(id: 0, name: new.value["name"] ?? "").insert(in: database).id
        }
        api.post("/albums/{artist:int}") { (artist: Path<Int>) in
            try await Self.album(artist.value).insert(in: database).id
        }
        api.post("/seconds/{count:int}") { (count: Path<Int>) in
            try await database.execute(
                "UPDATE tracks SET seconds = \(Int16(clamping: count.value)) WHERE id = 1")
            return "ok"
        }
        api.post("/untitled") { () in
            try await database.execute("UPDATE tracks SET title = NULL WHERE id = 1")
            return "ok"
        }
        api.delete("/artists/{id:int}") { (id: Path<Int>) in
            try await database.execute("DELETE FROM artists WHERE id = \(id.value)")
            return "ok"
        }
        api.get("/broken") { () in
            try await database.execute("SELECT secret FROM nowhere")
            return "ok"
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `values that a database refuses are a 422 with a code, and nothing of the database`(
        _ tested: TestedDatabase
    ) async throws {
        try await tested.run { database in
            try await Music.create(in: database)
            let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
            app.group("/own") { self.build($0, database) }
            try await app.test { (client) async throws in
                func code(_ response: TestResponse) -> String {
                    for word in ["artists", "albums", "tracks", "seconds_", "constraint", "INSERT", "UPDATE", "SQL"] {
                        #expect(!response.text.contains(word), "\(response.text)")
                    }
                    let code = response.text.split(separator: #""code":""#).dropFirst().first?.prefix { $0 != "\"" }
                    return "\(response.status.code) \(code ?? "-")"
                }
                let name = try await Artist.query.first(in: database)?.name ?? ""
                #expect(code(try await client.post("/own/names", json: ["name": name])) == "422 taken")
                #expect(code(try await client.post("/own/albums/99999")) == "422 reference")
                #expect(code(try await client.post("/own/seconds/-1")) == "422 check")
                #expect(code(try await client.post("/own/untitled")) == "422 required")
                #expect(code(try await client.delete("/own/artists/1")) == "409 reference")
                #expect(code(try await client.get("/own/broken")) == "500 -")
                if tested != .mariadb {
                    let odd = TestContent.text(#"{"name":"Nul \u0000"}"#, type: "application/json")
                    #expect(code(try await client.post("/own/names", odd)) == "422 invalid")
                }
            }
        }
    }

    @Test func `handlers of errors see the database's error first, then the answer`() async throws {
        struct Refused: Error {}
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        let error = DatabaseError(.unique, "secret words", table: "agents", columns: ["email"])
        app.get("/plain") { () -> String in throw error }
        app.group("/own") { own in
            own.onError(DatabaseError.self) { error, _ in error.columns.joined() }
            own.get("/") { () -> String in throw error }
        }
        app.group("/answer") { answer in
            answer.onError(ValidationError.self) { error, _ in error.problems.map(\.code).joined() }
            answer.get("/") { () -> String in throw error }
        }
        try await app.test { (client) async throws in
            let plain = try await client.get("/plain")
            #expect(plain.status == .unprocessableContent)
            #expect(plain.text == "422 Unprocessable Content\nThe content has a value that is taken.\n")
            #expect(try await client.get("/own").text == "email")
            #expect(try await client.get("/answer").text == "taken")
        }
    }
}

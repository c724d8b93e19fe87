import Martlet
import MartletTesting
import Synchronization
import Testing

/// What an application adds to actions, and which it leaves out.
@Suite struct HookTests {
    /// Stands for the user of a request.
    struct Reader: Extractor {
        let album: Int
        static func extract(from source: inout ExtractionSource) throws -> Reader {
            guard let text = source.request.headers[.userAgent], let album = Int(text) else {
                throw HTTPError(.unauthorized)
            }
            return Reader(album: album)
        }
    }

    private static let headers: Headers = [.userAgent: "1"]

    private static func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    @Test(arguments: TestedDatabase.allCases)
    func `rows out of the scope are not there`(_ tested: TestedDatabase) async throws {
        try await tested.test { api in
            api.resource(Track.self) { tracks in
                tracks.bulk()
                tracks.query { (reader: Reader, query) in query.where { $0.albumID == reader.album } }
            }
        } run: { (client, database) async throws in
            let list = try await client.get("/api/tracks?fields=id", headers: Self.headers)
            #expect(list.text == #"{"items":[{"id":1},{"id":2},{"id":3},{"id":4},{"id":5}],"total":5}"#)
            #expect(try await client.get("/api/tracks/6", headers: Self.headers).status == .notFound)
            #expect(
                try await client.patch("/api/tracks/6", json: ["title": "x"], headers: Self.headers).status == .notFound
            )
            #expect(try await client.delete("/api/tracks/6", headers: Self.headers).status == .notFound)
            let many = try await client.send(.delete, "/api/tracks/bulk", Self.json("[1,6]"), headers: Self.headers)
            #expect(try many.problems == ["422 /1 not_found"])
            #expect(try await client.get("/api/tracks").status == .unauthorized)
            #expect(try await Track.query.count(in: database) == 30)
        }
    }

    @Test func `rules say who may do what to a row`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { tracks in
                tracks.bulk()
                tracks.permit(.update, .delete) { (reader: Reader, track) in track.album == reader.album }
                tracks.permit(.create) { (request: Request, track) in track.title != "forbidden" }
                tracks.permit(.read) { (request: Request, track) in
                    if track.id == 9 { throw HTTPError(.notFound) }
                    return true
                }
            }
        } run: { (client, database) async throws in
            let refused = try await client.patch("/api/tracks/6", json: ["title": "x"], headers: Self.headers)
            #expect(refused.status == .forbidden)
            #expect(try refused.detail == "This is not allowed.")
            #expect(try await client.patch("/api/tracks/5", json: ["title": "x"], headers: Self.headers).status == .ok)
            #expect(try await client.delete("/api/tracks/6", headers: Self.headers).status == .forbidden)
            let many = try await client.send(.delete, "/api/tracks/bulk", Self.json("[5,6]"), headers: Self.headers)
            #expect(many.status == .forbidden)
            let created = try await client.post("/api/tracks", Self.json(#"{"title":"forbidden","seconds":1}"#))
            #expect(created.status == .forbidden)
            #expect(try await client.get("/api/tracks/9").status == .notFound)
            #expect(try await client.put("/api/tracks/6", Self.json(#"{"title":"x","seconds":1}"#)).status == .ok)
            #expect(try await Track.query.count(in: database) == 30)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `values are set and checked before a write, and all is undone after a failure`(
        _ tested: TestedDatabase
    ) async throws {
        try await tested.test { api in
            api.resource(Track.self) { tracks in
                tracks.readOnly { [$0.album, $0.seconds] }
                tracks.beforeWrite(.create) { (reader: Reader, changes) in
                    changes.set(\.albumID, to: reader.album)
                    changes.set(\.seconds, to: 60)
                    changes.validate(\.title, "begins with a small letter", code: "capital") {
                        $0.first?.isUppercase == true
                    }
                }
                tracks.afterWrite { (request: Request, track, transaction) in
                    try await Artist(id: 0, name: track.title).insert(in: transaction)
                    if track.title == "Fail" { throw HTTPError(.badRequest) }
                }
            }
        } run: { (client, database) async throws in
            let created = try await client.post("/api/tracks", json: ["title": "Good"], headers: Self.headers)
            #expect(
                created.text.contains(
                    #""seconds":60,"kind":"studio","price":0,"notes":null,"settings":null,"album_id":1"#))
            let small = try await client.post("/api/tracks", json: ["title": "small"], headers: Self.headers)
            #expect(try small.problems == ["422 /title capital"])
            let set = try await client.post(
                "/api/tracks", Self.json(#"{"title":"X","album_id":2}"#), headers: Self.headers)
            #expect(try set.problems == ["422 /album_id read_only"])
            let failed = try await client.post("/api/tracks", json: ["title": "Fail"], headers: Self.headers)
            #expect(failed.status == .badRequest)
            #expect(try await Track.query.count(in: database) == 31)
            #expect(try await Artist.query.count(in: database) == 4)
        }
    }

    @Test func `a new row that nobody completes is a mistake of the application`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { $0.readOnly { [$0.seconds] } }
        } run: { (client, _) async throws in
            #expect(try await client.post("/api/tracks", json: ["title": "x"]).status == .internalServerError)
        }
    }

    @Test func `writes are done in the application's own way`() async throws {
        let deleted = Mutex<[Int]>([])
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { tracks in
                tracks.create { input, transaction in
                    var input = input
                    input.set(\.notes, to: "created")
                    return try await input.insert(in: transaction)
                }
                tracks.update { input, transaction in
                    var input = input
                    input.set(\.notes, to: "updated")
                    return try await input.save(in: transaction)
                }
                tracks.delete { track, _ in deleted.withLock { $0.append(track.id) } }
            }
        } run: { (client, database) async throws in
            let created = try await client.post("/api/tracks", Self.json(#"{"title":"x","seconds":1}"#))
            #expect(created.text.contains(#""notes":"created""#))
            let changed = try await client.patch("/api/tracks/1", json: ["title": "x"])
            #expect(changed.text.contains(#""notes":"updated""#))
            #expect(try await client.delete("/api/tracks/1").status == .noContent)
            #expect(deleted.withLock { $0 } == [1])
            #expect(try await Track.query.count(in: database) == 31)
        }
    }

    @Test func `actions are left out`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { $0.only(.list, .read) }
            api.resource(Artist.self) { $0.without(.delete, .create) }
            api.post("/artists") { "own" }
        } run: { (client, _) async throws in
            #expect(try await client.post("/api/tracks").status == .methodNotAllowed)
            #expect(try await client.delete("/api/tracks/1").headers[.allow] == "GET, HEAD, OPTIONS")
            #expect(try await client.delete("/api/artists/1").status == .methodNotAllowed)
            #expect(try await client.post("/api/artists").text == "own")
        }
    }

    @Test func `mistakes stop the start`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        app.group("/api") { api in
            api.resource(Track.self) { tracks in
                tracks.search { [$0.seconds] }
                tracks.order(by: "-titel")
                tracks.include("title") { $0.album }
                tracks.include("album") { $0.album }
                tracks.include("album") { $0.album }
                tracks.filter("document") { $0.settings }
                tracks.bulk()
                tracks.requireMatch()
            }
            api.resource(Artist.self) { $0.requireMatch() }
            api.resource(Label.self) { labels in
                labels.filter { [$0.token] }
                labels.search { [$0.code] }
                labels.hidden { [$0.code] }
            }
        }
        let error = try await #require(throws: BootError.self) { try await app.test { _ in } }
        for sentence in [
            "the resource of Track searches `seconds`, which is no column of texts",
            "the resource of Track is ordered by `titel`, which is not known there; did you mean `title`?",
            "the relation `title` of the resource of Track has the name of a column; give it another",
            "the relation `album` of the resource of Track is there twice",
            "the filter `document` of the resource of Track is of Optional<JSONDocument>, which cannot be compared with a text",
            "the resource of Track requires If-Match, which the forms for many rows do not have",
            "the resource of Label filters or searches by `token`, which its clients do not see",
            "the resource of Label filters or searches by `code`, which its clients do not see",
            "the resource of Artist requires If-Match, but the model has no version",
        ] {
            #expect("\(error)".contains(sentence), "\(sentence)\n\(error)")
        }
    }
}

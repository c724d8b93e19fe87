import HTTPTypes
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
            // What must not be changed must not be replaced.
            let whole = Self.json(#"{"title":"x","seconds":1}"#)
            #expect(try await client.put("/api/tracks/6", whole, headers: Self.headers).status == .forbidden)
            #expect(try await client.put("/api/tracks/6", whole).status == .unauthorized)
            #expect(try await client.put("/api/tracks/5", whole, headers: Self.headers).status == .ok)
            #expect(try await Track.find(6, in: database)?.title == "Track 6")
            #expect(try await Track.query.count(in: database) == 30)
        }
    }

    @Test func `what is said of changes is said of replacements too, and not the other way round`() async throws {
        let writes = Mutex<[String]>([])
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { tracks in
                tracks.beforeWrite(.update) { (request: Request, _) in
                    writes.withLock { $0.append("before \(request.method)") }
                }
                tracks.afterWrite(.update) { (request: Request, _, _) in
                    writes.withLock { $0.append("after \(request.method)") }
                }
                tracks.permit(.replace) { (_: Request, track) in track.id != 2 }
            }
        } run: { (client, _) async throws in
            let whole = Self.json(#"{"title":"x","seconds":1}"#)
            #expect(try await client.put("/api/tracks/1", whole).status == .ok)
            #expect(try await client.put("/api/tracks/2", whole).status == .forbidden)
            #expect(try await client.patch("/api/tracks/2", whole).status == .ok)
            #expect(writes.withLock { $0 } == ["before PUT", "after PUT", "before PATCH", "after PATCH"])
        }
    }

    /// A user of the application, counted.
    struct Listener: Extractor {
        static let made = Mutex(0)
        static func extract(from source: inout ExtractionSource) throws -> Listener {
            made.withLock { $0 += 1 }
            guard source.request.headers[.userAgent] != nil else { throw HTTPError(.unauthorized) }
            return Listener()
        }
    }

    @Test func `who the client is, is asked first and once`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { tracks in
                tracks.bulk()
                tracks.query { (_: Listener, query) in query }
                tracks.permit(.create) { (_: Listener, track) in track.title != "no" }
                tracks.beforeWrite { (_: Listener, _) in }
                tracks.afterWrite { (_: Listener?, _, _) in }
            }
        } run: { (client, database) async throws in
            let wrong = Self.json(#"{"title":1,"album_id":99}"#)
            let requests: [(HTTPRequest.Method, String)] = [
                (.get, "?tilte=x"), (.post, ""), (.post, "/bulk"), (.patch, "/bulk"), (.delete, "/bulk"),
                (.get, "/99?x=y"), (.put, "/99"), (.patch, "/1"), (.delete, "/1"),
            ]
            for (method, path) in requests {
                let status = try await assertQueries(0) {
                    try await client.send(method, "/api/tracks\(path)", method == .get ? .empty : wrong).status
                }
                #expect(status == .unauthorized, "\(method) \(path)")
            }
            // Whether an album is there is told to those who may create.
            let refused = try await assertQueries(0) {
                try await client.post(
                    "/api/tracks", Self.json(#"{"title":"no","seconds":1,"album_id":99}"#), headers: Self.headers)
            }
            #expect(refused.status == .forbidden)
            Listener.made.withLock { $0 = 0 }
            let many = Self.json(#"[{"title":"a","seconds":1},{"title":"b","seconds":2},{"title":"c","seconds":3}]"#)
            #expect(try await client.post("/api/tracks/bulk", many, headers: Self.headers).status == .created)
            // One for Listener, one for Listener?.
            #expect(Listener.made.withLock { $0 } == 2)
        }
    }

    @Test func `an answer is given again only to whom the hooks let in`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Artist.self) { artists in
                artists.idempotent()
                artists.permit(.create) { (_: Reader, _) in true }
            }
        } run: { (client, database) async throws in
            let name = try #require(HTTPField.Name("Idempotency-Key"))
            let key: Headers = [name: "\"8e03978e\""]
            let known: Headers = [name: "\"8e03978e\"", .userAgent: "1"]
            for _ in 1...2 {
                let answer = try await client.post("/api/artists", json: ["name": "new"], headers: known)
                #expect(answer.status == .created)
            }
            #expect(try await client.post("/api/artists", json: ["name": "new"], headers: key).status == .unauthorized)
            #expect(try await Artist.query.count(in: database) == 4)
        }
    }

    struct Account: Sendable { let id: Int }

    @Test func `what hooks take is asked of the application and told in documents`() async throws {
        func makeApp() throws -> App {
            let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
            app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
            app.resource(Artist.self) { artists in
                artists.permit(.create, .update, .delete) { (account: Authenticated<Account>, _) in account.id == 1 }
            }
            return app
        }
        let bare = try makeApp()
        let error = try await #require(throws: BootError.self) { try await bare.test { _ in } }
        #expect("\(error)".contains("no Authenticated<Account> is there for POST /artists"), "\(error)")
        let app = try makeApp()
        try await app.install(Authentication<Account>(.bearer { token, _ in Int(token).map { Account(id: $0) } }))
        try await app.install(OpenAPI(title: "Music", version: "1"))
        try await app.test { (client) async throws in
            let document = try await client.get("/docs/openapi.json").json(SecuredDocument.self)
            let artists = try #require(document.paths["/artists"])
            #expect(artists["post"]?.security?.count == 1)
            #expect(artists["post"]?.responses.keys.contains("401") == true)
            #expect(artists["get"]?.security == nil && artists["get"]?.responses.keys.contains("401") == false)
            #expect(document.paths["/artists/{id}"]?["put"]?.security?.count == 1)
        }
    }

    private struct SecuredDocument: Decodable {
        struct Ignored: Decodable {}
        struct Operation: Decodable {
            let security: [[String: [String]]]?
            let responses: [String: Ignored]
        }
        let paths: [String: [String: Operation]]
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
                tracks.order("document") { $0.settings }
                tracks.bulk()
                tracks.requireMatch()
                tracks.permit(.list, .read) { (_: Request, _) in false }
                tracks.beforeWrite(.delete) { (_: Request, _) in throw HTTPError(.forbidden) }
                tracks.afterWrite(.read) { (_: Request, _, _) in }
                tracks.beforeWrite { (_: JSON<[String: String]>, _) in }
            }
            api.resource(Artist.self) { $0.requireMatch() }
            api.resource(Album.self) { albums in
                albums.only(.createMany)
                albums.lookup(by: \.title)
            }
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
            "the order `document` of the resource of Track is of Optional<JSONDocument>, which has no order",
            "permit(.list) of the resource of Track is never asked; which rows a list has says query { … }",
            "beforeWrite(.delete) of the resource of Track is never asked; what must not be deleted says permit(.delete)",
            "afterWrite(.read) of the resource of Track is never asked; it is about what is written",
            "a hook of the resource of Track takes JSON<Dictionary<String, String>>, which is made of the content",
            "the resource of Album names an action on many rows; say how many with bulk(limit: 100)",
            "the resource of Album looks rows up by `title`, which several rows may share",
        ] {
            #expect("\(error)".contains(sentence), "\(sentence)\n\(error)")
        }
    }
}

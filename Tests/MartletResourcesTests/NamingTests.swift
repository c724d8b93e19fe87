import Martlet
import MartletTesting
import Testing

/// Members that are named otherwise than columns.
@Suite struct NamingTests {
    private static func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    private static func tracks(_ api: RouteGroup) {
        api.resource(Track.self) { tracks in
            tracks.member(\.albumID, as: "album")
            tracks.member(\.seconds, as: "length")
            tracks.order(by: "-length")
            tracks.bulk()
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `a name holds for reading, filters, orders and fields`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.tracks) { (client, _) async throws in
            let list = try await client.get("/api/tracks?fields=album,length,id&length[gte]=380&order=length")
            #expect(
                list.text == #"{"items":[{"id":28,"length":380,"album":6},{"id":29,"length":390,"album":6},"#
                    + #"{"id":30,"length":400,"album":null}],"total":3}"#)
            let first = try await client.get("/api/tracks?fields=length&per_page=1")
            #expect(first.text == #"{"items":[{"length":400}],"total":30}"#)
            let old = try await client.get("/api/tracks?seconds=110&order=album_id&fields=seconds")
            #expect(
                try old.problems.sorted() == [
                    "422 ?fields unknown_name", "422 ?order unknown_name", "422 ?seconds unknown_parameter",
                ])
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `a name holds for what is written, and for what is wrong with it`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.tracks) { (client, database) async throws in
            let created = try await client.post(
                "/api/tracks?fields=id,length,album", Self.json(#"{"title":"x","length":7,"album":2}"#))
            #expect(created.status == .created)
            #expect(created.text == #"{"id":31,"length":7,"album":2}"#)
            #expect(try await Track.find(31, in: database)?.album == 2)
            let patched = try await client.patch("/api/tracks/31?fields=length,album", Self.json(#"{"album":null}"#))
            #expect(patched.text == #"{"length":7,"album":null}"#)
            let input = try await client.post("/api/tracks", Self.json(#"{"title":"x","seconds":1}"#))
            #expect(try input.problems == ["422 /seconds unknown_member", "422 /length required"])
            let reference = try await client.post("/api/tracks", Self.json(#"{"title":"x","length":1,"album":99}"#))
            #expect(try reference.problems == ["422 /album reference"])
            let check = try await client.post("/api/tracks", Self.json(#"{"title":"x","length":0}"#))
            #expect(try check.problems == ["422 /length check"])
            let many = try await client.patch(
                "/api/tracks/bulk", Self.json(#"[{"id":1,"length":"x"},{"id":2,"album":"y"}]"#))
            #expect(try many.problems == ["422 /0/length type", "422 /1/album type"])
            let whole = try await client.get("/api/tracks/1")
            #expect(try await client.put("/api/tracks/1", Self.json(whole.text)).status == .ok)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `a name holds for keys and for what is taken`(_ tested: TestedDatabase) async throws {
        try await tested.test { api in
            api.resource(Artist.self) { artists in
                artists.member(\.name, as: "label")
                artists.lookup(by: \.name)
                artists.hidden { [$0.id] }
                artists.bulk()
            }
        } run: { (client, _) async throws in
            #expect(try await client.get("/api/artists/Queen").text == #"{"label":"Queen"}"#)
            let taken = try await client.post("/api/artists", json: ["label": "Queen"])
            #expect(try taken.problems == ["422 /label taken"])
            let many = try await client.patch("/api/artists/bulk", Self.json(#"[{"label":"Nobody"},{"name":"Rush"}]"#))
            #expect(try many.problems == ["422 /1/label required"])
            let missing = try await client.patch("/api/artists/bulk", Self.json(#"[{"label":"Nobody"}]"#))
            #expect(try missing.problems == ["422 /0/label not_found"])
        }
    }

    @Test func `all members are named in one way, those of relations too`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Album.self) { albums in
                albums.include("first") { $0.tracks.order { $0.id.ascending }.limit(1) }
                albums.include("last") {
                    $0.tracks.order { $0.id.descending }.limit(1)
                } shape: { track in
                    track.names(.columns)
                    track.member(\.seconds, as: "length")
                }
                albums.names(.camelCase)
            }
        } run: { (client, _) async throws in
            let album = try await client.get("/api/albums/1?fields=id,artistId&include=first,last")
            #expect(album.text.hasPrefix(#"{"id":1,"artistId":1,"first":[{"id":1,"title":"Track 1","seconds":110"#))
            #expect(album.text.contains(#""albumId":1"#))
            #expect(album.text.contains(#""last":[{"id":5,"title":"Track 5","length":150"#))
            #expect(album.text.contains(#""album_id":1"#))
            let problem = try await client.post("/api/albums", json: ["title": "x"])
            #expect(try problem.problems == ["422 /artistId required"])
        }
    }

    @Test func `names are made of those of columns`() {
        func names(_ naming: MemberNaming) -> [String] {
            Resource<OddNames>.shapes { $0.names(naming) }.read.members.map(\.name)
        }
        #expect(names(.columns) == ["id", "AlbumID", "uuid_v7", "URLPath"])
        #expect(names(.camelCase) == ["id", "albumId", "uuidV7", "urlPath"])
        #expect(names(.snakeCase) == ["id", "album_id", "uuid_v7", "url_path"])
        #expect(names(MemberNaming { "x-\($0)" }).first == "x-id")
    }

    @Test func `shapes have the names`() {
        let shapes = Resource<Track>.shapes { tracks in
            tracks.names(.camelCase)
            tracks.member(\.seconds, as: "length")
        }
        #expect(
            shapes.read.members.map(\.name) == [
                "id", "title", "length", "kind", "price", "notes", "settings", "albumId", "version", "added",
            ])
        #expect(shapes.create.members.filter(\.isRequired).map(\.name) == ["title", "length"])
        #expect(shapes.patch.members.map(\.name).contains("albumId"))
    }

    @Test func `names that cannot be stop the start`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        app.resource(Track.self) { tracks in
            tracks.member(\.title, as: "notes")
            tracks.member(\.price, as: "price,net")
            tracks.member(\.album, as: "record")
            tracks.include("record") { $0.album }
            tracks.computed("title") { $0.seconds }
            tracks.computed("version") { $0.seconds }
            tracks.member("twice") { $0.id }
            tracks.member("twice") { $0.id }
        }
        app.resource(Length.self) { lengths in
            lengths.member("plays", otherwise: 0) { (_: Request, _, _) in [:] }
            lengths.action("play") { _ in "played" }
        }
        let error = try await #require(throws: BootError.self) { try await app.test { _ in } }
        for sentence in [
            "the member `notes` of the resource of Track stands for two columns",
            "the member `price,net` of the resource of Track has a name that queries cannot hold",
            "the relation `record` of the resource of Track has the name of a column; give it another",
            "the member `version` of the resource of Track has the name of a column; give it another",
            "the member `twice` of the resource of Track is there twice",
            "the member `plays` of the resource of Length is made by the keys of rows, and the model has none",
            "the action `play` of the resource of Length is on a row, and the model has no key",
        ] {
            #expect("\(error)".contains(sentence), "\(sentence)\n\(error)")
        }
        // The column of that name is told as `notes`, so that the name is free.
        #expect(!"\(error)".contains("`title`"))
    }
}

/// A table that others made, whose columns are named in their way.
@Model struct OddNames {
    var id: Int
    @Column(name: "AlbumID") var album: Int
    @Column(name: "uuid_v7") var uuid: String
    @Column(name: "URLPath") var path: String
}

import HTTPTypes
import Martlet
import MartletTesting
import Synchronization
import Testing

/// Members that stand for no column.
@Suite struct ComputedTests {
    /// Which album the user of a request likes.
    private struct Favorite: Extractor {
        let album: Int
        static func extract(from source: inout ExtractionSource) throws -> Favorite {
            guard let text = source.request.headers[.userAgent], let album = Int(text) else {
                throw HTTPError(.unauthorized)
            }
            return Favorite(album: album)
        }
    }

    private struct Albums: Decodable {
        struct Item: Decodable { let id: Int }
        let items: [Item]
        let next: String?
        var ids: [Int] { items.map(\.id) }
    }

    private static func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    private static func albums(_ api: RouteGroup) {
        api.resource(Album.self) { albums in
            albums.computed("track_count") { $0.tracks.count() }
            albums.computed("longest") { $0.tracks.aggregate { $0.seconds.maximum() } }
            albums.computed("artist_name") { $0.artist.name }
            albums.bulk()
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `the statement of a list computes, filters and orders`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.albums) { (client, _) async throws in
            let query = "order=-track_count,id&track_count[gte]=5&per_page=2&fields=id,track_count,longest,artist_name"
            let list = try await assertQueries(1) { try await client.get("/api/albums?\(query)") }
            #expect(
                list.text == #"{"items":[{"id":1,"track_count":5,"longest":150,"artist_name":"Queen"},"#
                    + #"{"id":2,"track_count":5,"longest":200,"artist_name":"Queen"}],"total":5}"#)
            let none = try await assertQueries(1) { try await client.get("/api/albums?track_count=7") }
            #expect(none.text == #"{"items":[],"total":0}"#)
            let named = try await client.get("/api/albums?artist_name[icontains]=RUSH&fields=id&longest[null]=false")
            #expect(named.text == #"{"items":[{"id":3},{"id":4}],"total":2}"#)
            let wrong = try await client.get("/api/albums?track_count=many&order=-longer")
            #expect(try wrong.problems == ["422 ?track_count type", "422 ?order unknown_name"])
            let read = try await assertQueries(1) { try await client.get("/api/albums/6?fields=track_count,id") }
            #expect(read.text == #"{"id":6,"track_count":4}"#)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `pages by cursor go on behind what is computed`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.albums) { (client, _) async throws in
            var seen: [Int] = []
            var cursor: String? = ""
            while let place = cursor {
                let path = "/api/albums?after=\(place)&limit=4&order=track_count"
                let page = try await assertQueries(1) { try await client.get(path) }
                seen += try page.json(Albums.self).ids
                cursor = try page.json(Albums.self).next
            }
            #expect(seen == [6, 1, 2, 3, 4, 5])
            let last = try await client.get("/api/albums?before=&limit=2&order=track_count&fields=id,longest")
            #expect(last.text.hasPrefix(#"{"items":[{"id":4,"longest":300},{"id":5,"longest":350}]"#))
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `rows that were written are told with what is computed`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.albums) { (client, _) async throws in
            let created = try await client.post(
                "/api/albums?fields=track_count,longest,artist_name", Self.json(#"{"title":"x","artist_id":2}"#))
            #expect(created.text == #"{"track_count":0,"longest":null,"artist_name":"Rush"}"#)
            let patched = try await client.patch("/api/albums/6?fields=id,track_count", json: ["title": "y"])
            #expect(patched.text == #"{"id":6,"track_count":4}"#)
            let many = try await client.patch(
                "/api/albums/bulk", Self.json(#"[{"id":6,"title":"z"},{"id":1,"title":"z"}]"#))
            #expect(many.text.contains(#""track_count":4,"longest":390,"artist_name":"Cream"},{"id":1"#))
            #expect(many.text.hasSuffix(#""track_count":5,"longest":150,"artist_name":"Queen"}]}"#))
        }
    }

    @Test func `what was told can be sent back, and a new row cannot have it`() async throws {
        try await TestedDatabase.sqlite.test(Self.albums) { (client, _) async throws in
            let read = try await client.get("/api/albums/1")
            #expect(try await client.put("/api/albums/1", Self.json(read.text)).text == read.text)
            let other = try await client.patch("/api/albums/1", Self.json(#"{"track_count":99}"#))
            #expect(other.text == read.text)
            let created = try await client.post(
                "/api/albums", Self.json(#"{"title":"x","artist_id":1,"track_count":99}"#))
            #expect(try created.problems == ["422 /track_count read_only"])
        }
    }

    @Test func `nothing that is not asked for is computed`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Artist.self) { artists in
                // No row can be read with it.
                artists.computed("broken") { $0.name.read(as: Int.self) }
            }
        } run: { (client, _) async throws in
            #expect(try await client.get("/api/artists").status == .internalServerError)
            #expect(
                try await client.get("/api/artists?fields=id&per_page=1").text == #"{"items":[{"id":1}],"total":3}"#)
            #expect(try await client.get("/api/artists/1?fields=id").text == #"{"id":1}"#)
            #expect(try await client.patch("/api/artists/1?fields=id", json: ["name": "x"]).text == #"{"id":1}"#)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `each request computes in its own way`(_ tested: TestedDatabase) async throws {
        try await tested.test { api in
            api.resource(Album.self) { albums in
                albums.computed("is_favorite") { (favorite: Favorite, album) in album.id == favorite.album }
                albums.order(by: "-is_favorite", "id")
            }
        } run: { (client, _) async throws in
            let headers: Headers = [.userAgent: "3"]
            let list = try await client.get("/api/albums?fields=id,is_favorite&per_page=2", headers: headers)
            #expect(
                list.text
                    == #"{"items":[{"id":3,"is_favorite":true},{"id":1,"is_favorite":false}],"total":6}"#)
            let liked = try await client.get("/api/albums?is_favorite=true", headers: [.userAgent: "5"])
            #expect(try liked.json(Albums.self).ids == [5])
            let ordered = try await client.get("/api/albums?order=is_favorite,-id", headers: headers)
            #expect(try ordered.json(Albums.self).ids == [6, 5, 4, 2, 1, 3])
            let read = try await client.get("/api/albums/3?fields=is_favorite", headers: headers)
            #expect(read.text == #"{"is_favorite":true}"#)
            #expect(try await client.get("/api/albums").status == .unauthorized)
            #expect(try await client.get("/api/albums/1?fields=id").status == .unauthorized)
        }
    }

    @Test func `members are made of rows, and of other data once for a list`() async throws {
        let calls = Mutex(0)
        try await TestedDatabase.sqlite.test { api in
            api.resource(Artist.self) { artists in
                artists.member("label") { "\($0.id): \($0.name)" }
                artists.member("plays", otherwise: 0) { (_: Request, artists, _) in
                    calls.withLock { $0 += 1 }
                    return Dictionary(uniqueKeysWithValues: artists.filter { $0.id != 2 }.map { ($0.id, $0.id * 10) })
                }
                artists.member("rank") { (database: Database, _, _) in
                    [try await Artist.query.count(in: database): "last"]
                }
            }
        } run: { (client, _) async throws in
            let list = try await assertQueries(2) { try await client.get("/api/artists") }
            #expect(
                list.text == #"{"items":[{"id":1,"name":"Queen","label":"1: Queen","plays":10,"rank":null},"#
                    + #"{"id":2,"name":"Rush","label":"2: Rush","plays":0,"rank":null},"#
                    + #"{"id":3,"name":"Cream","label":"3: Cream","plays":30,"rank":"last"}],"total":3}"#)
            #expect(calls.withLock { $0 } == 1)
            let few = try await assertQueries(1) { try await client.get("/api/artists?fields=label&per_page=1") }
            #expect(few.text == #"{"items":[{"label":"1: Queen"}],"total":3}"#)
            #expect(try await client.get("/api/artists?name=Nobody").text == #"{"items":[],"total":0}"#)
            #expect(calls.withLock { $0 } == 1)
            let filter = try await client.get("/api/artists?plays=1&order=label")
            #expect(try filter.problems == ["422 ?plays unknown_parameter", "422 ?order unknown_name"])
            let created = try await client.post("/api/artists?fields=label,plays", json: ["name": "Yes"])
            #expect(created.text == #"{"label":"4: Yes","plays":40}"#)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `relations are told with what is computed of them`(_ tested: TestedDatabase) async throws {
        try await tested.test { api in
            api.resource(Track.self) { tracks in
                tracks.include("album") {
                    $0.album
                } shape: { album in
                    album.hidden { [$0.released, $0.title] }
                    album.computed("track_count") { $0.tracks.count() }
                    album.member("title") { $0.title.uppercased() }
                }
            }
        } run: { (client, _) async throws in
            let list = try await assertQueries(3) {
                try await client.get("/api/tracks?id[in]=1,2,26,30&fields=id&include=album")
            }
            let first = #"{"id":1,"artist_id":1,"track_count":5,"title":"ALBUM 1"}"#
            let last = #"{"id":6,"artist_id":3,"track_count":4,"title":"ALBUM 6"}"#
            #expect(
                list.text == #"{"items":[{"id":1,"album":\#(first)},{"id":2,"album":\#(first)},"#
                    + #"{"id":26,"album":\#(last)},{"id":30,"album":null}],"total":4}"#)
        }
    }

    @Test func `a tag names the version and what was computed`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { tracks in
                tracks.computed("record") { $0.album.title }
                tracks.requireMatch()
            }
        } run: { (client, database) async throws in
            let read = try await client.get("/api/tracks/1")
            let tag = try #require(read.headers[.eTag])
            #expect(tag.hasPrefix("\"1.") && tag.count == 20)
            let unchanged = try await client.get("/api/tracks/1", headers: [.ifNoneMatch: tag])
            #expect(unchanged.status == .notModified && unchanged.headers[.eTag] == tag)
            #expect(try await client.get("/api/tracks/1?fields=id").headers[.eTag] == "\"1\"")
            try await Album.find(1, in: database)?.update(in: database) { $0.title = "other" }
            let changed = try await client.get("/api/tracks/1", headers: [.ifNoneMatch: tag])
            #expect(changed.status == .ok && changed.text.contains(#""record":"other""#))
            // The row itself is as it was seen.
            let patched = try await client.patch("/api/tracks/1", json: ["title": "x"], headers: [.ifMatch: tag])
            #expect(patched.status == .ok)
            #expect(patched.headers[.eTag]?.hasPrefix("\"2.") == true)
            let late = try await client.patch("/api/tracks/1", json: ["title": "y"], headers: [.ifMatch: tag])
            #expect(late.status == .preconditionFailed)
            let plain = try await client.patch("/api/tracks/1", json: ["title": "y"], headers: [.ifMatch: "\"2\""])
            #expect(plain.status == .ok)
        }
    }

    @Test func `documents tell of it as read-only`() throws {
        let shapes = Resource<Track>.shapes { tracks in
            tracks.computed("minutes", description: "Whole minutes.") { $0.seconds / 60 }
            tracks.computed("record") { $0.album.title }
            tracks.member("tags") { _ in ["a"] }
            tracks.member("plays", otherwise: 0) { (_: Request, _, _) in [1: 2] }
            tracks.member("rank") { (_: Request, _, _) in [1: 2] }
            tracks.include("album") { $0.album }
        }
        let members = Array(shapes.read.members.dropFirst(10))
        #expect(members.map(\.name) == ["minutes", "record", "tags", "plays", "rank", "album"])
        #expect(members.allSatisfy { $0.access == .readOnly })
        #expect(members.first?.summary == "Whole minutes.")
        #expect(
            members.prefix(5).map(\.value) == [
                Int16.valueSchema, .nullable(.string(format: nil)), [String].valueSchema, Int.valueSchema,
                .nullable(Int.valueSchema),
            ])
        #expect(!shapes.create.members.map(\.name).contains("minutes"))
    }
}

import Martlet
import MartletTesting
import Testing

/// Relations that are told with rows.
@Suite struct IncludeTests {
    private static func resources(_ api: RouteGroup) {
        api.resource(Track.self) { tracks in
            tracks.include("album") {
                $0.album
            } shape: { album in
                album.hidden { [$0.released] }
                album.include("artist") { $0.artist }
            }
        }
        api.resource(Album.self) { albums in
            albums.include("artist") { $0.artist }
            albums.include("tracks") { $0.tracks.order { $0.id.descending }.limit(2) }
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `a relation is one query, whatever the number of rows`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.resources) { client, _ in
            for size in [1, 7, 30] {
                _ = try await assertQueries(1) { try await client.get("/api/tracks?per_page=\(size)") }
                _ = try await assertQueries(2) { try await client.get("/api/tracks?per_page=\(size)&include=album") }
                _ = try await assertQueries(3) {
                    try await client.get("/api/tracks?per_page=\(size)&include=album,album.artist")
                }
                _ = try await assertQueries(3) {
                    try await client.get("/api/albums?per_page=\(size)&include=artist,tracks")
                }
            }
            let nested = try await client.get("/api/tracks?fields=id&include=album.artist&id[in]=1,30")
            #expect(
                nested.text
                    == #"{"items":[{"id":1,"album":{"id":1,"title":"Album 1","artist_id":1,"artist":{"id":1,"name":"Queen"}}},"#
                    + #"{"id":30,"album":null}],"total":2}"#)
            let many = try await client.get("/api/albums/2?fields=title&include=tracks,artist")
            #expect(
                many.text.hasPrefix(#"{"title":"Album 2","artist":{"id":1,"name":"Queen"},"tracks":[{"id":10,"title""#))
            #expect(many.text.hasSuffix("}]}"))
            #expect(many.text.contains(#"{"id":9,"#) && !many.text.contains(#"{"id":8,"#))
            #expect(!many.text.contains("secret"))
            #expect(many.headers[.eTag] == nil)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `a row that queries do not see is not told, and nothing refers to it anew`(
        _ tested: TestedDatabase
    ) async throws {
        try await tested.test { api in
            api.resource(Venue.self)
            api.resource(Show.self) { shows in
                shows.include("venue") { $0.venue }
                shows.include("second") { $0.second }
                shows.include("any_venue") {
                    $0.venue
                } shape: {
                    $0.includingDeleted()
                    $0.unscoped()
                }
            }
        } run: { client, database in
            try await database.createTables(Venue.self, Show.self)
            try await Venue.insert(
                [
                    Venue(id: 0, slug: "open"), Venue(id: 0, slug: "closed"),
                    Venue(id: 0, slug: "secret", isListed: false),
                ], in: database)
            try await Show.insert(
                [
                    Show(id: 0, title: "a", venue: 1, second: 2), Show(id: 0, title: "b", venue: 2, second: 1),
                    Show(id: 0, title: "c", venue: 3),
                ], in: database)
            #expect(try await client.delete("/api/venues/2").status == .noContent)
            let open = #"{"id":1,"slug":"open","is_listed":true}"#
            let shows = try await client.get("/api/shows?fields=id&include=venue,second")
            #expect(
                shows.text == #"{"items":[{"id":1,"venue":\#(open),"second":null},"#
                    + #"{"id":2,"venue":null,"second":\#(open)},{"id":3,"venue":null,"second":null}],"total":3}"#)
            let all = try await client.get("/api/shows?include=any_venue")
            #expect(all.text.contains(#""slug":"closed""#) && all.text.contains(#""slug":"secret""#))
            for venue in [2, 3] {
                let body = TestContent.text(#"{"title":"d","venue_id":\#(venue)}"#, type: "application/json")
                #expect(try await client.post("/api/shows", body).problems == ["422 /venue_id reference"])
            }
            // What refers to it already can come back.
            let same = TestContent.text(#"{"title":"B","venue_id":2}"#, type: "application/json")
            #expect(try await client.put("/api/shows/2", same).status == .ok)
        }
    }

    @Test func `only a relation whose row may be out of sight is nullable`() throws {
        let shapes = Resource<Show>.shapes { shows in
            shows.include("venue") { $0.venue }
            shows.include("any_venue") {
                $0.venue
            } shape: {
                $0.includingDeleted()
                $0.unscoped()
            }
        }
        func isNullable(_ name: String) throws -> Bool {
            let member = try #require(shapes.read.members.first { $0.name == name })
            if case .nullable = member.value { return true }
            return false
        }
        #expect(try isNullable("venue"))
        #expect(try !isNullable("any_venue"))
        let album = try #require(Resource<Album>.shapes { $0.include("artist") { $0.artist } }.read.members.last)
        if case .nullable = album.value { Issue.record("\(album)") }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `a row that several refer to is told with each`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.resources) { client, database in
            let queen = #","artist":{"id":1,"name":"Queen"}}}"#
            let albums = (1...2).map { #""album":{"id":\#($0),"title":"Album \#($0)","artist_id":1"# + queen }
            let shared = try await client.get(
                "/api/tracks?fields=id&include=album.artist&id[in]=1,2,6,7,30&order=-id")
            #expect(
                shared.text
                    == #"{"items":[{"id":30,"album":null},{"id":7,\#(albums[1]),{"id":6,\#(albums[1]),"#
                    + #"{"id":2,\#(albums[0]),{"id":1,\#(albums[0])],"total":5}"#)
            // Nothing to load is nothing to ask.
            let none = try await assertQueries(1) {
                try await client.get("/api/tracks?fields=id&include=album.artist&album_id[null]=true")
            }
            #expect(none.text == #"{"items":[{"id":30,"album":null}],"total":1}"#)
            let empty = try await assertQueries(1) { try await client.get("/api/tracks?include=album&id=99") }
            #expect(empty.text == #"{"items":[],"total":0}"#)
        }
    }

    @Test func `a row that is gone is an error where it has to be there`() async throws {
        try await TestedDatabase.sqlite.test(Self.resources) { client, database in
            try await database.execute("PRAGMA foreign_keys = OFF")
            try await database.execute("DELETE FROM artists WHERE id = 1")
            let response = try await client.get("/api/albums?include=artist")
            #expect(response.status == .internalServerError)
            let others = try await client.get("/api/albums?include=artist&artist_id=2&fields=id")
            #expect(
                others.text
                    == #"{"items":[{"id":3,"artist":{"id":2,"name":"Rush"}},{"id":4,"artist":{"id":2,"name":"Rush"}}],"total":2}"#
            )
        }
    }

    @Test func `relations that nobody knows are told with what was meant`() async throws {
        try await TestedDatabase.sqlite.test(Self.resources) { client, _ in
            let response = try await client.get("/api/tracks?include=albun,album.artst,album.")
            #expect(
                try response.details == [
                    "has no `albun`; did you mean `album`?", "has no `artst`; did you mean `artist`?", "has no ``",
                ])
            #expect(try response.problems == Array(repeating: "422 ?include unknown_name", count: 3))
        }
    }
}

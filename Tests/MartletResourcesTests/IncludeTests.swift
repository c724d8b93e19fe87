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

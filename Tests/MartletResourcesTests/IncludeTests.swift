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
                _ = try await assertQueries(2) { try await client.get("/api/tracks?per_page=\(size)") }
                _ = try await assertQueries(3) { try await client.get("/api/tracks?per_page=\(size)&include=album") }
                _ = try await assertQueries(4) {
                    try await client.get("/api/tracks?per_page=\(size)&include=album,album.artist")
                }
                _ = try await assertQueries(4) {
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

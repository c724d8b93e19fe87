import Foundation
import Martlet
import MartletTesting
import Testing

@testable import Chinook

@Suite("JSON API")
struct APITests {
    struct List: Decodable {
        struct Item: Decodable {
            let id: Int
            let name: String?
            let title: String?
        }

        struct Links: Decodable {
            let current: String
            let previous: String?
            let next: String?

            enum CodingKeys: String, CodingKey {
                case current = "self"
                case previous, next
            }
        }

        let items: [Item]
        let total: Int
        let page: Int
        let perPage: Int
        let links: Links

        enum CodingKeys: String, CodingKey {
            case items, total, page, links
            case perPage = "per_page"
        }
    }

    struct ProblemBody: Decodable {
        let title: String
        let status: Int
        let detail: String?
    }

    private func ask(_ body: @Sendable (TestClient) async throws -> Void) async throws {
        let app = try await Store.app(database: try await TestStore.database)
        app.logger.logLevel = .error
        try await app.test { client in try await body(client) }
    }

    @Test(
        "lists have a total, a page and links to their neighbours",
        arguments: [("artists", 275), ("albums", 347), ("tracks", 3503)])
    func lists(name: String, total: Int) async throws {
        try await ask { client in
            let first = try await client.get("/api/v1/\(name)?per_page=100").json(List.self)
            #expect(first.total == total)
            #expect(first.items.count == 100)
            #expect(first.page == 1)
            #expect(first.perPage == 100)
            #expect(first.links.current == "/api/v1/\(name)?per_page=100")
            #expect(first.links.previous == nil)
            var seen = first.items.map(\.id)
            var next = first.links.next
            while let address = next {
                let page = try await client.get(address).json(List.self)
                seen += page.items.map(\.id)
                next = page.links.next
            }
            #expect(seen.count == total)
            #expect(Set(seen).count == total)
        }
    }

    @Test("a page past the end is empty and leads back to the last one")
    func pastTheEnd() async throws {
        try await ask { client in
            let list = try await client.get("/api/v1/artists?page=99").json(List.self)
            #expect(list.items.isEmpty)
            #expect(list.total == 275)
            #expect(list.links.previous == "/api/v1/artists?page=11")
            #expect(list.links.next == nil)
        }
    }

    @Test("words, genre and order narrow and sort the tracks")
    func filters() async throws {
        struct Tracks: Decodable {
            struct Item: Decodable {
                struct Genre: Decodable { let name: String }
                let name: String
                let milliseconds: Int
                // swift-format-ignore: AlwaysUseLowerCamelCase
                let unit_price: String
                let genre: Genre
            }
            let items: [Item]
            let total: Int
        }
        try await ask { client in
            let tracks = try await client.get("/api/v1/tracks?q=blue&genre=2&sort=longest").json(Tracks.self)
            #expect(tracks.total == tracks.items.count)
            #expect(!tracks.items.isEmpty)
            #expect(tracks.items.allSatisfy { $0.name.lowercased().contains("blue") && $0.genre.name == "Jazz" })
            let lengths = tracks.items.map(\.milliseconds)
            #expect(lengths == lengths.sorted(by: >))
            #expect(tracks.items.allSatisfy { $0.unit_price == "0.99" })
        }
    }

    @Test("one thing comes with what belongs to it")
    func details() async throws {
        struct ArtistBody: Decodable {
            let name: String
            let albums: [List.Item]
        }
        struct AlbumBody: Decodable {
            let title: String
            let artist: List.Item
            let milliseconds: Int
            let tracks: [List.Item]
        }
        struct TrackBody: Decodable {
            let name: String
            let composer: String?
            let album: List.Item
            // swift-format-ignore: AlwaysUseLowerCamelCase
            let media_type: List.Item
            let playlists: [List.Item]
        }
        try await ask { client in
            let artist = try await client.get("/api/v1/artists/90").json(ArtistBody.self)
            #expect(artist.name == "Iron Maiden")
            #expect(artist.albums.count == 21)
            let album = try await client.get("/api/v1/albums/1").json(AlbumBody.self)
            #expect(album.artist.name == "AC/DC")
            #expect(album.tracks.count == 10)
            #expect(album.milliseconds == 2_400_415)
            let track = try await client.get("/api/v1/tracks/1").json(TrackBody.self)
            #expect(track.album.title == album.title)
            #expect(track.media_type.name == "MPEG audio file")
            #expect(track.playlists.map(\.name) == ["Heavy Metal Classic", "Music", "Music"])
        }
    }

    @Test("genres and playlists say how many tracks they have")
    func counted() async throws {
        struct Counted: Decodable {
            struct Item: Decodable {
                let name: String
                let tracks: Int
            }
            let items: [Item]
        }
        struct PlaylistBody: Decodable {
            let name: String
            let tracks: List
        }
        try await ask { client in
            let genres = try await client.get("/api/v1/genres").json(Counted.self).items
            #expect(genres.count == 25)
            #expect(genres.first { $0.name == "Rock" }?.tracks == 1297)
            let playlists = try await client.get("/api/v1/playlists").json(Counted.self).items
            #expect(playlists.count == 18)
            #expect(playlists.reduce(0) { $0 + $1.tracks } == 8715)
            let playlist = try await client.get("/api/v1/playlists/1?page=2").json(PlaylistBody.self)
            #expect(playlist.tracks.total == 3290)
            #expect(playlist.tracks.links.next == "/api/v1/playlists/1?page=3")
        }
    }

    @Test("search answers in groups, each with the number of all matches")
    func search() async throws {
        struct Results: Decodable {
            struct Group: Decodable {
                let total: Int
                let items: [List.Item]
            }
            let query: String
            let artists: Group
            let albums: Group
            let tracks: Group
        }
        try await ask { client in
            let results = try await client.get("/api/v1/search?q=love").json(Results.self)
            #expect(results.query == "love")
            #expect(results.albums.total == 1)
            #expect(results.tracks.total == 174)
            #expect(results.tracks.items.count == 10)
        }
    }

    @Test(
        "errors are problem details, whatever the client accepts",
        arguments: [
            ("/api/v1/albums/348", 404, "There is no album 348."), ("/api/v1/artists/0", 404, "There is no artist 0."),
            ("/api/v1/tracks/9999", 404, "There is no track 9999."),
            ("/api/v1/playlists/19", 404, "There is no playlist 19."), ("/api/v1/nothing", 404, nil),
            ("/api/v1/tracks?per_page=101", 400, "`per_page` has to be a whole number from 1 to 100."),
            ("/api/v1/albums?sort=loud", 400, "`sort` has to be one of: title, artist, newest."),
            ("/api/v1/search", 400, "`q` has to say what to search for."),
        ])
    func problems(path: String, status: Int, detail: String?) async throws {
        try await ask { client in
            for accept in ["text/html", "application/json", "*/*"] {
                let response = try await client.get(path, headers: [.accept: accept])
                #expect(response.status.code == status)
                #expect(response.headers[.contentType] == "application/problem+json")
                let problem = try response.json(ProblemBody.self)
                #expect(problem.status == status)
                #expect(problem.detail == detail)
            }
        }
    }

    @Test("the page about the API leads only to addresses that answer")
    func documentation() async throws {
        try await ask { client in
            for endpoint in APIPage().endpoints {
                let response = try await client.get(endpoint.example)
                #expect(response.status == .ok, "\(endpoint.example)")
            }
        }
    }
}

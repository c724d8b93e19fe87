import Foundation
import Martlet

/// The first page: figures, a selection that changes every day, and ways into the catalogue.
struct HomePage: Sendable {
    let artists: String
    let albums: String
    let tracks: String
    let playlists: String
    let albumList: [AlbumTile]
    let featured: [Named]
    let genres: [Named]

    static func add(to routes: some RouteBuilder) {
        routes.get("/") { (db: Database) in
            let albumCount = try await Album.query.count(in: db)
            let artistCount = try await Artist.query.count(in: db)
            let picks = dailyPicks(of: albumCount, count: 10)
            let albums = try await Album.query.where { $0.id.isIn(picks) }.with { $0.artist }.all(in: db)
            let faces = dailyPicks(of: artistCount, count: 9, salt: 7)
            let artists = try await Artist.query.where { $0.id.isIn(faces) }.order { $0.name.ascending }.all(in: db)
            let genres = try await Catalogue.genres(in: db)
            return View(
                "home",
                HomePage(
                    artists: Wording.number(artistCount), albums: Wording.number(albumCount),
                    tracks: Wording.number(try await Track.query.count(in: db)),
                    playlists: Wording.number(try await Playlist.query.count(in: db)),
                    albumList: albums.map { AlbumTile($0, by: $1) }, featured: artists.map(Named.init),
                    genres: genres.map(Named.init)))
        }
    }

    /// Ids from 1 to `total`, spread evenly and moved on every day.
    static func dailyPicks(of total: Int, count: Int, salt: Int = 0, day: Int = Day.today) -> [Int] {
        guard total > 0 else { return [] }
        let step = max(1, total / count)
        let start = (day &* 13 &+ salt) % total
        return (0..<min(count, total)).map { (abs(start) + $0 * step) % total + 1 }
    }
}

/// Days since the start of 1970, in UTC.
enum Day {
    static var today: Int { Int(Date.now.timeIntervalSince1970 / 86_400) }
}

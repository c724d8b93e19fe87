import Martlet

/// The first artists, albums and tracks that carry some words, with how many there are in all.
struct SearchResults: Sendable {
    struct Limits: Sendable {
        let artists: Int
        let albums: Int
        let tracks: Int
    }

    let words: String
    let artists: Found<Artist>
    let albums: Found<(Album, Artist)>
    let tracks: Found<ListedTrack>

    var total: Int { artists.total + albums.total + tracks.total }

    /// Looks for words in names, titles and composers, whatever their letter case.
    static func find(_ words: String, limits: Limits, in db: Database) async throws -> SearchResults {
        let artists = Artist.query.where { $0.name.contains(words, ignoringCase: true) }
        let albums = Album.query.where { $0.title.contains(words, ignoringCase: true) }
        let tracks = Track.query.where {
            $0.name.contains(words, ignoringCase: true) || $0.composer.contains(words, ignoringCase: true)
        }
        return SearchResults(
            words: words,
            artists: Found(
                items: try await artists.order { $0.name.ascending }.limit(limits.artists).all(in: db),
                total: try await artists.count(in: db)),
            albums: Found(
                items: try await albums.order { $0.title.ascending }.with { $0.artist }.limit(limits.albums).all(
                    in: db),
                total: try await albums.count(in: db)),
            tracks: Found(
                items: try await tracks.order { $0.name.ascending }.order { $0.id.ascending }
                    .with { $0.genre }.with { $0.album.with { $0.artist } }
                    .limit(limits.tracks).all(in: db).map { ListedTrack($0.0, $0.1, $0.2) },
                total: try await tracks.count(in: db)))
    }
}

import Martlet

/// `/api/v1`: the catalogue for programs, read only.
enum API {
    static let prefix = "/api/v1"

    static func add(to app: App) {
        app.group(prefix) { api in
            api.answerProblems()
            ArtistAPI.add(to: api)
            AlbumAPI.add(to: api)
            TrackAPI.add(to: api)
            GenreAPI.add(to: api)
            PlaylistAPI.add(to: api)
            SearchAPI.add(to: api)
        }
    }
}

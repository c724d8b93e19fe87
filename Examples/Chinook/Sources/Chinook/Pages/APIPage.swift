import Martlet

/// `/api`: what programs can read.
struct APIPage: Sendable {
    struct Endpoint: Sendable {
        let path: String
        let example: String
        let about: String
        var parameters: String?
    }

    let endpoints = [
        Endpoint(
            path: "/api/v1/artists", example: "/api/v1/artists?q=king", about: "All artists by name.",
            parameters: "q, page, per_page"),
        Endpoint(path: "/api/v1/artists/{id}", example: "/api/v1/artists/90", about: "One artist with the albums."),
        Endpoint(
            path: "/api/v1/albums", example: "/api/v1/albums?sort=artist", about: "All albums.",
            parameters: "q, sort (title, artist, newest), page, per_page"),
        Endpoint(
            path: "/api/v1/albums/{id}", example: "/api/v1/albums/1", about: "One album with its artist and tracks."),
        Endpoint(
            path: "/api/v1/tracks", example: "/api/v1/tracks?genre=2&sort=longest", about: "All tracks.",
            parameters: "q, genre, sort (title, album, longest, shortest), page, per_page"),
        Endpoint(path: "/api/v1/tracks/{id}", example: "/api/v1/tracks/1", about: "One track with all that is known."),
        Endpoint(
            path: "/api/v1/genres", example: "/api/v1/genres", about: "All genres with the number of their tracks."),
        Endpoint(
            path: "/api/v1/playlists", example: "/api/v1/playlists",
            about: "All playlists with the number of their tracks."),
        Endpoint(
            path: "/api/v1/playlists/{id}", example: "/api/v1/playlists/1",
            about: "One playlist with a page of its tracks.", parameters: "page, per_page"),
        Endpoint(
            path: "/api/v1/search", example: "/api/v1/search?q=love",
            about: "The first artists, albums and tracks that match, with the number of all that do.",
            parameters: "q (needed)"),
    ]

    let listExample = """
        {
          "items": [{ "id": 1, "name": "AC/DC", "url": "/api/v1/artists/1" }, …],
          "total": 275,
          "page": 2,
          "per_page": 25,
          "links": {
            "self": "/api/v1/artists?page=2",
            "previous": "/api/v1/artists",
            "next": "/api/v1/artists?page=3"
          }
        }
        """

    let errorExample = """
        {
          "type": "about:blank",
          "title": "Not Found",
          "status": 404,
          "detail": "There is no album 999."
        }
        """

    static func add(to routes: some RouteBuilder) {
        routes.get("/api") { View("api", APIPage()) }
    }
}

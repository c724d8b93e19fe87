import Martlet

/// A link of the navigation on top of every page.
struct NavigationLink: Sendable {
    let label: String
    let href: String
    let current: Bool

    /// The links as they are on the page of a request.
    static func all(for request: Request) -> [NavigationLink] {
        let places = [
            ("Artists", "/artists"), ("Albums", "/albums"), ("Tracks", "/tracks"), ("Genres", "/genres"),
            ("Playlists", "/playlists"), ("API", "/api"),
        ]
        return places.map { label, href in
            NavigationLink(
                label: label, href: href, current: request.path == href || request.path.hasPrefix(href + "/"))
        }
    }
}

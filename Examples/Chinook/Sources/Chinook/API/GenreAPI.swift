import Martlet

/// `/api/v1/genres`
enum GenreAPI {
    static func add(to routes: some RouteBuilder) {
        routes.get("/genres") { (db: Database) in
            let genres = try await Catalogue.genres(in: db)
            let counts = try await Catalogue.trackCountsByGenre(in: db)
            return JSON([
                "items": genres.map {
                    CountedResource(
                        id: $0.id, name: $0.name, tracks: counts[$0.id] ?? 0,
                        url: "\(API.prefix)/tracks?genre=\($0.id)")
                }
            ])
        }
    }
}

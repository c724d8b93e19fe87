import Martlet

/// `/genres`: the genres with how much there is of each.
struct GenreList: Sendable {
    struct Item: Sendable {
        let id: Int
        let name: String
        let count: Int
        let tracksText: String
    }

    let countText: String
    let most: Int
    let genreList: [Item]
}

enum GenrePages {
    static func add(to routes: RouteGroup) {
        routes.get("/") { (db: Database) in
            let genres = try await Catalogue.genres(in: db)
            let counts = try await Catalogue.trackCountsByGenre(in: db)
            return View(
                "genres",
                GenreList(
                    countText: Wording.count(genres.count, "genre"), most: counts.values.max() ?? 0,
                    genreList: genres.map { genre in
                        let count = counts[genre.id] ?? 0
                        return .init(
                            id: genre.id, name: genre.name, count: count, tracksText: Wording.count(count, "track"))
                    }))
        }
    }
}

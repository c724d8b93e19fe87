import Martlet

/// `/articles/{slug}/favorite`
enum FavoriteAPI {
    static func add(to api: some RouteBuilder) {
        api.post("/articles/{slug}/favorite") { (reader: Authenticated<User>, slug: Path<String>, db: Database) in
            let article = try await Article.named(slug.value, in: db)
            try await Favorite(article: article.id, user: reader.id).insert(onConflict: .ignore, in: db)
            return try await Article.response(article.slug, to: reader.id, in: db)
        }

        api.delete("/articles/{slug}/favorite") { (reader: Authenticated<User>, slug: Path<String>, db: Database) in
            let article = try await Article.named(slug.value, in: db)
            try await Favorite(article: article.id, user: reader.id).delete(in: db)
            return try await Article.response(article.slug, to: reader.id, in: db)
        }
    }
}

import Martlet

/// `/articles`: lists, the feed, single articles, and who likes them.
func addArticles(to api: some RouteBuilder) {
    api.get("/articles") {
        (reader: Authenticated<User>?, filter: Query<ArticleFilter>, page: Query<Paging>, db: Database) in
        var articles = Article.query
        if let tag = filter.tag { articles = articles.where { $0.tags.exists { $0.name == tag } } }
        if let author = filter.author { articles = articles.where { $0.author.username == author } }
        if let fan = filter.favorited { articles = articles.where { $0.favorites.exists { $0.user.username == fan } } }
        return try await Article.page(articles, page.value, to: reader?.id, in: db)
    }.describe("Articles, the newest first", tags: ["articles"])

    api.get("/articles/feed") { (reader: Authenticated<User>, page: Query<Paging>, db: Database) in
        let articles = Article.query.where { $0.author.followers.exists { $0.followerID == reader.id } }
        return try await Article.page(articles, page.value, to: reader.id, in: db)
    }.describe("Articles of the authors whom one follows", tags: ["articles"])

    api.post("/articles") { (author: Authenticated<User>, input: JSON<NewArticleRequest>, db: Database) in
        let article = try await input.article.insert(by: author.user, in: db)
        return Created(try await Article.response(article.slug, to: author.id, in: db))
    }.describe("Write an article", tags: ["articles"])

    api.get("/articles/{slug}") { (reader: Authenticated<User>?, slug: Path<String>, db: Database) in
        try await Article.response(slug.value, to: reader?.id, in: db)
    }.describe("Read an article", tags: ["articles"])

    api.put("/articles/{slug}") {
        (author: Authenticated<User>, slug: Path<String>, input: JSON<UpdateArticleRequest>, db: Database) in
        let article = try await Article.named(slug.value, of: author.user, in: db)
        let saved = try await input.article.save(to: article, in: db)
        return try await Article.response(saved.slug, to: author.id, in: db)
    }.describe("Change one's own article", tags: ["articles"], errors: [.forbidden])

    api.delete("/articles/{slug}") { (author: Authenticated<User>, slug: Path<String>, db: Database) in
        try await Article.named(slug.value, of: author.user, in: db).delete(in: db)
        return NoContent()
    }.describe("Delete one's own article", tags: ["articles"], errors: [.forbidden])

    api.post("/articles/{slug}/favorite") { (reader: Authenticated<User>, slug: Path<String>, db: Database) in
        let article = try await Article.named(slug.value, in: db)
        try await Favorite(article: article.id, user: reader.id).insert(onConflict: .ignore, in: db)
        return try await Article.response(article.slug, to: reader.id, in: db)
    }.describe("Like an article", tags: ["favorites"])

    api.delete("/articles/{slug}/favorite") { (reader: Authenticated<User>, slug: Path<String>, db: Database) in
        let article = try await Article.named(slug.value, in: db)
        try await Favorite(article: article.id, user: reader.id).delete(in: db)
        return try await Article.response(article.slug, to: reader.id, in: db)
    }.describe("Like an article no more", tags: ["favorites"])
}

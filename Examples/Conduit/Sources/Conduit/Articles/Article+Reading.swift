import Martlet

extension Article {
    /// An article with everything that is told of it: its author and whether the reader follows them, its tags, how many
    /// users like it, and whether the reader does.
    typealias Row = (Article, (User, Int), [ArticleTag], Int, Int)

    /// Loads what is told with articles, one query for each relation however many articles there are.
    static func told(
        to reader: User.ID?, _ articles: ModelQuery<Article, Article> = Article.query
    ) -> ModelQuery<Article, Row> {
        let reader = reader ?? User.nobody
        return articles.with { $0.author.with { $0.followers.counted { $0.followerID == reader } } }
            .with { $0.tags.order { $0.position.ascending } }
            .with { $0.favorites.counted }
            .with { $0.favorites.counted { $0.userID == reader } }
    }

    /// The article of a slug, as a client reads it.
    static func response(_ slug: String, to reader: User.ID?, in db: Database) async throws -> SingleArticleResponse {
        guard let row = try await told(to: reader, query.where { $0.slug == slug }).first(in: db) else {
            throw ConduitError.notFound("article")
        }
        return SingleArticleResponse(article: FullArticle(row))
    }

    /// A page of articles, the newest first, as a client reads it.
    static func page(
        _ articles: ModelQuery<Article, Article>, _ page: Paging, to reader: User.ID?, in db: Database
    ) async throws -> MultipleArticlesResponse {
        let count = try await articles.count(in: db)
        let newest = articles.order { $0.createdAt.descending }.order { $0.id.descending }
        // Whoever asks for more gets a thousand, and sees by the count that there are others.
        let rows = try await told(to: reader, newest.limit(min(page.limit, 1000)).offset(page.offset)).all(in: db)
        return MultipleArticlesResponse(articles: rows.map { ArticleSummary($0) }, articlesCount: count)
    }

    /// The article of a slug.
    static func named(_ slug: String, in db: Database) async throws -> Article {
        guard let article = try await query.where({ $0.slug == slug }).first(in: db) else {
            throw ConduitError.notFound("article")
        }
        return article
    }

    /// The article of a slug, which has to be a user's own.
    static func named(_ slug: String, of author: User, in db: Database) async throws -> Article {
        let article = try await named(slug, in: db)
        guard article.author == author.id else { throw ConduitError.forbidden("article") }
        return article
    }
}

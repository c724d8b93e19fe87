import Martlet

/// An article in a list, without its text.
@Schema struct ArticleSummary {
    var slug: String
    var title: String
    var description: String
    var tagList: [String]
    var createdAt: Moment
    var updatedAt: Moment
    var favorited: Bool
    var favoritesCount: Int
    var author: Profile
}

/// A whole article.
@Schema(name: "Article") struct FullArticle {
    var slug: String
    var title: String
    var description: String
    var body: String
    var tagList: [String]
    var createdAt: Moment
    var updatedAt: Moment
    var favorited: Bool
    var favoritesCount: Int
    var author: Profile
}

@Schema struct SingleArticleResponse { var article: FullArticle }

@Schema struct MultipleArticlesResponse {
    var articles: [ArticleSummary]
    /// How many there are in all, on this page and on others.
    var articlesCount: Int
}

extension ArticleSummary {
    init(_ row: Article.Row) {
        let (article, (author, followers), tags, favorites, ownFavorites) = row
        self.init(
            slug: article.slug, title: article.title, description: article.description, tagList: tags.map(\.name),
            createdAt: Moment(article.createdAt), updatedAt: Moment(article.updatedAt), favorited: ownFavorites > 0,
            favoritesCount: favorites, author: Profile(author, followers: followers))
    }
}

extension FullArticle {
    init(_ row: Article.Row) {
        let summary = ArticleSummary(row)
        self.init(
            slug: summary.slug, title: summary.title, description: summary.description, body: row.0.body,
            tagList: summary.tagList, createdAt: summary.createdAt, updatedAt: summary.updatedAt,
            favorited: summary.favorited, favoritesCount: summary.favoritesCount, author: summary.author)
    }
}

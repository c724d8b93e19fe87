import Martlet

/// A user likes an article.
@Model struct Favorite {
    @BelongsTo(onDelete: .cascade, primaryKey: true) var article: Article.ID
    @BelongsTo(primaryKey: true) var user: User.ID
}

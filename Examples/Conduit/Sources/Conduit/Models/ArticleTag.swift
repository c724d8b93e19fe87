import Martlet

/// A tag of an article, and which of its tags it is.
@Model struct ArticleTag {
    @BelongsTo(onDelete: .cascade, primaryKey: true) var article: Article.ID
    @Column(max: 100, primaryKey: true) var name: String
    var position: Int

    static let indexes = [Index<ArticleTag>(\.name)]
}

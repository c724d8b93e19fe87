import MartletData

@Model struct Author: Equatable {
    var id: Int
    var name: String
    static let profile = HasOne<Profile>(\.author)
    static let articles = HasMany<Article>(\.author)
    static let followed = ManyToMany<Author>(through: Follow.self, from: \.follower, to: \.followed)
    static let friends = ManyToMany<Author>(through: Follow.self)
    static let misled = HasMany<ArticleTag>(\.article)
}

@Model struct Profile: Equatable {
    var id: Int
    @BelongsTo(onDelete: .cascade, unique: true) var author: Author.ID
    var city: String
}

@Model struct Article: Equatable {
    var id: Int
    var title: String
    @BelongsTo(onDelete: .cascade) var author: Author.ID
    var words: Int
    static let tags = ManyToMany<Tag>(through: ArticleTag.self)
}

@Model struct Tag: Equatable {
    var id: Int
    @Column(unique: true) var name: String
    static let articles = ManyToMany<Article>(through: ArticleTag.self)
}

@Model struct ArticleTag: Equatable {
    @BelongsTo(onDelete: .cascade, primaryKey: true) var article: Article.ID
    @BelongsTo(onDelete: .cascade, primaryKey: true) var tag: Tag.ID
    var position: Int = 0
}

@Model struct Follow: Equatable {
    @BelongsTo(onDelete: .cascade, primaryKey: true) var follower: Author.ID
    @BelongsTo(onDelete: .cascade, primaryKey: true) var followed: Author.ID
}

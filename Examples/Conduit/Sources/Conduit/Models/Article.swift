import Foundation
import Martlet

/// What a user has written.
@Model struct Article {
    var id: Int
    @Column(max: 200, unique: true) var slug: String
    var title: String
    var description: String
    var body: String
    @BelongsTo var author: User.ID
    @Column(role: .created) var createdAt: Date = Date()
    @Column(role: .updated) var updatedAt: Date = Date()

    static let tags = HasMany<ArticleTag>(\.article)
    static let favorites = HasMany<Favorite>(\.article)
    static let indexes = [Index<Article>(\.createdAt)]
}

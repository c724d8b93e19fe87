import Foundation
import Martlet

/// What a user says about an article.
@Model struct Comment {
    var id: Int
    var body: String
    @BelongsTo(onDelete: .cascade) var article: Article.ID
    @BelongsTo var author: User.ID
    @Column(role: .created) var createdAt: Date = Date()
    @Column(role: .updated) var updatedAt: Date = Date()
}

import Foundation
import MartletHTTP

/// An error in the shape of the API.
struct Refused: Error {
    let code: Int
    let field: String
    let problem: String

    init(_ code: Int, _ field: String, _ problem: String) {
        self.code = code
        self.field = field
        self.problem = problem
    }
}

struct UserAnswer: Encodable, Sendable { var user: User }

struct ArticleAnswer: Encodable, Sendable {
    var article: Shown

    struct Shown: Encodable, Sendable {
        var slug: String
        var title: String
        var description: String
        /// Left out of lists.
        var body: String?
        var tagList: [String]
        var createdAt: String
        var updatedAt: String
        var favorited = false
        var favoritesCount = 0
        var author: Profile

        init(_ article: Article, inList: Bool = false) {
            slug = article.slug
            title = article.title
            description = article.description
            body = inList ? nil : article.body
            tagList = article.tagList
            createdAt = article.created
            updatedAt = article.created
            author = Profile(user: article.author)
        }
    }
}

struct ArticlesAnswer: Encodable, Sendable {
    var articles: [ArticleAnswer.Shown]
    var articlesCount: Int
}

struct CommentAnswer: Encodable, Sendable {
    var comment: Shown

    struct Shown: Encodable, Sendable {
        var id: Int
        var createdAt: String
        var updatedAt: String
        var body: String
        var author: Profile

        init(_ comment: Comment) {
            id = comment.id
            createdAt = comment.created
            updatedAt = comment.created
            body = comment.body
            author = Profile(user: comment.author)
        }
    }
}

struct CommentsAnswer: Encodable, Sendable { var comments: [CommentAnswer.Shown] }

struct NewUser: Decodable, Sendable {
    var user: Content
    struct Content: Decodable, Sendable {
        var username: String?
        var email: String
        var password: String
    }
}

/// A change in which leaving out and null are told apart.
struct UserChange: Decodable, Sendable {
    var user: Content

    struct Content: Decodable, Sendable {
        var bio: String??
        var image: String??

        enum CodingKeys: String, CodingKey { case bio, image }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            bio = container.contains(.bio) ? .some(try container.decodeIfPresent(String.self, forKey: .bio)) : nil
            image = container.contains(.image) ? .some(try container.decodeIfPresent(String.self, forKey: .image)) : nil
        }
    }
}

struct NewArticle: Decodable, Sendable {
    var article: Content
    struct Content: Decodable, Sendable {
        var title: String
        var description: String
        var body: String
        var tagList: [String]?
    }
}

struct NewComment: Decodable, Sendable {
    var comment: Content
    struct Content: Decodable, Sendable { var body: String }
}

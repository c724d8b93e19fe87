import Foundation

struct User: Codable, Sendable {
    var email: String
    var token: String
    var username: String
    var bio: String?
    var image: String?
    var password = ""

    /// Null is there as null, and the password is not there.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(email, forKey: .email)
        try container.encode(token, forKey: .token)
        try container.encode(username, forKey: .username)
        try container.encode(bio, forKey: .bio)
        try container.encode(image, forKey: .image)
    }
}

struct Profile: Encodable, Sendable {
    var user: User

    enum CodingKeys: String, CodingKey { case username, bio, image, following }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(user.username, forKey: .username)
        try container.encode(user.bio, forKey: .bio)
        try container.encode(user.image, forKey: .image)
        try container.encode(false, forKey: .following)
    }
}

struct Article: Sendable {
    var slug: String
    var title: String
    var description: String
    var body: String
    var tagList: [String]
    var created: String
    var author: User
    var comments: [Comment] = []
}

struct Comment: Sendable {
    var id: Int
    var body: String
    var created: String
    var author: User
}

/// What the server knows, for as long as it runs.
actor Store {
    private(set) var users: [User] = []
    private(set) var articles: [Article] = []
    private var lastComment = 0

    func user(token: String?) -> User? { users.first { "Token \($0.token)" == token } }
    func user(email: String) -> User? { users.first { $0.email == email } }

    func add(_ user: User) throws {
        if users.contains(where: { $0.username == user.username }) {
            throw Refused(409, "username", "has already been taken")
        }
        users.append(user)
    }

    func update(_ user: User) { users = users.map { $0.token == user.token ? user : $0 } }

    func add(_ article: Article) { articles.insert(article, at: 0) }

    func article(_ slug: String) throws -> Article {
        guard let article = articles.first(where: { $0.slug == slug }) else {
            throw Refused(404, "article", "not found")
        }
        return article
    }

    func remove(_ slug: String, as user: User) throws {
        guard try article(slug).author.token == user.token else { throw Refused(403, "article", "forbidden") }
        articles.removeAll { $0.slug == slug }
    }

    func comment(_ text: String, on slug: String, as user: User, at time: String) throws -> Comment {
        lastComment += 1
        let comment = Comment(id: lastComment, body: text, created: time, author: user)
        var article = try article(slug)
        article.comments.append(comment)
        articles = articles.map { $0.slug == slug ? article : $0 }
        return comment
    }
}

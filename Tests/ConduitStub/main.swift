// A part of the RealWorld API in memory: what Tests/OpenAPI drives a generated client against.
import Foundation
import MartletHTTP

let app = App()
let store = Store()

@Sendable func now() -> String { Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }

@Sendable func user(of request: Request) async throws -> User {
    guard let user = await store.user(token: request.headers[.authorization]) else {
        throw Refused(401, "token", "is missing")
    }
    return user
}

app.group("/api") { api in
    api.onError(Refused.self) { error, _ in
        try Response.json(["errors": [error.field: [error.problem]]], status: .init(code: error.code))
    }
    api.post("/users") { (new: JSON<NewUser>) in
        let name = new.user.username ?? ""
        guard !name.isEmpty else { throw Refused(422, "username", "can't be blank") }
        let user = User(
            email: new.user.email, token: UUID().uuidString, username: name, password: new.user.password)
        try await store.add(user)
        return try Response.json(UserAnswer(user: user), status: .created)
    }
    api.post("/users/login") { (login: JSON<NewUser>) in
        guard let user = await store.user(email: login.user.email), user.password == login.user.password else {
            throw Refused(401, "credentials", "invalid")
        }
        return JSON(UserAnswer(user: user))
    }
    api.get("/user") { (request: Request) in JSON(UserAnswer(user: try await user(of: request))) }
    api.put("/user") { (request: Request, change: JSON<UserChange>) in
        var user = try await user(of: request)
        if let bio = change.user.bio { user.bio = bio }
        if let image = change.user.image { user.image = image }
        await store.update(user)
        return JSON(UserAnswer(user: user))
    }
    api.get("/articles") { (request: Request) in
        let query = URLComponents(string: request.target)?.queryItems ?? []
        func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
        let all: [Article] = await store.articles.filter { article in
            value("tag").map(article.tagList.contains) ?? true
                && value("author").map { $0 == article.author.username } ?? true
        }
        let offset = value("offset").flatMap { Int($0) } ?? 0
        let limit = value("limit").flatMap { Int($0) } ?? 20
        let page = Array(all.dropFirst(offset).prefix(limit))
        return JSON(
            ArticlesAnswer(
                articles: page.map { ArticleAnswer.Shown($0, inList: true) }, articlesCount: all.count))
    }
    api.post("/articles") { (request: Request, new: JSON<NewArticle>) in
        let author = try await user(of: request)
        let slug = new.article.title.lowercased().replacing(" ", with: "-") + "-" + UUID().uuidString.lowercased()
        let article = Article(
            slug: slug, title: new.article.title, description: new.article.description, body: new.article.body,
            tagList: new.article.tagList ?? [], created: now(), author: author)
        await store.add(article)
        return try Response.json(ArticleAnswer(article: .init(article)), status: .created)
    }
    api.get("/articles/{slug}") { (slug: Path<String>) in
        JSON(ArticleAnswer(article: .init(try await store.article(slug.value))))
    }
    api.delete("/articles/{slug}") { (slug: Path<String>, request: Request) in
        try await store.remove(slug.value, as: try await user(of: request))
        return Response.empty()
    }
    api.get("/articles/{slug}/comments") { (slug: Path<String>) in
        JSON(CommentsAnswer(comments: try await store.article(slug.value).comments.map(CommentAnswer.Shown.init)))
    }
    api.post("/articles/{slug}/comments") { (slug: Path<String>, request: Request, new: JSON<NewComment>) in
        let author = try await user(of: request)
        let comment = try await store.comment(new.comment.body, on: slug.value, as: author, at: now())
        return try Response.json(CommentAnswer(comment: .init(comment)), status: .created)
    }
}
try await app.run()

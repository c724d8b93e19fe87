import ConduitClient
import Foundation
import Testing

/// Drives the server at `CONDUIT_URL`, such as `http://127.0.0.1:8080/api`.
@Suite struct ConduitClientTests {
    private let server: String
    private let name = "ada-\(UUID().uuidString.prefix(8).lowercased())"
    private var email: String { "\(name)@example.com" }

    init() throws { server = try #require(ProcessInfo.processInfo.environment["CONDUIT_URL"]) }

    /// A client of a new user.
    private func register() async throws -> ConduitClient {
        let answer = try await ConduitClient(server: server).createUser(
            body: NewUserRequest(user: NewUser(username: name, email: email, password: "correct horse")))
        #expect(answer.user.username == name)
        #expect(answer.user.bio == nil)
        return ConduitClient(server: server, token: ClientSecret("Token \(answer.user.token)"))
    }

    private func article(_ client: ConduitClient, tag: String) async throws -> Article {
        let new = NewArticle(title: "On \(name)", description: "Short", body: "Long", tagList: [tag, "all"])
        return try await client.createArticle(body: NewArticleRequest(article: new)).article
    }

    @Test func `a user registers, logs in and is known by the token`() async throws {
        let client = try await register()
        let login = try await ConduitClient(server: server).login(
            body: LoginUserRequest(user: LoginUser(email: email, password: "correct horse")))
        #expect(login.user.email == email)
        let current = try await client.getCurrentUser()
        #expect(current.user.username == name)
    }

    @Test func `errors are those of the description`() async throws {
        let client = try await register()
        let anonymous = ConduitClient(server: server)
        await #expect {
            try await anonymous.getCurrentUser()
        } throws: { error in
            guard case .unauthorized(let model)? = error as? GetCurrentUserFailure else { return false }
            return model.errors == ["token": ["is missing"]]
        }
        do throws(LoginFailure) {
            _ = try await anonymous.login(
                body: LoginUserRequest(user: LoginUser(email: email, password: "wrong")))
            Issue.record("a wrong password was accepted")
        } catch {
            guard case .unauthorized(let model) = error else { throw error }
            #expect(model.errors["credentials"] == ["invalid"])
        }
        do throws(CreateUserFailure) {
            _ = try await anonymous.createUser(
                body: NewUserRequest(user: NewUser(username: name, email: "other-\(email)", password: "correct horse")))
            Issue.record("a name was taken twice")
        } catch {
            guard case .conflict(let model) = error else { throw error }
            #expect(model.errors["username"] == ["has already been taken"])
        }
        do throws(GetArticleFailure) {
            _ = try await client.getArticle(slug: "no such/article?")
            Issue.record("an article came from nowhere")
        } catch {
            guard case .notFound(let model) = error else { throw error }
            #expect(model.errors["article"] == ["not found"])
        }
    }

    @Test func `null, leaving out and a value are three things`() async throws {
        let client = try await register()
        let changed = try await client.updateCurrentUser(
            body: UpdateUserRequest(user: UpdateUser(bio: "Likes “engines”", image: "http://a/b.png")))
        #expect(changed.user.bio == "Likes “engines”")
        let cleared = try await client.updateCurrentUser(body: UpdateUserRequest(user: UpdateUser(image: .null)))
        #expect(cleared.user.image == nil)
        #expect(cleared.user.bio == "Likes “engines”")
    }

    @Test func `articles are made, found by their tags, commented and removed`() async throws {
        let client = try await register()
        let tag = "é&=\(name)"
        let before = Date()
        let article = try await article(client, tag: tag)
        #expect(abs(article.createdAt.timeIntervalSince(before)) < 60)
        #expect(article.author.username == name)
        _ = try await self.article(client, tag: tag)

        let found = try await client.getArticles(tag: tag, offset: 1, limit: 1)
        #expect(found.articlesCount == 2)
        #expect(found.articles.map(\.slug) == [article.slug])

        let comment = try await client.createArticleComment(
            slug: article.slug, body: NewCommentRequest(comment: NewComment(body: "Well said")))
        let comments = try await client.getArticleComments(slug: article.slug)
        #expect(comments.comments.map(\.id) == [comment.comment.id])

        try await client.deleteArticle(slug: article.slug)
        await #expect(throws: GetArticleFailure.self) { try await client.getArticle(slug: article.slug) }
    }

    @Test func `a server that is not there is a failure of its own`() async throws {
        let client = ConduitClient(server: "http://127.0.0.1:9", timeout: 5)
        do throws(GetTagsFailure) {
            _ = try await client.getTags()
            Issue.record("nobody answered")
        } catch {
            guard case .other(.transport) = error else { throw error }
        }
    }
}

import Martlet

/// `/articles/{slug}/comments`
func addComments(to api: some RouteBuilder) {
    api.get("/articles/{slug}/comments") { (reader: Authenticated<User>?, slug: Path<String>, db: Database) in
        let article = try await Article.named(slug.value, in: db)
        let reader = reader?.id ?? User.nobody
        let rows = try await Comment.query.where { $0.articleID == article.id }
            .order { $0.createdAt.descending }.order { $0.id.descending }
            .with { $0.author.with { $0.followers.counted { $0.followerID == reader } } }
            .all(in: db)
        return MultipleCommentsResponse(
            comments: rows.map { ToldComment($0, author: Profile($1.0, followers: $1.1)) })
    }.describe("What is said about an article", tags: ["comments"])

    api.post("/articles/{slug}/comments") {
        (author: Authenticated<User>, slug: Path<String>, input: JSON<NewCommentRequest>, db: Database) in
        let article = try await Article.named(slug.value, in: db)
        let comment = try await Comment(id: 0, body: input.comment.body, article: article.id, author: author.id)
            .insert(in: db)
        let profile = try await Profile.of(author.user, to: author.id, in: db)
        return Created(SingleCommentResponse(comment: ToldComment(comment, author: profile)))
    }.describe("Comment on an article", tags: ["comments"])

    api.delete("/articles/{slug}/comments/{id}") {
        (author: Authenticated<User>, slug: Path<String>, id: Path<Int>?, db: Database) in
        let article = try await Article.named(slug.value, in: db)
        guard let id, let comment = try await Comment.find(id.value, in: db), comment.article == article.id else {
            throw ConduitError.notFound("comment")
        }
        guard comment.author == author.id else { throw ConduitError.forbidden("comment") }
        try await comment.delete(in: db)
        return NoContent()
    }.describe("Delete one's own comment", tags: ["comments"], errors: [.forbidden])
}

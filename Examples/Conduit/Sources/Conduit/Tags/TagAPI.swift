import Martlet

@Schema struct TagsResponse { var tags: [String] }

/// `/tags`
func addTags(to api: some RouteBuilder) {
    api.get("/tags") { (db: Database) in
        let names = ArticleTag.query.group { $0.name }.order { $0.name.ascending }.select { $0.name }
        return TagsResponse(tags: try await names.all(in: db))
    }.describe("All tags", tags: ["tags"])
}

import Foundation
import Martlet

extension NewArticle {
    /// Writes the article and its tags, both or none.
    func insert(by author: User, in db: Database) async throws -> Article {
        try await Slug.unique(for: title) { slug in
            try await db.transaction { tx in
                let article = try await Article(
                    id: 0, slug: slug, title: title, description: description, body: body, author: author.id
                ).insert(in: tx)
                try await article.tag(tagList, in: tx)
                return article
            }
        }
    }
}

extension UpdateArticle {
    /// Writes what changes of an article; another title gives it another slug.
    func save(to article: Article, in db: Database) async throws -> Article {
        var changed = article
        title.apply(to: &changed.title)
        description.apply(to: &changed.description)
        body.apply(to: &changed.body)
        if tagList.value != nil { changed.updatedAt = Date() }
        guard changed.title != article.title else { return try await save(changed, to: article, in: db) }
        return try await Slug.unique(for: changed.title) { [changed] slug in
            var renamed = changed
            renamed.slug = slug
            return try await save(renamed, to: article, in: db)
        }
    }

    private func save(_ changed: Article, to article: Article, in db: Database) async throws -> Article {
        // MariaDB locks the gaps between tags, so that updates of two articles may wait for each other.
        try await db.transaction(TransactionOptions(retries: 3)) { tx in
            // From here on other updates of the article wait.
            let saved = try await article.update(in: tx) { $0 = changed }
            if let tagList = tagList.value {
                try await ArticleTag.query.where { $0.articleID == article.id }.delete(in: tx)
                try await article.tag(tagList, in: tx)
            }
            return saved
        }
    }
}

extension Article {
    /// Gives an article without tags its tags, each once.
    fileprivate func tag(_ names: [String], in tx: Transaction) async throws {
        var seen: Set<String> = []
        let tags = names.filter { seen.insert($0).inserted }.enumerated().map { position, name in
            ArticleTag(article: id, name: name, position: position)
        }
        try await ArticleTag.insert(tags, in: tx)
    }
}

import Martlet

/// Names of articles in addresses: `how-to-train-your-dragon`.
enum Slug {
    /// Runs a write with the slug of a title, and once more with a number behind it where another article has it.
    ///
    /// The database decides what is taken, so that two articles that are written at once get a slug each.
    static func unique<Result>(for title: String, _ write: (String) async throws -> Result) async throws -> Result {
        let slug = plain(title)
        let other = "\(slug)-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        // `/articles/feed` is the reader's feed.
        guard slug != "feed" else { return try await write(other) }
        do { return try await write(slug) } catch let error as DatabaseError
            where error.kind == .unique && error.columns == ["slug"]
        {
            return try await write(other)
        }
    }

    /// The letters and digits of a title, of any script, with hyphens between its words.
    static func plain(_ title: String) -> String {
        let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
        let slug = String(words.joined(separator: "-").unicodeScalars.prefix(100))
        return slug.isEmpty ? "article" : slug
    }
}

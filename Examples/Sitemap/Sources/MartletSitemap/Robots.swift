/// The text of `/robots.txt` (RFC 9309).
struct Robots {
    let isIndexed: Bool
    let disallowed: [String]
    let base: BaseURL

    var text: String {
        guard isIndexed else { return "User-agent: *\nDisallow: /\n" }
        // A group has at least one rule; an empty one forbids nothing.
        let rules = disallowed.isEmpty ? "Disallow:\n" : disallowed.map { "Disallow: \($0)\n" }.joined()
        return "User-agent: *\n\(rules)\nSitemap: \(base.text)/sitemap.xml\n"
    }
}

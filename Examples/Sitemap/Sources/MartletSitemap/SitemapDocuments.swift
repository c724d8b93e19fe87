import Foundation

/// The files of a sitemap as XML (sitemaps.org/protocol.html).
struct SitemapDocuments: Sendable, Equatable {
    /// The most entries that one file may have.
    static let pageSize = 50_000
    private static let namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

    /// `/sitemap.xml`: the entries, or an index of the pages.
    let first: String
    private let pages: [String]

    init(_ entries: [SitemapEntry], base: BaseURL, pageSize: Int = Self.pageSize) {
        let pages = stride(from: 0, to: entries.count, by: pageSize).map { start in
            Self.page(entries[start..<min(start + pageSize, entries.count)], base)
        }
        self.pages = pages.count > 1 ? pages : []
        first = pages.count > 1 ? Self.index(pages.count, base) : pages.first ?? Self.page([], base)
    }

    /// A page of the index, counted from one.
    func page(_ page: SitemapPage) -> String? {
        pages.indices.contains(page.number - 1) ? pages[page.number - 1] : nil
    }

    private static func page(_ entries: ArraySlice<SitemapEntry>, _ base: BaseURL) -> String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"\(namespace)\">\n"
        for entry in entries {
            guard let location = entry.location(base) else { continue }
            text += "<url><loc>\(escape(location))</loc>"
            if let modified = entry.modified { text += "<lastmod>\(modified.formatted(.iso8601))</lastmod>" }
            text += "</url>\n"
        }
        return text + "</urlset>\n"
    }

    private static func index(_ count: Int, _ base: BaseURL) -> String {
        let pages = (1...count).map {
            "<sitemap><loc>\(escape(base.text))/\(SitemapPage(number: $0).file)</loc></sitemap>\n"
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"\(namespace)\">\n\(pages.joined())"
            + "</sitemapindex>\n"
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&apos;")
    }
}

/// A page of the index and its file's name.
struct SitemapPage: Equatable {
    let number: Int

    init(number: Int) { self.number = number }

    /// Reads `sitemap-7.xml`; numbers have one way to be written.
    init?(_ file: String) {
        guard file.hasPrefix("sitemap-"), file.hasSuffix(".xml"), file.count > 12 else { return nil }
        let digits = file.dropFirst(8).dropLast(4)
        guard let number = Int(digits), number > 0, String(number) == digits else { return nil }
        self.number = number
    }

    var file: String { "sitemap-\(number).xml" }
}

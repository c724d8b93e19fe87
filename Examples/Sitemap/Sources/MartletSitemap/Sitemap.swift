public import MartletHTTP

/// Serves `/sitemap.xml` and `/robots.txt`: which pages search engines should know (sitemaps.org, RFC 9309).
///
/// ```swift
/// try await app.install(
///     Sitemap(baseURL: "https://shop.example.com", disallowing: ["/cart"]) { services in
///         let albums = try await Album.query.all(in: services.require(Database.self))
///         return [SitemapEntry("/")] + albums.map { SitemapEntry("/albums/\($0.id)", modified: $0.changed) }
///     })
/// ```
///
/// Past 50,000 entries `/sitemap.xml` is an index of `/sitemap-1.xml`, `/sitemap-2.xml` and so on. The entries are asked
/// for at most once within `maxAge`, whatever the number of requests. The settings `SITEMAP_BASE_URL` and
/// `SITEMAP_INDEXED` win over what the code says; a base URL that is missing or wrong stops the start.
public struct Sitemap: Extension {
    /// Gets the application's services and says which pages there are.
    public typealias Entries = @Sendable (Services) async throws -> [SitemapEntry]

    private let baseURL: String?
    private let disallowed: [String]
    private let maxAge: Duration
    private let entries: Entries

    /// Creates the extension.
    /// - Parameters:
    ///   - baseURL: how clients reach the site, such as `https://shop.example.com`; the setting `SITEMAP_BASE_URL` when
    ///     `nil`.
    ///   - disallowing: paths that search engines should not visit; everything below them is meant too.
    ///   - maxAge: how long the entries are kept, here and by clients; one hour.
    ///   - entries: says which pages there are.
    public init(
        baseURL: String? = nil, disallowing: [String] = [], maxAge: Duration = .seconds(3_600),
        entries: @escaping Entries
    ) {
        self.baseURL = baseURL
        disallowed = disallowing
        self.maxAge = maxAge
        self.entries = entries
    }

    public func install(in app: App) async throws {
        let settings = app.settings.read(SitemapSettings.self)
        let base: BaseURL
        do {
            base = try BaseURL(settings.baseURL ?? baseURL)
        } catch let error as InvalidSitemap {
            app.reportProblem("the sitemap cannot be served: \(error)")
            return
        }
        for path in disallowed where !SitemapEntry.isPath(path) {
            app.reportProblem("the sitemap cannot disallow `\(path)`: a path begins with `/` and has no line break")
        }
        let robots = Robots(isIndexed: settings.isIndexed, disallowed: disallowed, base: base).text
        let store = SitemapStore(base: base, maxAge: maxAge, entries: entries)
        let headers: Headers = [
            .contentType: "application/xml; charset=utf-8",
            .cacheControl: "public, max-age=\(maxAge.components.seconds)",
        ]

        app.get("/robots.txt") { robots }
        app.get("/sitemap.xml") { (request: Request) in
            Response(headers: headers, body: .init(string: try await store.documents(request).first))
        }
        // A placeholder is a whole segment of a path, so the converter says what the segment looks like.
        app.converter("sitemapPage") { SitemapPage($0) != nil }
        app.get("/{file:sitemapPage}") { (file: Path<String>, request: Request) in
            guard let page = SitemapPage(file.value), let text = try await store.documents(request).page(page) else {
                throw HTTPError(.notFound, "The sitemap has no such page.")
            }
            return Response(headers: headers, body: .init(string: text))
        }
    }
}

/// What the sitemap is told from outside.
struct SitemapSettings: SettingsSection {
    /// `SITEMAP_BASE_URL`: how clients reach the site.
    let baseURL: String?
    /// `SITEMAP_INDEXED`: whether search engines may visit the site; a staging server says `false`.
    let isIndexed: Bool

    init(from reader: SettingsReader) {
        baseURL = reader.string("sitemap.base.url", default: nil)
        isIndexed = reader.bool("sitemap.indexed", default: true)
    }
}

import Foundation

/// How clients reach the site: scheme, host, and a path if it is not at the root.
struct BaseURL: Equatable {
    let text: String

    /// - Throws: ``InvalidSitemap`` with what is wrong.
    init(_ text: String?) throws {
        guard let text else {
            throw InvalidSitemap("it needs a base URL; set SITEMAP_BASE_URL, or say `Sitemap(baseURL: …)`")
        }
        func refuse(_ reason: String) -> InvalidSitemap {
            InvalidSitemap("its base URL has to look like `https://shop.example.com`, but `\(text)` \(reason)")
        }
        guard let url = URLComponents(string: text) else { throw refuse("is no URL") }
        guard let scheme = url.scheme, ["http", "https"].contains(scheme) else {
            throw refuse("does not begin with `https://`")
        }
        guard let host = url.host, !host.isEmpty else { throw refuse("names no host") }
        guard url.query == nil, url.fragment == nil else { throw refuse("has a query or a fragment") }
        guard url.user == nil, url.password == nil else { throw refuse("has a user or a password") }
        self.text = text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}

/// What keeps a sitemap from being served.
struct InvalidSitemap: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

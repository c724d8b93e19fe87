public import Foundation

/// A page that search engines should know.
public struct SitemapEntry: Sendable, Equatable {
    /// Where it is on the site, percent-encoded, with a leading `/`.
    public var path: String
    /// When it was last changed.
    public var modified: Date?

    /// Describes a page.
    public init(_ path: String, modified: Date? = nil) {
        self.path = path
        self.modified = modified
    }

    static func isPath(_ text: String) -> Bool {
        text.hasPrefix("/") && !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }

    /// The whole address, as sitemaps.org allows it: at most 2,048 characters.
    func location(_ base: BaseURL) -> String? {
        let location = base.text + path
        return Self.isPath(path) && location.count <= 2_048 ? location : nil
    }
}

import Martlet
import Mustache

/// Renders the pages of the store, with the navigation of the page that is asked for.
struct View: Extractor {
    private let request: Request

    init(_ request: Request) { self.request = request }

    static func extract(from source: inout ExtractionSource) -> View { View(source.request) }

    /// A page.
    /// - Parameters:
    ///   - template: the name of its template.
    ///   - content: what the template shows.
    func page(_ template: String, _ content: some Encodable & Sendable) throws -> HTML {
        let library = try request.services.require(MustacheLibrary.self)
        var context: [String: Any] = ["navigation": Self.navigation(at: String(request.path))]
        for child in Mirror(reflecting: content).children {
            guard let label = child.label else { continue }
            let value = Mirror(reflecting: child.value)
            context[label] = value.displayStyle == .optional ? value.children.first?.value : child.value
        }
        guard let text = library.render(context, withTemplate: template) else { throw HTTPError(.internalServerError) }
        return HTML(text)
    }

    struct Link: Encodable, Sendable {
        let label: String
        let href: String
        let current: Bool
    }

    private static func navigation(at path: String) -> [Link] {
        let places = [
            ("Artists", "/artists"), ("Albums", "/albums"), ("Tracks", "/tracks"), ("Genres", "/genres"),
            ("Playlists", "/playlists"), ("API", "/api"),
        ]
        return places.map { label, href in
            Link(label: label, href: href, current: path == href || path.hasPrefix(href + "/"))
        }
    }
}

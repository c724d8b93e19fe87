import MartletHTTP

/// The files of a documentation page, with the descriptions that it shows.
///
/// `openapi.json` is the newest description, `openapi-NAME.json` that of a version; `.yaml` likewise.
struct DocumentationFiles: Sendable {
    static let page = "page.html"
    /// What the page has in place of the addresses of the descriptions.
    private static let placeholder = #"<meta name="openapi" content="../openapi.json">"#

    private let documents: DocumentTexts

    init(_ documents: DocumentTexts) { self.documents = documents }

    /// - Throws: ``HTTPError`` 404 for a name that is none of them.
    func response(for name: String) throws -> Response {
        let text = name == Self.page ? page : description(name) ?? EmbeddedDocumentationPage.texts[name]
        guard let text else { throw HTTPError(.notFound) }
        // RFC 9512
        let type = name.hasSuffix(".yaml") ? "application/yaml" : MediaTypes.ofFile(name)
        return Response(.ok, headers: [.contentType: type, .cacheControl: "no-cache"], body: .init(string: text))
    }

    private var page: String? {
        let addresses = documents.all.map { document in
            guard let version = document.version else { return #"<meta name="openapi" content="openapi.json">"# }
            let escaped = HTML.escape(version)
            return #"<meta name="openapi" content="openapi-\#(escaped).json" data-version="\#(escaped)">"#
        }
        return EmbeddedDocumentationPage.texts[Self.page]?
            .replacing(Self.placeholder, with: addresses.joined(separator: "\n  "))
    }

    /// The description of a file's name.
    private func description(_ name: String) -> String? {
        guard name.hasPrefix("openapi"), let dot = name.lastIndex(of: ".") else { return nil }
        let version = name[..<dot].dropFirst("openapi".count)
        guard version.isEmpty || version.hasPrefix("-") else { return nil }
        let text = documents.text(of: version.isEmpty ? nil : String(version.dropFirst()))
        return switch name[dot...] {
        case ".json": text?.json
        case ".yaml": text?.yaml
        default: nil
        }
    }
}

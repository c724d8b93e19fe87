import MartletHTTP

/// The files of a documentation page, with the description that it shows.
struct DocumentationFiles: Sendable {
    static let page = "page.html"
    static let description = "openapi.json"
    static let yamlDescription = "openapi.yaml"

    private let texts: [String: String]
    private let document: DocumentTexts

    init(_ document: DocumentTexts) {
        self.document = document
        var texts = EmbeddedDocumentationPage.texts
        // Beside the page, so that it is found below any prefix.
        texts[Self.page] = texts[Self.page]?.replacing("\"../\(Self.description)\"", with: "\"\(Self.description)\"")
        self.texts = texts
    }

    /// - Throws: ``HTTPError`` 404 for a name that is none of them.
    func response(for name: String) throws -> Response {
        let text: String? =
            switch name {
            case Self.description: document.json
            case Self.yamlDescription: document.yaml
            default: texts[name]
            }
        guard let text else { throw HTTPError(.notFound) }
        // RFC 9512
        let type = name == Self.yamlDescription ? "application/yaml" : MediaTypes.ofFile(name)
        return Response(.ok, headers: [.contentType: type, .cacheControl: "no-cache"], body: .init(string: text))
    }
}

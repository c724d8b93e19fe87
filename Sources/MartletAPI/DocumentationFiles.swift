import MartletHTTP

/// The files of a documentation page, with the description that it shows.
struct DocumentationFiles: Sendable {
    static let page = "page.html"
    static let description = "openapi.json"

    private let texts: [String: String]

    init(description: String) {
        var texts = EmbeddedDocumentationPage.texts
        // Beside the page, so that it is found below any prefix.
        texts[Self.page] = texts[Self.page]?.replacing("\"../\(Self.description)\"", with: "\"\(Self.description)\"")
        texts[Self.description] = description
        self.texts = texts
    }

    /// - Throws: ``HTTPError`` 404 for a name that is none of them.
    func response(for name: String) throws -> Response {
        guard let text = texts[name] else { throw HTTPError(.notFound) }
        let headers: Headers = [.contentType: MediaTypes.ofFile(name), .cacheControl: "no-cache"]
        return Response(.ok, headers: headers, body: .init(string: text))
    }
}

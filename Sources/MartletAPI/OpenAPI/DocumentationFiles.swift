import MartletHTTP
import Synchronization

/// A description as it is served.
struct DocumentText: Sendable {
    /// The version of the API that it is about; `nil` for an API without versions.
    let version: String?
    let json: String
    /// `nil` for a description that is there as JSON alone.
    let yaml: String?
}

/// The files of a documentation page, with the descriptions that it shows.
///
/// `openapi.json` is the newest description, `openapi-NAME.json` that of a version; `.yaml` likewise.
final class DocumentationFiles: Sendable {
    static let page = "page.html"
    /// What the page has in place of the addresses of the descriptions.
    private static let placeholder = #"<meta name="openapi" content="openapi.json">"#

    private struct State {
        /// The newest first.
        var documents: [DocumentText] = []
        var texts: [String: String] = [:]
    }

    private let state = Mutex(State())

    /// Sets the descriptions, the newest first; before the port opens.
    func set(_ documents: [DocumentText]) {
        var texts = EmbeddedDocumentationPage.texts
        var elements: [String] = []
        for document in documents {
            let name = document.version.map { "openapi-\($0)" } ?? "openapi"
            texts["\(name).json"] = document.json
            texts["\(name).yaml"] = document.yaml
            let version = document.version.map { #" data-version="\#(HTML.escape($0))""# } ?? ""
            // Beside the page, so that it is found below any prefix.
            elements.append(#"<meta name="openapi" content="\#(HTML.escape(name)).json"\#(version)>"#)
            if document.yaml != nil {
                elements.append(
                    #"<link rel="alternate" type="application/yaml" href="\#(HTML.escape(name)).yaml">"#)
            }
        }
        // Together, rather than one after the other as they import each other.
        elements += texts.keys.filter { $0.hasSuffix(".js") }.sorted()
            .map { #"<link rel="modulepreload" href="\#($0)">"# }
        texts["openapi.json"] = documents.first?.json
        texts["openapi.yaml"] = documents.first?.yaml
        texts[Self.page] = texts[Self.page]?
            .replacing(Self.placeholder, with: elements.joined(separator: "\n  "))
        state.withLock { $0 = State(documents: documents, texts: texts) }
    }

    /// The names of the versions, the newest first.
    var versions: [String] { state.withLock { $0.documents.compactMap(\.version) } }

    /// The description of a version, or the newest.
    func document(of version: String?) -> DocumentText? {
        let documents = state.withLock { $0.documents }
        return version == nil ? documents.first : documents.first { $0.version == version }
    }

    /// - Throws: ``HTTPError`` 404 for a name that is none of them.
    func response(for name: String) throws -> Response {
        guard let text = state.withLock({ $0.texts[name] }) else { throw HTTPError(.notFound) }
        // RFC 9512
        let type = name.hasSuffix(".yaml") ? "application/yaml" : MediaTypes.ofFile(name)
        return Response(.ok, headers: [.contentType: type, .cacheControl: "no-cache"], body: .init(string: text))
    }
}

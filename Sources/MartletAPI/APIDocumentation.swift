public import MartletHTTP
import MartletJSON

/// Serves the OpenAPI description of an API, and a page that shows it.
///
/// The page is part of the binary and works under the default security headers: it loads nothing from another host. It
/// can be searched, sends requests to the application itself, with credentials that the reader types in, and shows the same
/// requests for curl, Swift, Python and JavaScript.
///
/// ```swift
/// try await app.install(APIDocumentation(try String(contentsOfFile: "openapi.json", encoding: .utf8)))
/// // the page at /docs/, the description at /docs/openapi.json
/// ```
///
/// A description that is no OpenAPI 3 in JSON stops the start of the application.
/// Source: <https://spec.openapis.org/oas/v3.1.0>
public struct APIDocumentation: Extension {
    private let description: String
    private let path: String

    /// Documents an API.
    /// - Parameters:
    ///   - description: the OpenAPI description, as JSON.
    ///   - path: where the page is.
    public init(_ description: String, at path: String = "/docs") {
        self.description = description
        self.path = path
    }

    /// Each path can have one.
    public var identity: String { "APIDocumentation at \(path)" }

    public func install(in app: App) async throws {
        if let problem { return app.reportProblem("the description at `\(path)/openapi.json` \(problem)") }
        let files = DocumentationFiles(description: description)
        app.group(path) { group in
            group.use(ETag())
            // The page itself has no name.
            group.get("/{file:path}") { (file: Path<String>) in
                try files.response(for: file.value.isEmpty ? DocumentationFiles.page : file.value)
            }
        }
    }

    /// What is wrong with the description.
    private var problem: String? {
        do {
            let outline = try Array(description.utf8).withUnsafeBytes { try Outline.read(json: $0) }
            guard outline.openapi.hasPrefix("3.") else {
                return "is of OpenAPI \(outline.openapi); expected 3.0 or 3.1"
            }
            return nil
        } catch {
            let message = (error as? any ResponseError)?.message ?? "\(error)"
            return "is not an OpenAPI description as JSON: \(message)"
        }
    }
}

/// What has to be in a description.
@Schema(unknown: .ignored) struct Outline {
    @Schema(unknown: .ignored) struct Info {
        var title: String
        var version: String
    }

    var openapi: String
    var info: Info
}

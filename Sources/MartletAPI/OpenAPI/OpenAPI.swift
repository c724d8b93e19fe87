public import MartletHTTP
import MartletJSON

/// Describes an API by OpenAPI 3.1, made of its routes, and serves the description with a page that shows it.
///
/// ```swift
/// try await app.install(OpenAPI(title: "Store", version: "1.0.0"))
/// // the page at /docs/, the description at /docs/openapi.json and /docs/openapi.yaml
/// ```
/// Paths, parameters, contents, answers, errors and security are those of the routes; ``MartletHTTP/Route/describe(_:details:tags:id:deprecated:status:errors:problems:example:)``
/// says more of one. The executable gets the command `openapi`, which prints the description; that of a second API has the name of
/// its path, `openapi:admin-docs` for `at: "/admin/docs"`.
///
/// The page is part of the binary and works under the default security headers: it loads nothing from another host. It
/// can be searched, sends requests to the application itself, with credentials that the reader types in, and shows the same
/// requests for curl, Swift, Python and JavaScript.
///
/// An API with versions (``MartletHTTP/RouteBuilder/versions(_:by:default:changes:file:line:_:)``) has a description for each, among which
/// readers of the page choose: `/docs/openapi.json` is the newest, `/docs/openapi-NAME.json` that of a version.
///
/// Two operations of the same id or of the same method and path stop the start of the application.
/// Source: <https://spec.openapis.org/oas/v3.1.0>
public struct OpenAPI: Extension {
    private enum Source: Sendable {
        case routes(APIInformation, below: String)
        case text(String)
    }

    private let source: Source
    private let path: String

    /// Describes the routes of the application.
    /// - Parameters:
    ///   - title: the name of the API.
    ///   - version: the version of the API.
    ///   - prefix: only routes whose paths begin with it are described; all by default.
    ///   - path: where the page is.
    public init(title: String, version: String, below prefix: String = "", at path: String = "/docs") {
        self.init(APIInformation(title: title, version: version), below: prefix, at: path)
    }

    /// Describes the routes of the application, and says more of the API as a whole.
    public init(_ information: APIInformation, below prefix: String = "", at path: String = "/docs") {
        source = .routes(information, below: prefix)
        self.path = path
    }

    /// Shows a description that was written by hand or by another tool.
    ///
    /// One that is no OpenAPI 3 in JSON stops the start of the application.
    /// - Parameters:
    ///   - document: the OpenAPI description, as JSON.
    ///   - path: where the page is.
    public init(document: String, at path: String = "/docs") {
        source = .text(document)
        self.path = path
    }

    /// Each path can have one.
    public var identity: String { "OpenAPI at \(path)" }

    public func install(in app: App) async throws {
        let files = DocumentationFiles()
        switch source {
        case .text(let document):
            if let problem = Outline.problem(of: document) {
                return app.reportProblem("the description at `\(path)/openapi.json` \(problem)")
            }
            files.set([DocumentText(version: nil, json: document, yaml: nil)])
        case .routes(let information, let prefix):
            app.inspectRoutes { routes in
                let documented = routes.filter { DocumentBuilder.isBelow(prefix, $0.path) }
                let versions = DocumentVersion.all(of: documented).map(Optional.some)
                let builders = (versions.isEmpty ? [nil] : versions).map { version in
                    DocumentBuilder(information, documented, below: prefix, version: version)
                }
                files.set(builders.map(\.text))
                // Those of several versions have the same mistakes.
                var seen: Set<String> = []
                return builders.flatMap(\.problems).filter { seen.insert($0).inserted }
            }
            addCommand(to: app, files)
        }
        app.group(path) { group in
            group.undocumented()
            group.unknownParameters(.ignored)
            group.use(ETag())
            // The page itself has no name.
            group.get("/{file:path}") { (file: Path<String>) in
                try files.response(for: file.value.isEmpty ? DocumentationFiles.page : file.value)
            }
        }
    }

    /// The first API of an application has the command by its plain name, others by that of their paths.
    private func addCommand(to app: App, _ files: DocumentationFiles) {
        let isFirst = app.services[FirstAPI.self] == nil
        if isFirst { app.services[FirstAPI.self] = FirstAPI() }
        let name = isFirst ? "openapi" : "openapi:" + path.split(separator: "/").joined(separator: "-")
        app.command(
            name,
            help: """
                print the OpenAPI description of the API

                --yaml            as YAML
                --version NAME    that of a version; the newest by default
                --check FILE      print nothing, and fail where FILE holds another description
                """,
            startHooks: false
        ) { arguments in
            try OpenAPICommand(name, arguments).run(files)
        }
    }
}

/// A sign that there is an API with the command `openapi`.
private struct FirstAPI: Sendable {}

/// What has to be in a description that comes from elsewhere.
@Schema(unknown: .ignored) struct Outline {
    @Schema(unknown: .ignored) struct Info {
        var title: String
        var version: String
    }

    var openapi: String
    var info: Info

    /// What is wrong with a description; `nil` for nothing.
    static func problem(of document: String) -> String? {
        do {
            let outline = try Array(document.utf8).withUnsafeBytes { try Outline.read(json: $0) }
            guard ["3.0.", "3.1."].contains(where: outline.openapi.hasPrefix) else {
                return "is of OpenAPI \(outline.openapi); expected 3.0 or 3.1"
            }
            return nil
        } catch {
            let message = (error as? any ResponseError)?.message ?? "\(error)"
            return "is not an OpenAPI description as JSON: \(message)"
        }
    }
}

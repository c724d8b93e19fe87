import HTTPTypes
import MartletCore
import MartletHTTP
import MartletJSON

/// Makes an OpenAPI document of routes.
struct DocumentBuilder {
    private let information: APIInformation
    private let prefix: String
    private let version: DocumentVersion?
    private var operations: [Operation] = []
    private var schemas = SchemaComponents()
    private var schemes: [SecuritySchemeDescription] = []
    /// What is wrong, one sentence each.
    private(set) var problems: [String] = []

    /// - Parameters:
    ///   - information: what is said of the API as a whole.
    ///   - routes: the routes that are documented.
    ///   - prefix: what all of their paths begin with.
    ///   - version: the version that is documented; `nil` for an API without versions.
    init(
        _ information: APIInformation, _ routes: [RouteDescription], below prefix: String,
        version: DocumentVersion? = nil
    ) {
        self.information = information
        self.prefix = prefix
        self.version = version
        for route in routes where Self.methods.contains(route.method) {
            var description = OperationDescription()
            for each in route.annotations[OperationDescription.self] { description.add(each) }
            guard !description.isHidden, version?.has(route) ?? true else { continue }
            if version?.isDeprecated(route) == true || route.middleware.contains(where: \.isDeprecated) {
                description.isDeprecated = true
            }
            let variant = version.flatMap { route.variant(answering: $0.name) }
            // The example is that of the route's own handler.
            if variant != nil { description.example = nil }
            add(variant ?? route, description)
        }
        for webhook in information.webhooks { schemas.add(DescribedType.schema(of: webhook.content), .output) }
        schemas.settle()
        problems += schemas.problems
    }

    /// Those that a document has a place for (OpenAPI 3.1 §4.8.9).
    private static let methods: [HTTPRequest.Method] = [
        .get, .put, .post, .delete, .options, .head, .patch, .trace,
    ]

    static func isBelow(_ prefix: String, _ path: String) -> Bool {
        let prefix = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
        return prefix.isEmpty || path == prefix || path.hasPrefix(prefix + "/")
    }

    // MARK: Collecting

    private mutating func add(_ route: RouteDescription, _ description: OperationDescription) {
        let operation = Operation(
            route, description, id: description.id ?? identifier(route), path: Self.path(route),
            version: version)
        if let other = operations.first(where: { $0.id == operation.id }) {
            problems.append(
                "two operations are called `\(operation.id)` in the API's document: \(other.route) and \(route); "
                    + "give one another by describe(id:)")
        }
        if let other = operations.first(where: { $0.path == operation.path && $0.route.method == route.method }) {
            problems.append(
                "the API's document has one place for \(other.route) and \(route), which differ in their hosts or "
                    + "converters alone; leave one out by undocumented()")
        }
        operations.append(operation)
        for schema in operation.taken { schemas.add(schema, .input) }
        for schema in operation.told { schemas.add(schema, .output) }
        for scheme in route.security.flatMap(\.schemes) {
            guard let known = schemes.first(where: { $0.id == scheme.id }) else {
                schemes.append(scheme)
                continue
            }
            let problem =
                "two ways to authenticate are called `\(scheme.id)` in the API's document; give one another name: "
                + ".named(\"\(scheme.id)2\")"
            if known.kind != scheme.kind, !problems.contains(problem) { problems.append(problem) }
        }
    }

    /// The path with its placeholders' names alone.
    private static func path(_ route: RouteDescription) -> String {
        route.path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            guard segment.hasPrefix("{"), segment.hasSuffix("}"), let colon = segment.firstIndex(of: ":") else {
                return String(segment)
            }
            return segment[..<colon] + "}"
        }.joined(separator: "/")
    }

    /// The name of an operation that says none: `tracks.list` is `tracksList`, `GET /tracks/{id}` is `getTracksById`.
    ///
    /// What stands before all documented paths is left out.
    private func identifier(_ route: RouteDescription) -> String {
        if let name = route.name { return Self.camelCase(Self.words(name)) }
        let parts = route.path.dropFirst(prefix.count).split(separator: "/").flatMap { segment -> [String] in
            guard segment.hasPrefix("{") else { return Self.words(String(segment)) }
            return ["by"] + Self.words(String(segment.dropFirst().prefix { $0 != ":" && $0 != "}" }))
        }
        return Self.camelCase([route.method.rawValue.lowercased()] + parts)
    }

    private static func words(_ text: String) -> [String] {
        text.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.map(String.init)
    }

    private static func camelCase(_ words: [String]) -> String {
        guard let first = words.first else { return "" }
        return first.prefix(1).lowercased() + first.dropFirst()
            + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    // MARK: Writing

    /// The document as it is served.
    var text: DocumentText {
        let document = document()
        return DocumentText(version: version?.name, json: document.jsonText, yaml: document.yamlText)
    }

    private func document() -> DocumentNode {
        .object([
            "openapi": "3.1.0",
            "info": version.map { information.info.with("version", .text($0.name)) } ?? information.info,
            "servers": information.servers.isEmpty
                ? nil
                : .list(
                    information.servers.map { url, summary in
                        .object(["url": .text(url), "description": .text(summary)])
                    }),
            "tags": tags, "paths": paths, "webhooks": webhooks, "components": components,
        ])
    }

    /// Those with sentences first, then the others as they come.
    private var tags: DocumentNode? {
        var names = information.tags.map(\.key)
        for tag in operations.flatMap(\.description.tags) where !names.contains(tag) { names.append(tag) }
        guard !names.isEmpty else { return nil }
        return .list(
            names.map { name in
                let summary = information.tags.first { $0.key == name }?.value
                return .object(["name": .text(name), "description": summary.map(DocumentNode.text)])
            })
    }

    private var paths: DocumentNode {
        var order: [String] = []
        for operation in operations where !order.contains(operation.path) { order.append(operation.path) }
        return .object(
            order.map { path in
                let members = operations.filter { $0.path == path }.map { operation in
                    DocumentNode.Member(
                        name: operation.route.method.rawValue.lowercased(),
                        value: OperationWriter(operation: operation, schemas: schemas).node)
                }
                return DocumentNode.Member(name: path, value: .object(members))
            })
    }

    private var webhooks: DocumentNode? {
        guard !information.webhooks.isEmpty else { return nil }
        return .object(
            information.webhooks.map { webhook in
                let content = OperationDescription.Content(DescribedType.schema(of: webhook.content))
                let operation = DocumentNode.object([
                    "summary": webhook.summary.map(DocumentNode.text),
                    "requestBody": .object([
                        "required": .flag(true),
                        "content": OperationWriter.content(content, schemas, .output, example: nil),
                    ]),
                    "responses": .object(["2XX": .object(["description": "Taken"])]),
                ])
                return .init(name: webhook.name, value: .object(["post": operation]))
            })
    }

    private var components: DocumentNode? {
        let schemas = schemas.nodes
        let node = DocumentNode.object([
            "schemas": schemas.isEmpty ? nil : .object(schemas),
            "securitySchemes": schemes.isEmpty
                ? nil
                : .object(
                    schemes.sorted { $0.id < $1.id }.map { .init(name: $0.id, value: SecurityWriter.node($0)) }),
        ])
        return node.isEmpty ? nil : node
    }
}

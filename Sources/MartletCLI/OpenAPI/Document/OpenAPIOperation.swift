/// An operation with what its path says for it.
struct OpenAPIOperation {
    static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    let method: String
    let path: String
    let node: DocumentNode
    let pathItem: DocumentNode
    /// Where it is called from, such as ``POST /orders, callback `paid` ``; `nil` for one that is no callback.
    private let origin: String?

    /// Such as `GET /articles/{slug}`.
    var name: String { (origin.map { "\($0), " } ?? "") + "\(method.uppercased()) \(path)" }
    var id: String? { node["operationId"]?.string }
    var isDeprecated: Bool { node["deprecated"]?.isTrue == true }

    /// The path with its parameters unnamed: two that differ in names alone are the same.
    var template: String { origin == nil ? path.replacing(Self.placeholder, with: "{}") : path }

    /// The names of the path's parameters, in their order.
    ///
    /// The path of a callback is an expression of its own, such as `{$request.body#/address}`.
    var placeholders: [String] {
        origin == nil ? path.matches(of: Self.placeholder).map { String($0.1) } : []
    }

    /// A parameter in a path.
    static var placeholder: Regex<(Substring, Substring)> { /\{([^}]*)\}/ }

    /// The parameters of the operation and those of its path that it does not replace.
    func parameters(in document: OpenAPIDocument) -> [OpenAPIParameter] {
        var found: [OpenAPIParameter] = []
        for node in (pathItem["parameters"]?.elements ?? []) + (node["parameters"]?.elements ?? []) {
            guard let parameter = OpenAPIParameter(document.follow(node)) else { continue }
            if let index = found.firstIndex(where: { $0.key == parameter.key }) {
                found[index] = parameter
            } else {
                found.append(parameter)
            }
        }
        return found
    }

    /// The responses by their status, in the order of the file.
    func responses(in document: OpenAPIDocument) -> [(status: String, node: DocumentNode)] {
        (node["responses"]?.members ?? []).filter { !$0.name.hasPrefix("x-") }
            .map { ($0.name, document.follow($0.node)) }
    }

    /// The alternatives that let a request in; none when everybody may.
    func security(in document: OpenAPIDocument) -> [SecurityRequirement] {
        ((node["security"] ?? document.root["security"])?.elements ?? []).map { element in
            SecurityRequirement(
                schemes: element.members.map { ($0.name, $0.node.elements.compactMap(\.string)) },
                pointer: element.pointer)
        }
    }

    /// What the server asks of the client because of this operation, by the names of the callbacks.
    func callbacks(in document: OpenAPIDocument) -> [(name: String, operations: [OpenAPIOperation])] {
        (node["callbacks"]?.members ?? []).filter { !$0.name.hasPrefix("x-") }.map { name, node in
            (name, document.operations(of: document.follow(node), from: "\(self.name), callback `\(name)`"))
        }
    }

    fileprivate init(method: String, path: String, node: DocumentNode, pathItem: DocumentNode, origin: String?) {
        self.method = method
        self.path = path
        self.node = node
        self.pathItem = pathItem
        self.origin = origin
    }
}

/// A parameter of an operation.
struct OpenAPIParameter {
    let name: String
    /// `path`, `query`, `header` or `cookie`.
    let location: String
    let node: DocumentNode

    init?(_ node: DocumentNode) {
        guard let name = node["name"]?.string, let location = node["in"]?.string else { return nil }
        self.name = name
        self.location = location
        self.node = node
    }

    /// What makes two parameters the same; names of header fields have no case.
    var key: String { "\(location) \(location == "header" ? name.lowercased() : name)" }
    var isRequired: Bool { location == "path" || node["required"]?.isTrue == true }
    var isDeprecated: Bool { node["deprecated"]?.isTrue == true }

    /// How values become text; the defaults are those of the Parameter Object.
    var style: String { node["style"]?.string ?? (location == "query" || location == "cookie" ? "form" : "simple") }
    var explodes: Bool { node["explode"].map(\.isTrue) ?? (style == "form") }

    /// The media type and the node of a parameter that is described by `content`.
    var content: (name: String, node: DocumentNode)? { node["content"]?.members.first }
    var schema: DocumentNode? { content?.node["schema"] ?? node["schema"] }
}

/// Schemes that together let a request in.
struct SecurityRequirement {
    let schemes: [(name: String, scopes: [String])]
    let pointer: String

    /// The names alone, whatever their order.
    var key: String { schemes.map(\.name).sorted().joined(separator: " + ") }
}

extension OpenAPIDocument {
    /// The operations in the order of the file.
    var operations: [OpenAPIOperation] { operations(of: root["paths"]) }

    /// What the server asks of its clients by itself.
    var webhooks: [OpenAPIOperation] { operations(of: root["webhooks"]) }

    fileprivate func operations(of paths: DocumentNode?, from origin: String? = nil) -> [OpenAPIOperation] {
        (paths?.members ?? []).filter { !$0.name.hasPrefix("x-") }.flatMap { path, node in
            let item = follow(node)
            return item.members.compactMap { method, node in
                OpenAPIOperation.methods.contains(method) && !leftOut.contains(node.pointer)
                    ? OpenAPIOperation(method: method, path: path, node: node, pathItem: item, origin: origin) : nil
            }
        }
    }
}

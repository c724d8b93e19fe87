/// What of a description becomes a client: all that can be expressed and is not left out by name.
struct ClientSelection {
    let model: ClientModel
    /// What was left out because it cannot be expressed, one sentence each.
    let warnings: [String]

    /// - Parameters:
    ///   - document: the description.
    ///   - name: the name of the client's type; by default that of the API.
    ///   - excluded: the names of operations to leave out.
    ///   - keepingChoices: whether parameters stay by which requests choose among the members of answers.
    /// - Throws: ``RefusalError`` where nothing is left, ``UnknownOperationError`` for names that no operation has.
    init(
        of document: OpenAPIDocument, name: String? = nil, excluding excluded: [String] = [],
        keepingChoices: Bool = false
    ) throws {
        let unknown = excluded.filter { id in !document.operations.contains { Self.isCalled($0, id) } }
        guard unknown.isEmpty else { throw UnknownOperationError(file: document.file, names: unknown) }
        var rest = document
        rest.leftOut = Set(
            document.operations.filter { operation in excluded.contains { Self.isCalled(operation, $0) } }
                .map(\.node.pointer))
        (model, warnings) = try Self.largest(of: rest, name: name, keepingChoices)
    }

    /// The model of all that can be expressed, and what was left out.
    private static func largest(
        of document: OpenAPIDocument, name: String?, _ keepsChoices: Bool
    ) throws -> (ClientModel, [String]) {
        var rest = document
        var warnings: [String] = []
        while true {
            do {
                return (try ClientBuilder.model(of: rest, name: name, keepingChoices: keepsChoices), warnings)
            } catch let error as RefusalError {
                let affected = Affected(rest, error.refusals)
                rest.leftOut.formUnion(affected.pointers)
                // Each turn leaves out something more, or is the last.
                guard !affected.pointers.isEmpty, !rest.operations.isEmpty else { throw error }
                warnings += affected.warnings
            }
        }
    }

    private static func isCalled(_ operation: OpenAPIOperation, _ id: String) -> Bool {
        operation.id == id || ClientBuilder.name(of: operation) == id
    }
}

/// A name that no operation of the description has.
struct UnknownOperationError: Error, CustomStringConvertible {
    let file: String
    let names: [String]

    var description: String {
        "\(file) has no operation of the name " + names.map { "`\($0)`" }.joined(separator: ", ")
    }
}

/// The operations, schemas and security schemes that need something that cannot be expressed.
private struct Affected {
    private(set) var pointers: Set<String> = []
    private(set) var warnings: [String] = []
    private let refusals: [Refusal]

    init(_ document: OpenAPIDocument, _ refusals: [Refusal]) {
        self.refusals = refusals
        let components = document.root["components"]
        for (name, node) in components?["schemas"]?.members ?? [] {
            add(node, [node], document, "the schema `\(name)`")
        }
        var schemes: Set<String> = []
        for (name, node) in components?["securitySchemes"]?.members ?? [] {
            let count = pointers.count
            add(node, [node], document, "the security scheme `\(name)`")
            if pointers.count > count { schemes.insert(name) }
        }
        for operation in document.operations {
            let parts = [operation.node] + [operation.pathItem["parameters"]].compactMap { $0 }
            let title = "`\(ClientBuilder.name(of: operation))` (\(operation.name))"
            add(operation.node, parts, document, title)
            let ways = operation.security(in: document)
            let isLocked =
                !ways.isEmpty && ways.allSatisfy { way in way.schemes.contains { schemes.contains($0.name) } }
            if isLocked, pointers.insert(operation.node.pointer).inserted {
                warnings.append("\(title) is left out: none of its security schemes can be expressed")
            }
        }
    }

    /// Leaves a thing out if something is refused in it, or in what it refers to.
    private mutating func add(
        _ node: DocumentNode, _ parts: [DocumentNode], _ document: OpenAPIDocument, _ title: String
    ) {
        guard !document.leftOut.contains(node.pointer) else { return }
        let places = Set(parts.map(\.pointer)).union(document.reached(from: parts))
        let refusal = refusals.first { refusal in
            places.contains { refusal.pointer == $0 || refusal.pointer.hasPrefix($0 + "/") }
        }
        guard let refusal, pointers.insert(node.pointer).inserted else { return }
        warnings.append("\(title) is left out: \(refusal.problem) (\(refusal.pointer))")
    }
}

/// Compares two descriptions of one API.
struct Comparison {
    let old: OpenAPIDocument
    let new: OpenAPIDocument
    var findings: Findings
    /// The pairs of operations whose callbacks are compared: a callback may have itself again.
    private var compared: Set<String> = []
    /// What is known of pairs of schemas, which several operations may use.
    private var schemas: SchemaComparisons

    /// What has changed from one description to the other.
    static func findings(
        from old: OpenAPIDocument, to new: OpenAPIDocument, options: Findings.Options = Findings.Options()
    ) -> Findings {
        var comparison = Comparison(old, new, Findings(options: options))
        comparison.compareServers()
        comparison.compareSchemes()
        comparison.compareOperations(old.operations, new.operations, .request)
        comparison.compareOperations(old.webhooks, new.webhooks, .response)
        return comparison.findings
    }

    private init(_ old: OpenAPIDocument, _ new: OpenAPIDocument, _ findings: Findings) {
        self.old = old
        self.new = new
        self.findings = findings
        schemas = SchemaComparisons(from: old, to: new)
    }

    /// Compares two schemas of one place; a missing one says nothing about the value.
    mutating func compareSchemas(
        _ old: DocumentNode?, _ new: DocumentNode?, _ direction: Direction, _ place: Place, _ pointer: String
    ) {
        let root = SchemaPair(
            old: old.map { [$0] } ?? [], new: new.map { [$0] } ?? [], direction: direction, pointer: pointer)
        for (member, found) in schemas.found(in: root) {
            findings.add(
                found.change, direction, at: Place(operation: place.operation, subject: place.subject, member: member),
                pointer: found.pointer, wasDeprecated: found.wasDeprecated, found.text)
        }
    }

    private mutating func compareServers() {
        func servers(_ document: OpenAPIDocument) -> [(url: String, pointer: String)] {
            (document.root["servers"]?.elements ?? []).compactMap { server in
                server["url"]?.string.map { ($0, server.pointer) }
            }
        }
        let before = servers(old)
        let after = servers(new)
        for server in before where !after.contains(where: { $0.url == server.url }) {
            findings.add(
                .serverRemoved, at: Place(), pointer: server.pointer, "the server `\(server.url)` is not named any more"
            )
        }
        for server in after where !before.contains(where: { $0.url == server.url }) {
            findings.add(.serverAdded, at: Place(), pointer: server.pointer, "the server `\(server.url)` is new")
        }
    }

    /// - Parameter direction: the way of the requests, which is reversed for webhooks.
    private mutating func compareOperations(
        _ before: [OpenAPIOperation], _ after: [OpenAPIOperation], _ direction: Direction
    ) {
        for operation in before {
            if let other = Self.counterpart(of: operation, in: after) {
                compare(operation, other, direction)
            } else {
                let isDeprecated = operation.isDeprecated
                findings.add(
                    .operationRemoved, at: Place(operation: operation.name), pointer: operation.node.pointer,
                    wasDeprecated: isDeprecated,
                    isDeprecated ? "the operation is gone; it was deprecated" : "the operation is gone")
            }
        }
        for operation in after where Self.counterpart(of: operation, in: before) == nil {
            findings.add(
                .operationAdded, at: Place(operation: operation.name), pointer: operation.node.pointer,
                "the operation is new")
        }
    }

    private static func counterpart(of operation: OpenAPIOperation, in all: [OpenAPIOperation]) -> OpenAPIOperation? {
        all.first { $0.method == operation.method && $0.path == operation.path }
            ?? all.first { $0.method == operation.method && $0.template == operation.template }
    }

    private mutating func compare(_ old: OpenAPIOperation, _ new: OpenAPIOperation, _ direction: Direction) {
        let place = Place(operation: new.name)
        compareIDs(old, new, place)
        if !old.isDeprecated, new.isDeprecated {
            findings.add(
                .operationDeprecated, at: place, pointer: new.node.pointer, "the operation is deprecated now")
        }
        compareSecurity(old, new, direction, place)
        compareParameters(old, new, direction, place)
        compareBodies(old.node["requestBody"], new.node["requestBody"], direction, new, place)
        compareResponses(old, new, direction, place)
        guard compared.insert("\(old.node.pointer) \(new.node.pointer)").inserted else { return }
        // What the server asks of the client goes the other way round, as webhooks do.
        let callbacks = new.callbacks(in: self.new)
        let known = old.callbacks(in: self.old)
        for name in known.map(\.name) + callbacks.map(\.name).filter({ name in !known.contains { $0.name == name } }) {
            compareOperations(
                known.first { $0.name == name }?.operations ?? [],
                callbacks.first { $0.name == name }?.operations ?? [], direction.reversed)
        }
    }

    private mutating func compareIDs(_ old: OpenAPIOperation, _ new: OpenAPIOperation, _ place: Place) {
        switch (old.id, new.id) {
        case (let before?, let after?) where before != after:
            findings.add(
                .operationIDChanged, at: place, pointer: new.node.pointer,
                "`operationId` was `\(before)` and is `\(after)`, which renames it in generated clients")
        case (let before?, nil):
            findings.add(
                .operationIDRemoved, at: place, pointer: new.node.pointer,
                "`operationId` was `\(before)` and is gone, which renames it in generated clients")
        case (nil, let after?):
            findings.add(
                .operationIDAdded, at: place, pointer: new.node.pointer, "`operationId` is `\(after)` and was not said")
        default: break
        }
    }
}

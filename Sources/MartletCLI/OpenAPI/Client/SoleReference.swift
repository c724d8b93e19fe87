/// A schema that is another one by reference, with nothing beside it that changes its type.
struct SoleReference {
    let target: DocumentNode
    let isNullable: Bool

    private static let annotations: Set<String> = [
        "description", "title", "deprecated", "example", "examples", "readOnly", "writeOnly", "default", "nullable",
        "externalDocs", "xml", "discriminator",
    ]

    init?(_ node: DocumentNode, in document: OpenAPIDocument) {
        let others = node.members.map(\.name).filter { !Self.annotations.contains($0) && !$0.hasPrefix("x-") }
        guard others.count == 1, let keyword = others.first else { return nil }
        let isNullable = document.version == .v30 && node["nullable"]?.isTrue == true
        switch keyword {
        case "$ref":
            guard node.reference != nil else { return nil }
            target = document.follow(node)
            self.isNullable = isNullable
        case "allOf", "oneOf", "anyOf":
            let elements = node[keyword]?.elements ?? []
            let others = elements.filter { keyword == "allOf" || $0["type"]?.string != "null" }
            guard others.count == 1, let only = others.first, let inner = SoleReference(only, in: document) else {
                return nil
            }
            target = inner.target
            self.isNullable = isNullable || inner.isNullable || others.count < elements.count
        default: return nil
        }
    }
}

/// The member that tells alternatives apart, and which of its values mean which alternative.
struct Discriminator {
    let member: String
    /// The values of each alternative, in their order; none for those that stand for all other values.
    let values: [[String]]

    private typealias Alternative = (node: DocumentNode, shape: SchemaShape)

    /// - Returns: `nil` where nothing tells the alternatives apart.
    init?(of union: SchemaShape.Union, in document: OpenAPIDocument) {
        let alternatives = union.alternatives.map {
            (node: document.follow($0), shape: SchemaShape([$0], in: document))
        }
        if let name = union.discriminator?["propertyName"]?.string {
            let mapping = union.discriminator?["mapping"]?.members ?? []
            member = name
            values = alternatives.map { Self.values(of: $0, mapping, name, document) }
        } else if let implied = Self.implied(alternatives, document) {
            (member, values) = implied
        } else {
            return nil
        }
    }

    /// Those of the mapping, else the constant of the member, else the name of the schema (OpenAPI 3.1, section 4.8.25).
    private static func values(
        of alternative: Alternative, _ mapping: [(name: String, node: DocumentNode)], _ member: String,
        _ document: OpenAPIDocument
    ) -> [String] {
        let name = alternative.node.pointer.split(separator: "/").last.map(String.init) ?? ""
        let mapped = mapping.filter { _, node in
            guard let text = node.string else { return false }
            return text == name || document.target(of: text).map(document.follow)?.pointer == alternative.node.pointer
        }
        guard mapped.isEmpty else { return mapped.map(\.name) }
        if let constant = constant(member, in: alternative.shape, document) { return [constant] }
        return alternative.node.pointer.hasPrefix("#/components/schemas/") ? [name] : []
    }

    /// The member that has a constant value in most alternatives, and another in each. Alternatives without one stand for
    /// all other values, as a plain problem does beside those of an application.
    private static func implied(
        _ alternatives: [Alternative], _ document: OpenAPIDocument
    ) -> (member: String, values: [[String]])? {
        guard alternatives.count > 1, alternatives.allSatisfy({ !$0.shape.properties.isEmpty }) else { return nil }
        var found: (member: String, values: [[String]])?
        var most = 0
        // What problems are told apart by (RFC 9457) goes first.
        for name in ["type"] + alternatives.flatMap({ $0.shape.properties.map(\.name) }) {
            let values = alternatives.map { alternative in
                constant(name, in: alternative.shape, document).map { [$0] } ?? []
            }
            let known = values.flatMap(\.self)
            guard known.count > most, Set(known).count == known.count else { continue }
            found = (name, values)
            most = known.count
        }
        return found
    }

    private static func constant(_ name: String, in shape: SchemaShape, _ document: OpenAPIDocument) -> String? {
        guard shape.requires(name), let parts = shape.property(name),
            let values = SchemaShape(parts, in: document).values, values.count == 1,
            case .string(let text)? = values.first?.kind
        else { return nil }
        return text
    }
}

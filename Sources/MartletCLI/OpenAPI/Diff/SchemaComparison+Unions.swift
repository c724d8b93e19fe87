/// `oneOf` and `anyOf`.
extension SchemaComparison {
    /// Compares alternatives: a schema that has none is the only one of itself.
    mutating func compareUnions(
        _ old: SchemaShape, _ new: SchemaShape, _ pair: SchemaPair, _ context: SchemaContext
    ) {
        // What stands beside a union holds for all alternatives; several unions at once are compared as one list.
        var before = Alternative.all(of: old, pair.old, in: self.old)
        var after = Alternative.all(of: new, pair.new, in: self.new)
        compareDiscriminators(old, new, context)
        for match in [Alternative.isSame, Alternative.isEqual, Alternative.isAlike] {
            for alternative in before {
                guard let index = after.firstIndex(where: { match(alternative, $0) }) else { continue }
                let other = after.remove(at: index)
                before.removeAll { $0.id == alternative.id }
                compare(
                    alternative.parts, other.parts, at: "\(context.member)(\(other.name))", other.id,
                    comparesNull: !old.unions.isEmpty && !new.unions.isEmpty)
            }
        }
        for alternative in before {
            report(.alternativeRemoved, context, "the alternative \(alternative.name) is gone")
        }
        for alternative in after {
            report(.alternativeAdded, context, "the alternative \(alternative.name) is new")
        }
    }

    private mutating func compareDiscriminators(_ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext) {
        let before = old.unions.lazy.compactMap(\.discriminator).first
        let after = new.unions.lazy.compactMap(\.discriminator).first
        let name = before?["propertyName"]?.string
        let other = after?["propertyName"]?.string
        if name != other, !old.unions.isEmpty, !new.unions.isEmpty {
            func text(_ name: String?) -> String { name.map { "`\($0)`" } ?? "not said" }
            report(
                .discriminatorChanged, context,
                "the member that tells alternatives apart was \(text(name)) and is \(text(other))")
        }
        guard let mapping = before?["mapping"], let others = after?["mapping"] else { return }
        for (name, _) in mapping.members where others[name] == nil {
            report(.valueRemoved, context, "the discriminator value \(DocumentValue.quoted(name)) is gone")
        }
        for (name, _) in others.members where mapping[name] == nil {
            report(.valueAdded, context, "the discriminator value \(DocumentValue.quoted(name)) is new")
        }
    }
}

/// One alternative of a union.
private struct Alternative {
    let parts: SchemaShape.Parts
    let id: String
    /// How it is called: by its schema, its title or its type.
    let name: String
    let text: String
    let shape: SchemaShape

    static func all(of shape: SchemaShape, _ parts: SchemaShape.Parts, in document: OpenAPIDocument) -> [Alternative] {
        guard shape.unions.isEmpty else {
            return shape.unions.flatMap(\.alternatives).map { Alternative([$0], document) }
        }
        return [Alternative(parts, document)]
    }

    private init(_ parts: SchemaShape.Parts, _ document: OpenAPIDocument) {
        self.parts = parts
        shape = SchemaShape(parts, in: document)
        id = shape.pointers.first ?? ""
        text = parts.map { document.follow($0).value.text }.joined(separator: " ")
        let schema = id.split(separator: "/").last.map(String.init)
        if id.hasPrefix("#/components/schemas/"), id.split(separator: "/").count == 4, let schema {
            name = "`\(schema)`"
        } else {
            name = shape.title.map { "`\($0)`" } ?? SchemaShape.text(shape.kinds)
        }
    }

    /// The same schema of the description.
    static func isSame(_ one: Alternative, _ other: Alternative) -> Bool {
        one.name == other.name && one.name.hasPrefix("`")
    }

    static func isEqual(_ one: Alternative, _ other: Alternative) -> Bool { one.text == other.text }

    /// Of the same type; objects also have at least half of their members in common.
    static func isAlike(_ one: Alternative, _ other: Alternative) -> Bool {
        guard one.shape.kinds == other.shape.kinds else { return false }
        let names = Set(one.shape.properties.map(\.name))
        let others = Set(other.shape.properties.map(\.name))
        return names.intersection(others).count * 2 >= max(names.count, others.count)
    }
}

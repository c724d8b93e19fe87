/// `oneOf` and `anyOf`.
extension SchemaComparison {
    /// Compares alternatives: a schema that has none is the only one of itself.
    mutating func compareUnions(
        _ old: SchemaShape, _ new: SchemaShape, _ pair: SchemaPair, _ context: SchemaContext
    ) {
        // What stands beside a union holds for all alternatives; several unions at once are compared as one list.
        var before = Alternative.all(of: old, pair.old, in: self.old)
        var after = Alternative.all(of: new, pair.new, in: self.new)
        let all = (before: before, after: after)
        for match in [Alternative.isMeant, Alternative.isSame, Alternative.isEqual, Alternative.isAlike] {
            for alternative in before {
                guard let index = after.firstIndex(where: { match(alternative, $0) }) else { continue }
                let other = after.remove(at: index)
                before.removeAll { $0.id == alternative.id }
                compare(
                    alternative.parts, other.parts, at: "\(context.member)(\(other.name))", other.id,
                    comparesNull: !old.unions.isEmpty && !new.unions.isEmpty)
            }
        }
        compareDiscriminators(old, new, context, passingOver: Set((before + after).flatMap(\.values)))
        for alternative in before {
            let isSpecial = all.after.contains { $0.shape.includes(alternative.shape, self.new, self.old) }
            report(
                isSpecial ? .specialAlternativeRemoved : .alternativeRemoved, context,
                "the alternative \(alternative.name) is gone\(isSpecial ? "; another one includes it" : "")")
        }
        for alternative in after {
            let isSpecial = all.before.contains { $0.shape.includes(alternative.shape, self.old, self.new) }
            report(
                isSpecial ? .specialAlternativeAdded : .alternativeAdded, context,
                "the alternative \(alternative.name) is new\(isSpecial ? "; one that was there includes it" : "")")
        }
    }

    /// - Parameter known: values of alternatives that are new or gone, of which that is said already.
    private mutating func compareDiscriminators(
        _ old: SchemaShape, _ new: SchemaShape, _ context: SchemaContext, passingOver known: Set<String>
    ) {
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
        for (name, _) in mapping.members where others[name] == nil && !known.contains(name) {
            report(.valueRemoved, context, "the discriminator value \(DocumentValue.quoted(name)) is gone")
        }
        for (name, _) in others.members where mapping[name] == nil && !known.contains(name) {
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
    /// The values of the discriminator that mean it.
    let values: [String]

    static func all(of shape: SchemaShape, _ parts: SchemaShape.Parts, in document: OpenAPIDocument) -> [Alternative] {
        guard shape.unions.isEmpty else {
            return shape.unions.flatMap { union in
                let values = Discriminator(of: union, in: document)?.values
                return union.alternatives.enumerated().map { number, node in
                    Alternative([node], document, values?[number] ?? [])
                }
            }
        }
        return [Alternative(parts, document, [])]
    }

    private init(_ parts: SchemaShape.Parts, _ document: OpenAPIDocument, _ values: [String]) {
        self.parts = parts
        self.values = values
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

    /// Meant by the same value of the discriminator.
    static func isMeant(_ one: Alternative, _ other: Alternative) -> Bool {
        !Set(one.values).isDisjoint(with: other.values)
    }

    /// The same schema of the description.
    static func isSame(_ one: Alternative, _ other: Alternative) -> Bool {
        one.name == other.name && one.name.hasPrefix("`")
    }

    static func isEqual(_ one: Alternative, _ other: Alternative) -> Bool { one.text == other.text }

    /// Of the same type and not meant by other values; objects also have at least half of their members in common.
    static func isAlike(_ one: Alternative, _ other: Alternative) -> Bool {
        guard one.shape.kinds == other.shape.kinds, one.values.isEmpty || other.values.isEmpty else { return false }
        let names = Set(one.shape.properties.map(\.name))
        let others = Set(other.shape.properties.map(\.name))
        return names.intersection(others).count * 2 >= max(names.count, others.count)
    }
}

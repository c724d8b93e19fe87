/// Whether one schema says less than another.
extension SchemaShape {
    /// Whether all objects that another schema describes are described by this one, as a problem of an application is a
    /// problem: it has the members that are needed here, and what it says of members is not more than what is said here.
    /// Where that would need a look further inside, the answer is no.
    func includes(_ special: SchemaShape, _ own: OpenAPIDocument, _ others: OpenAPIDocument) -> Bool {
        guard kinds == [.object], special.kinds == [.object], unions.isEmpty, special.unions.isEmpty,
            negations.isEmpty, unknown.isEmpty, special.isNullable == isNullable,
            required.allSatisfy(special.requires)
        else { return false }
        if case .allowed = additional {} else { return false }
        return properties.allSatisfy { name, parts in
            guard let inner = special.property(name) else { return true }
            if parts.map({ own.follow($0).value.text }) == inner.map({ others.follow($0).value.text }) { return true }
            return SchemaShape(parts, in: own).includesValues(of: SchemaShape(inner, in: others))
        }
    }

    private func includesValues(of special: SchemaShape) -> Bool {
        guard unions.isEmpty, properties.isEmpty, items.isEmpty, limits.isEmpty, patterns.isEmpty, negations.isEmpty,
            unknown.isEmpty, special.unions.isEmpty, isNullable || !special.isNullable
        else { return false }
        if let values {
            guard let narrower = special.values else { return false }
            return Set(narrower.map(\.text)).isSubset(of: values.map(\.text))
        }
        // A constant needs no type of its own.
        let kinds = special.kinds ?? special.values.map { Set($0.compactMap(Kind.init(of:))) }
        return Self.includes(self.kinds, kinds)
    }
}

extension SchemaShape.Kind {
    /// The type of a value; `nil` for null.
    init?(of value: DocumentValue) {
        switch value.kind {
        case .null: return nil
        case .bool: self = .boolean
        case .number(let number): self = Int64(exactly: number) == nil ? .number : .integer
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }
}

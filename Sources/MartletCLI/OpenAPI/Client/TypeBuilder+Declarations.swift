/// Types that are declared.
extension TypeBuilder {
    /// Takes a place among the declarations, so that what a type contains comes after it.
    private mutating func declare(
        _ shape: SchemaShape, _ name: String, _ key: String, _ isComponent: Bool
    ) -> (index: Int, use: TypeUse) {
        let name = isComponent ? name : uniqueType(name)
        let use = TypeUse(type: .named(name), isNullable: shape.isNullable)
        uses[key] = use
        add(
            TypeDeclaration(
                name: name, description: shape.description ?? shape.title, content: .alias(.json),
                isDeprecated: shape.isDeprecated))
        return (declarations.count - 1, use)
    }

    mutating func structure(
        _ shape: SchemaShape, _ name: String, _ key: String, _ isComponent: Bool
    ) -> TypeUse {
        let (index, use) = declare(shape, name, key, isComponent)
        let name = declarations[index].name
        let members = members(of: shape, name)
        declarations[index].content = .structure(
            TypeDeclaration.Structure(members: members, additional: additional(shape, name + "Additional")))
        return use
    }

    private mutating func members(of shape: SchemaShape, _ owner: String) -> [TypeDeclaration.Member] {
        var taken: Set<String> = ["hashValue", "additionalProperties"]
        return shape.properties.map { name, parts in
            let inner = SchemaShape(parts, in: document)
            let use = use(of: parts, named: owner + SwiftNames.type(name))
            return TypeDeclaration.Member(
                name: name, swiftName: SwiftNames.uniqueMember(name, among: &taken), use: use,
                isRequired: keepsChoices ? shape.requires(name) : shape.requiresUnchosen(name),
                isReadOnly: inner.isReadOnly, isWriteOnly: inner.isWriteOnly, isDeprecated: inner.isDeprecated,
                description: inner.description ?? inner.title, initial: inner.initialText,
                constant: isSwiftOwn(use.type) ? inner.constant : nil)
        }
    }

    /// Whether a constant can be of the type, since it is none that is declared.
    private func isSwiftOwn(_ type: SwiftType) -> Bool { [.string, .int, .bool].contains(type) }

    /// The body of a form whose members can be files.
    mutating func multipart(_ node: DocumentNode, named name: String) -> SwiftType? {
        let target = document.follow(node)
        let key = "multipart \(target.pointer)"
        if let known = uses[key] { return known.type }
        let shape = SchemaShape([node], in: document)
        check(shape)
        guard !shape.properties.isEmpty, shape.unions.isEmpty else { return nil }
        let own = componentNames[target.pointer].map { $0 + "Form" } ?? name
        let (index, use) = declare(shape, own, key, false)
        let name = declarations[index].name
        let members = members(of: shape, name).map { member in
            guard let parts = shape.property(member.name), let file = fileType(of: parts) else {
                var member = member
                member.isText = isText(member.use.type)
                return member
            }
            return TypeDeclaration.Member(
                name: member.name, swiftName: member.swiftName, use: TypeUse(type: file),
                isRequired: member.isRequired, isReadOnly: false, isWriteOnly: false,
                isDeprecated: member.isDeprecated, description: member.description)
        }
        declarations[index].content = .structure(
            TypeDeclaration.Structure(members: members, additional: nil, isMultipart: true))
        return use.type
    }

    private func fileType(of parts: SchemaShape.Parts) -> SwiftType? {
        let shape = SchemaShape(parts, in: document)
        let isFile = shape.format == "binary" || (shape.mediaType != nil && shape.mediaEncoding == nil)
        if isFile { return .file }
        guard shape.kinds == [.array], let item = fileType(of: shape.items) else { return nil }
        return .array(item)
    }

    mutating func enumeration(
        _ shape: SchemaShape, _ values: [DocumentValue], _ name: String, _ key: String, _ isComponent: Bool
    ) -> TypeUse? {
        guard let enumeration = EnumerationBuilder.enumeration(of: values) else { return nil }
        let (index, use) = declare(shape, name, key, isComponent)
        declarations[index].content = .enumeration(enumeration)
        return use
    }

    mutating func mixed(
        _ kinds: Set<SchemaShape.Kind>, _ shape: SchemaShape, _ name: String, _ key: String, _ isComponent: Bool
    ) -> TypeUse {
        let (index, use) = declare(shape, name, key, isComponent)
        let types = SchemaShape.Kind.allCases.filter(kinds.contains).map { kind -> SwiftType in
            switch kind {
            case .string: Self.text(shape)
            case .integer: .int
            case .number: .double
            case .boolean: .bool
            case .array: .array(element(shape, name))
            case .object: .dictionary(additional(shape, name) ?? .json)
            }
        }
        declarations[index].content = .union(UnionBuilder.union(of: types))
        if kinds.contains(.object), !shape.properties.isEmpty {
            refuse(shape.properties.first?.parts.first, "members of a value that need not be an object")
        }
        return use
    }

    mutating func union(
        _ shape: SchemaShape, _ union: SchemaShape.Union, _ name: String, _ key: String, _ isComponent: Bool
    ) -> TypeUse {
        let (index, use) = declare(shape, name, key, isComponent)
        let name = declarations[index].name
        let alternatives = union.alternatives.enumerated().map { number, node in
            let shape = SchemaShape([node], in: document)
            let title = shape.title.map(SwiftNames.type) ?? "Option\(number + 1)"
            return UnionBuilder.Alternative(
                use: self.use(of: [node], named: name + title), shape: shape)
        }
        let builder = UnionBuilder(
            document: document, owner: name, alternatives: alternatives, source: union)
        switch builder.union() {
        case .success(let union): declarations[index].content = .union(union)
        case .failure(let failure): refuse(union.alternatives.first, failure.problem)
        }
        var result = use
        result.isNullable = use.isNullable || alternatives.contains { $0.use.isNullable }
        uses[key] = result
        return result
    }

    /// Marks unions that contain themselves, which needs no more than a word in Swift.
    mutating func markIndirectUnions() {
        let graph = ContainmentGraph(declarations)
        for (index, declaration) in declarations.enumerated() {
            guard case .union(var union) = declaration.content, graph.isInItself(declaration.name) else {
                continue
            }
            union.isIndirect = true
            declarations[index].content = .union(union)
        }
    }
}

/// Makes types of schemas: declared ones for objects, enumerations and unions, those of Swift for all else.
struct TypeBuilder {
    let document: OpenAPIDocument
    private(set) var declarations: [TypeDeclaration] = []
    private(set) var refusals: [Refusal] = []
    var takenTypes = SwiftNames.reservedTypes

    /// What schemas became, by their pointers.
    private var uses: [String: TypeUse] = [:]
    /// Schemas that are being made and have no name that could stand for them yet.
    private var unfinished: Set<String> = []
    /// The names of the components, by their pointers.
    private var componentNames: [String: String] = [:]

    /// - Parameter client: the name of the client itself.
    init(_ document: OpenAPIDocument, client: String) {
        self.document = document
        takenTypes.insert(client)
        for (name, node) in components {
            componentNames[node.pointer] = uniqueType(SwiftNames.type(name), orElse: "Model")
        }
    }

    private var components: [(name: String, node: DocumentNode)] {
        document.root["components"]?["schemas"]?.members ?? []
    }

    /// Makes the types of all components.
    mutating func addComponents() {
        for (name, node) in components {
            let use = use(of: [node], named: SwiftNames.type(name))
            // One that is another by reference keeps its name too.
            guard let own = componentNames[node.pointer], !declarations.contains(where: { $0.name == own }) else {
                continue
            }
            declarations.append(TypeDeclaration(name: own, description: nil, content: .alias(use.type)))
        }
    }

    /// A type behind its other names.
    func resolved(_ type: SwiftType) -> SwiftType {
        guard case .named(let name) = type, let declaration = declarations.first(where: { $0.name == name }),
            case .alias(let other) = declaration.content
        else { return type }
        return resolved(other)
    }

    /// The members of a type that has some.
    func structure(_ type: SwiftType) -> TypeDeclaration.Structure? {
        guard case .named(let name) = resolved(type), let declaration = declarations.first(where: { $0.name == name }),
            case .structure(let structure) = declaration.content
        else { return nil }
        return structure
    }

    /// Whether values can be written as one text.
    func isScalar(_ type: SwiftType) -> Bool {
        switch resolved(type) {
        case .string, .int, .int32, .double, .float, .bool, .date, .day, .uuid, .data: return true
        case .named(let name):
            guard case .enumeration? = declarations.first(where: { $0.name == name })?.content else { return false }
            return true
        case .file, .json, .array, .dictionary, .optional, .nullable: return false
        }
    }

    /// A name that no type has; one of Swift's own gets the suffix.
    mutating func uniqueType(_ name: String, orElse suffix: String = "Value") -> String {
        let name = SwiftNames.reservedTypes.contains(name) ? name + suffix : name
        return SwiftNames.unique(name, among: &takenTypes)
    }

    mutating func refuse(_ node: DocumentNode?, _ problem: String) {
        let refusal = Refusal(pointer: node?.pointer ?? "#", problem: problem)
        if !refusals.contains(refusal) { refusals.append(refusal) }
    }

    /// What a schema becomes.
    /// - Parameter name: for a type that has to be declared and is no component.
    mutating func use(of parts: SchemaShape.Parts, named name: String) -> TypeUse {
        if parts.count == 1, let part = parts.first, let sole = SoleReference(part, in: document) {
            var use = use(of: [sole.target], named: Self.name(of: sole.target))
            use.isNullable = use.isNullable || sole.isNullable
            return use
        }
        let key = parts.map(\.pointer).joined(separator: " ")
        if let known = uses[key] { return known }
        guard unfinished.insert(key).inserted else {
            refuse(parts.first, "the schema contains itself without an object in between")
            return TypeUse(type: .json)
        }
        defer { unfinished.remove(key) }
        let shape = SchemaShape(parts, in: document)
        check(shape)
        let component = componentNames[key]
        let use = make(shape, key: key, name: component ?? name, isComponent: component != nil)
        let named = component.map { alias(use, named: $0, shape: shape) } ?? use
        uses[key] = named
        return named
    }

    private static func name(of node: DocumentNode) -> String {
        SwiftNames.type(node.pointer.split(separator: "/").last.map(String.init) ?? "")
    }

    /// A component that became a type of Swift's own keeps its name.
    private mutating func alias(_ use: TypeUse, named name: String, shape: SchemaShape) -> TypeUse {
        guard use.type != .named(name) else { return use }
        declarations.append(
            TypeDeclaration(name: name, description: shape.description ?? shape.title, content: .alias(use.type)))
        return TypeUse(type: .named(name), isNullable: use.isNullable)
    }

    private mutating func check(_ shape: SchemaShape) {
        for (keyword, node) in shape.unknown where Self.inexpressible.contains(keyword) {
            refuse(node, "`\(keyword)` has no type in Swift")
        }
        if shape.unions.count > 1 {
            refuse(shape.unions.first?.alternatives.first, "more than one list of alternatives")
        }
    }

    private static let inexpressible: Set<String> = [
        "prefixItems", "patternProperties", "then", "else", "dependentSchemas", "$dynamicRef", "false",
    ]

    // MARK: What a schema is

    private mutating func make(_ shape: SchemaShape, key: String, name: String, isComponent: Bool) -> TypeUse {
        if let values = shape.values, let use = enumeration(shape, values, name, key, isComponent) { return use }
        let isObject = shape.kinds.map { $0.contains(.object) } ?? true
        if let union = shape.unions.first, !isConstraint(union) {
            if !shape.properties.isEmpty {
                refuse(
                    union.alternatives.first,
                    "alternatives beside members; put the members into each alternative by `allOf`")
            }
            return self.union(shape, union, name, key, isComponent)
        }
        if let kinds = shape.kinds, kinds.count > 1 {
            return mixed(kinds, shape, name, key, isComponent)
        }
        if isObject, !shape.properties.isEmpty { return structure(shape, name, key, isComponent) }
        var use = simple(shape, name: name)
        use.isNullable = shape.isNullable
        return use
    }

    /// Whether alternatives only say which members are needed, which changes no type.
    private func isConstraint(_ union: SchemaShape.Union) -> Bool {
        union.alternatives.allSatisfy { alternative in
            alternative.members.allSatisfy { ["required", "description", "title", "not"].contains($0.name) }
        }
    }

    private mutating func simple(_ shape: SchemaShape, name: String) -> TypeUse {
        switch shape.kinds?.first {
        case .string: return TypeUse(type: Self.text(shape))
        case .integer: return TypeUse(type: shape.format == "int32" ? .int32 : .int)
        case .number: return TypeUse(type: shape.format == "float" ? .float : .double)
        case .boolean: return TypeUse(type: .bool)
        case .array: return TypeUse(type: .array(element(shape, name)))
        case .object: return TypeUse(type: .dictionary(additional(shape, name) ?? .json))
        case nil:
            if !shape.items.isEmpty { return TypeUse(type: .array(element(shape, name))) }
            if let value = additional(shape, name) { return TypeUse(type: .dictionary(value)) }
            return TypeUse(type: .json)
        }
    }

    private static func text(_ shape: SchemaShape) -> SwiftType {
        switch shape.format {
        case "date-time": .date
        case "date": .day
        case "uuid": .uuid
        case "byte": .data
        default: shape.mediaEncoding == "base64" ? .data : .string
        }
    }

    private mutating func element(_ shape: SchemaShape, _ name: String) -> SwiftType {
        guard !shape.items.isEmpty else { return .json }
        return value(use(of: shape.items, named: name + "Item"))
    }

    private mutating func additional(_ shape: SchemaShape, _ name: String) -> SwiftType? {
        switch shape.additional {
        case .schema(let node): value(use(of: [node], named: name + "Value"))
        case .allowed: shape.saysAdditional ? .json : nil
        case .refused: nil
        }
    }

    /// The type of an element; any JSON has its own null.
    func value(_ use: TypeUse) -> SwiftType {
        use.isNullable && use.type != .json ? use.type.optional : use.type
    }

    // MARK: Declarations

    /// Takes a place among the declarations, so that what a type contains comes after it.
    private mutating func declare(
        _ shape: SchemaShape, _ name: String, _ key: String, _ isComponent: Bool
    ) -> (index: Int, use: TypeUse) {
        let name = isComponent ? name : uniqueType(name)
        let use = TypeUse(type: .named(name), isNullable: shape.isNullable)
        uses[key] = use
        declarations.append(
            TypeDeclaration(
                name: name, description: shape.description ?? shape.title, content: .alias(.json),
                isDeprecated: shape.isDeprecated))
        return (declarations.count - 1, use)
    }

    private mutating func structure(
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
            return TypeDeclaration.Member(
                name: name, swiftName: SwiftNames.unique(SwiftNames.member(name), among: &taken),
                use: use(of: parts, named: owner + SwiftNames.type(name)), isRequired: shape.requires(name),
                isReadOnly: inner.isReadOnly, isWriteOnly: inner.isWriteOnly, isDeprecated: inner.isDeprecated,
                description: inner.description ?? inner.title)
        }
    }

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
            guard let parts = shape.property(member.name), let file = fileType(of: parts) else { return member }
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

    private mutating func enumeration(
        _ shape: SchemaShape, _ values: [DocumentValue], _ name: String, _ key: String, _ isComponent: Bool
    ) -> TypeUse? {
        guard let enumeration = EnumerationBuilder.enumeration(of: values) else { return nil }
        let (index, use) = declare(shape, name, key, isComponent)
        declarations[index].content = .enumeration(enumeration)
        return use
    }

    private mutating func mixed(
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

    private mutating func union(
        _ shape: SchemaShape, _ union: SchemaShape.Union, _ name: String, _ key: String, _ isComponent: Bool
    ) -> TypeUse {
        let (index, use) = declare(shape, name, key, isComponent)
        let name = declarations[index].name
        let alternatives = union.alternatives.enumerated().map { number, node in
            let shape = SchemaShape([node], in: document)
            let title = shape.title.map(SwiftNames.type) ?? "Option\(number + 1)"
            return UnionBuilder.Alternative(
                use: self.use(of: [node], named: name + title), shape: shape, target: document.follow(node))
        }
        let builder = UnionBuilder(
            document: document, owner: name, alternatives: alternatives, discriminator: union.discriminator)
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
            guard case .union(var union) = declaration.content, graph.reaches(declaration.name, declaration.name) else {
                continue
            }
            union.isIndirect = true
            declarations[index].content = .union(union)
        }
    }
}

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

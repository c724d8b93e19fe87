/// Makes types of schemas: declared ones for objects, enumerations and unions, those of Swift for all else.
struct TypeBuilder {
    let document: OpenAPIDocument
    var declarations: [TypeDeclaration] = []
    private(set) var refusals: [Refusal] = []
    var takenTypes = SwiftNames.reservedTypes

    /// What schemas became, by their pointers.
    var uses: [String: TypeUse] = [:]
    /// Schemas that are being made and have no name that could stand for them yet.
    private var unfinished: Set<String> = []
    /// The names of the components, by their pointers.
    var componentNames: [String: String] = [:]
    /// Whether null is a value of components, by their pointers.
    private var nullable: [String: Bool] = [:]
    /// Where types are declared.
    private var indexes: [String: Int] = [:]

    /// Whether parameters stay by which requests choose among the members of answers.
    let keepsChoices: Bool

    /// - Parameter client: the name of the client itself.
    init(_ document: OpenAPIDocument, client: String, keepingChoices: Bool) {
        self.document = document
        keepsChoices = keepingChoices
        takenTypes.insert(client)
        for (name, node) in components {
            componentNames[node.pointer] = uniqueType(SwiftNames.type(name), orElse: "Model")
        }
    }

    private var components: [(name: String, node: DocumentNode)] {
        (document.root["components"]?["schemas"]?.members ?? []).filter { !document.leftOut.contains($0.node.pointer) }
    }

    /// Makes the types of all components.
    mutating func addComponents() {
        for (name, node) in components {
            let use = use(of: [node], named: SwiftNames.type(name))
            // One that is another by reference keeps its name too.
            guard let own = componentNames[node.pointer], indexes[own] == nil else { continue }
            add(TypeDeclaration(name: own, description: nil, content: .alias(use.type)))
        }
        for (_, node) in components where componentNames[node.pointer].map(isEndless) == true {
            refuse(node, "the schema contains itself without an object in between")
        }
    }

    mutating func add(_ declaration: TypeDeclaration) {
        indexes[declaration.name] = declarations.count
        declarations.append(declaration)
    }

    private func declaration(_ name: String) -> TypeDeclaration? { indexes[name].map { declarations[$0] } }

    /// Whether a name stands for a type in which it occurs itself, which Swift cannot have.
    private func isEndless(_ name: String) -> Bool {
        var seen: Set<String> = []
        var waiting = [name]
        while let next = waiting.popLast() {
            guard case .alias(let type)? = declaration(next)?.content else { continue }
            if type.names.contains(name) { return true }
            waiting += type.names.filter { seen.insert($0).inserted }
        }
        return false
    }

    /// A type behind its other names.
    func resolved(_ type: SwiftType) -> SwiftType {
        var type = type
        // One that stands for itself is refused; it must not be followed for ever.
        for _ in 0...declarations.count {
            guard case .named(let name) = type, case .alias(let other)? = declaration(name)?.content else { break }
            type = other
        }
        return type
    }

    /// The members of a type that has some.
    func structure(_ type: SwiftType) -> TypeDeclaration.Structure? {
        guard case .named(let name) = resolved(type), case .structure(let structure)? = declaration(name)?.content
        else { return nil }
        return structure
    }

    /// Whether values can be written as one text.
    func isScalar(_ type: SwiftType) -> Bool {
        switch resolved(type) {
        case .string, .int, .int32, .double, .float, .bool, .date, .day, .uuid, .data: return true
        case .named(let name):
            guard case .enumeration? = declaration(name)?.content else { return false }
            return true
        case .file, .json, .array, .dictionary, .optional, .nullable: return false
        }
    }

    /// Whether values are a text, or a list of texts.
    func isText(_ type: SwiftType) -> Bool {
        if case .array(let element) = resolved(type) { return isScalar(element) }
        return isScalar(type)
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
            // A component has its name, and is made in its turn: following it here could go as deep as there are many.
            if let name = componentNames[sole.target.pointer] {
                return TypeUse(type: .named(name), isNullable: sole.isNullable || isNullable(sole.target))
            }
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

    private mutating func isNullable(_ component: DocumentNode) -> Bool {
        if let known = nullable[component.pointer] { return known }
        let shape = SchemaShape([component], in: document)
        let alternatives = shape.unions.flatMap(\.alternatives).map { SchemaShape([$0], in: document) }
        let isNullable = shape.isNullable || alternatives.contains(where: \.isNullable)
        nullable[component.pointer] = isNullable
        return isNullable
    }

    private static func name(of node: DocumentNode) -> String {
        SwiftNames.type(node.pointer.split(separator: "/").last.map(String.init) ?? "")
    }

    /// A component that became a type of Swift's own keeps its name.
    private mutating func alias(_ use: TypeUse, named name: String, shape: SchemaShape) -> TypeUse {
        guard use.type != .named(name) else { return use }
        add(TypeDeclaration(name: name, description: shape.description ?? shape.title, content: .alias(use.type)))
        return TypeUse(type: .named(name), isNullable: use.isNullable)
    }

    mutating func check(_ shape: SchemaShape) {
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
        // A constant has no second value that an enum would tell apart; one with a name may get some.
        if !isComponent, let type = shape.constantType { return TypeUse(type: type, isNullable: shape.isNullable) }
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

    static func text(_ shape: SchemaShape) -> SwiftType {
        switch shape.format {
        case "date-time": .date
        case "date": .day
        case "uuid": .uuid
        case "byte": .data
        default: shape.mediaEncoding == "base64" ? .data : .string
        }
    }

    mutating func element(_ shape: SchemaShape, _ name: String) -> SwiftType {
        guard !shape.items.isEmpty else { return .json }
        return value(use(of: shape.items, named: name + "Item"))
    }

    mutating func additional(_ shape: SchemaShape, _ name: String) -> SwiftType? {
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
}

/// What a schema says once its references and `allOf` are brought together: everything that holds at the same time.
///
/// 3.0 and 3.1 look the same afterwards: `nullable`, a type `null` and an alternative `null` are ``isNullable``, boolean
/// and numeric `exclusiveMinimum` are one limit, `const` is an enumeration of one value.
struct SchemaShape {
    enum Kind: String, CaseIterable {
        case string, integer, number, boolean, array, object
    }

    /// What an object may hold besides its members.
    enum Additional {
        case allowed
        case refused
        case schema(DocumentNode)
    }

    /// Alternatives by `oneOf` or `anyOf`.
    struct Union {
        let alternatives: [DocumentNode]
        let discriminator: DocumentNode?
    }

    /// Each is one schema or more that hold together.
    typealias Parts = [DocumentNode]

    /// `nil` when any type will do.
    private(set) var kinds: Set<Kind>?
    private(set) var isNullable = false
    private(set) var format: String?
    /// The values of an enumeration without null; `nil` where there is none.
    private(set) var values: [DocumentValue]?
    /// Whether ``values`` were said by `const`: there will be no others.
    private(set) var isConstant = false
    private(set) var limits: [SchemaLimit: Double] = [:]
    private(set) var patterns: [String] = []
    private(set) var properties: [(name: String, parts: Parts)] = []
    private(set) var required: [String] = []
    /// The members that are there where a parameter of the query is not sent, by its name (`x-required-without`).
    private(set) var requiredWithout: [String: Set<String>] = [:]
    private(set) var additional = Additional.allowed
    private(set) var saysAdditional = false
    private(set) var items: Parts = []
    private(set) var unions: [Union] = []
    private(set) var negations: [DocumentNode] = []
    private(set) var isReadOnly = false
    private(set) var isWriteOnly = false
    private(set) var isDeprecated = false
    private(set) var initial: DocumentValue?
    private(set) var title: String?
    private(set) var description: String?
    private(set) var mediaType: String?
    private(set) var mediaEncoding: String?
    /// Keywords that have no place here, with their nodes.
    private(set) var unknown: [(keyword: String, node: DocumentNode)] = []
    /// Where the schemas are that were brought together, references followed.
    private(set) var pointers: [String] = []

    private let document: OpenAPIDocument
    /// What is to be brought in yet, the next one last.
    private var waiting: [DocumentNode] = []
    /// The schemas whose members beside a reference are brought in.
    private var besideReferences: Set<String> = []
    private var acceptsNull: Bool?
    private var acceptsNullAnyway = false

    init(_ parts: Parts, in document: OpenAPIDocument) {
        self.document = document
        waiting = parts.reversed()
        while let part = waiting.popLast() { add(part) }
        isNullable = acceptsNullAnyway || (acceptsNull ?? false)
    }

    /// Whether nothing is said about values.
    var isEmpty: Bool {
        kinds == nil && values == nil && properties.isEmpty && unions.isEmpty && items.isEmpty && !saysAdditional
            && format == nil && negations.isEmpty && !isNullable
    }

    func requires(_ name: String) -> Bool { required.contains(name) }

    /// Whether a member is there where nothing chooses among the members.
    func requiresUnchosen(_ name: String) -> Bool {
        requires(name) || requiredWithout.contains { $0.value.contains(name) }
    }

    /// The keyword with the members that are there where a parameter that chooses among them is not sent.
    static let choices = "x-required-without"

    func property(_ name: String) -> Parts? { properties.first { $0.name == name }?.parts }

    /// What members are that are not described; `nil` where they are refused.
    var others: Parts? {
        switch additional {
        case .allowed: []
        case .refused: nil
        case .schema(let node): [node]
        }
    }

    /// The members that are described or required.
    var members: [(name: String, parts: Parts)] {
        properties + required.filter { property($0) == nil }.map { ($0, others ?? []) }
    }

    /// A member that is described or required.
    func member(_ name: String) -> Parts? { property(name) ?? (requires(name) ? others ?? [] : nil) }

    private mutating func add(_ part: DocumentNode) {
        var node = part
        var hops = 0
        // In 3.1 what stands beside a reference holds too; in 3.0 it is to be ignored (Reference Object).
        while node.reference != nil, hops < 100 {
            if document.version == .v31, node.members.count > 1, besideReferences.insert(node.pointer).inserted {
                addOwn(node)
                waiting += (node["allOf"]?.elements ?? []).reversed()
            }
            guard let target = node.reference.flatMap(document.target(of:)) else { return }
            node = target
            hops += 1
        }
        guard !pointers.contains(node.pointer) else { return }
        pointers.append(node.pointer)
        addOwn(node)
        waiting += (node["allOf"]?.elements ?? []).reversed()
    }

    private mutating func addOwn(_ node: DocumentNode) {
        if node.isFalse { unknown.append(("false", node)) }
        addKinds(node)
        addValues(node)
        for (limit, value) in SchemaLimit.limits(of: node) {
            limits[limit] = limits[limit].map { limit.tighter($0, value) } ?? value
        }
        if let pattern = node["pattern"]?.string, !patterns.contains(pattern) { patterns.append(pattern) }
        format = format ?? node["format"]?.string
        addObject(node)
        if let item = node["items"] { items.append(item) }
        addUnion(node["oneOf"], of: node)
        addUnion(node["anyOf"], of: node)
        if let negation = node["not"] { negations.append(negation) }
        isReadOnly = isReadOnly || node["readOnly"]?.isTrue == true
        isWriteOnly = isWriteOnly || node["writeOnly"]?.isTrue == true
        isDeprecated = isDeprecated || node["deprecated"]?.isTrue == true
        initial = initial ?? node["default"]?.value
        title = title ?? node["title"]?.string
        description = description ?? node["description"]?.string
        mediaType = mediaType ?? node["contentMediaType"]?.string
        mediaEncoding = mediaEncoding ?? node["contentEncoding"]?.string
        for keyword in Self.unknownKeywords {
            if let member = node[keyword] { unknown.append((keyword, member)) }
        }
    }

    private static let unknownKeywords = [
        "prefixItems", "patternProperties", "propertyNames", "if", "then", "else", "dependentSchemas",
        "dependentRequired", "unevaluatedProperties", "unevaluatedItems", "contains", "$dynamicRef",
    ]

    private mutating func addKinds(_ node: DocumentNode) {
        guard let type = node["type"] else {
            if document.version == .v30, node["nullable"]?.isTrue == true { acceptsNullAnyway = true }
            return
        }
        let names = type.string.map { [$0] } ?? type.elements.compactMap(\.string)
        let hasNull = names.contains("null") || (document.version == .v30 && node["nullable"]?.isTrue == true)
        acceptsNull = (acceptsNull ?? true) && hasNull
        var kinds = Set(names.compactMap(Kind.init(rawValue:)))
        if kinds.contains(.number) { kinds.remove(.integer) }
        self.kinds = self.kinds.map { Self.common($0, kinds) } ?? kinds
    }

    /// The types that two sets have in common; an integer is a number.
    private static func common(_ one: Set<Kind>, _ other: Set<Kind>) -> Set<Kind> {
        var common = one.intersection(other)
        if (one.contains(.integer) && other.contains(.number)) || (one.contains(.number) && other.contains(.integer)) {
            common.insert(.integer)
        }
        return common
    }

    private mutating func addValues(_ node: DocumentNode) {
        guard let all = node["enum"]?.elements.map(\.value) ?? node["const"].map({ [$0.value] }) else { return }
        isConstant = isConstant || node["enum"] == nil
        let values = all.filter { if case .null = $0.kind { false } else { true } }
        if node["type"] == nil, values.count < all.count { acceptsNullAnyway = true }
        guard let before = self.values else {
            self.values = values
            return
        }
        let texts = Set(values.map(\.text))
        self.values = before.filter { texts.contains($0.text) }
    }

    private mutating func addObject(_ node: DocumentNode) {
        for (name, schema) in node["properties"]?.members ?? [] {
            if let index = properties.firstIndex(where: { $0.name == name }) {
                properties[index].parts.append(schema)
            } else {
                properties.append((name, [schema]))
            }
        }
        for name in node["required"]?.elements.compactMap(\.string) ?? [] where !required.contains(name) {
            required.append(name)
        }
        for (parameter, names) in node[Self.choices]?.members ?? [] {
            requiredWithout[parameter, default: []].formUnion(names.elements.compactMap(\.string))
        }
        guard let additional = node["additionalProperties"] else { return }
        saysAdditional = true
        switch self.additional {
        case .refused: break
        case .allowed, .schema:
            if additional.isFalse {
                self.additional = .refused
            } else if !additional.isTrue {
                self.additional = .schema(additional)
            }
        }
    }

    /// An alternative `null` is a property of the whole, and a single one that is left holds as if it stood alone.
    private mutating func addUnion(_ union: DocumentNode?, of node: DocumentNode) {
        guard let union else { return }
        let all = union.elements
        let alternatives = all.filter { $0["type"]?.string != "null" }
        if alternatives.count < all.count { acceptsNullAnyway = true }
        if alternatives.count == 1, let only = alternatives.first {
            waiting.append(only)
        } else if !alternatives.isEmpty {
            unions.append(Union(alternatives: alternatives, discriminator: node["discriminator"]))
        }
    }
}

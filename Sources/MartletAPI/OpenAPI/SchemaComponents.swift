import MartletCore
import MartletJSON

/// The schemas of a document: each type once, under a name of its own.
///
/// A type whose values look different in requests and in answers, since members go one way only or may be left out, is
/// there twice: what is sent in as `TrackInput`.
///
/// A name that a type was given is its own; others make way for it, and two types with the same one are a mistake.
struct SchemaComponents {
    /// Whether a value is sent in or told.
    enum Direction { case input, output }

    private struct Entry {
        let component: SchemaComponent
        let content: SchemaComponent.Content
        var isInput = false
        var isOutput = false
        /// Types that stand in its members.
        let parts: [String]
        var differs = false
        var isTwofold: Bool { isInput && isOutput && differs }

        init(_ component: SchemaComponent) {
            self.component = component
            content = SchemaComponent.Content(component)
            parts = content.parts.map { $0.typeName }
        }
    }

    private var entries: [String: Entry] = [:]
    /// In the order in which they were met.
    private var order: [String] = []
    private var names: [String: String] = [:]
    /// What those are called in requests that look different there.
    private var inputNames: [String: String] = [:]
    /// What is wrong with the types and their names, one sentence each.
    private(set) var problems: [String] = []

    // MARK: Collecting

    /// Takes a schema, and those in it, into the document.
    mutating func add(_ schema: ValueSchema, _ direction: Direction) {
        for component in schema.components { add(component, direction) }
    }

    private mutating func add(_ component: SchemaComponent, _ direction: Direction) {
        let id = component.typeName
        if entries[id] == nil {
            entries[id] = Entry(component)
            order.append(id)
            if case .union(let reference) = component, let mistake = reference.mistake { problems.append(mistake) }
        }
        switch direction {
        case .input where entries[id]?.isInput == false: entries[id]?.isInput = true
        case .output where entries[id]?.isOutput == false: entries[id]?.isOutput = true
        default: return
        }
        for part in entries[id]?.content.parts(direction) ?? [] { add(part, direction) }
    }

    /// Chooses names; to be called when all schemas have been added.
    mutating func settle() {
        var hasChanged = true
        for id in order where entries[id]?.content.isOneSided == true { entries[id]?.differs = true }
        while hasChanged {
            hasChanged = false
            for id in order where entries[id]?.differs == false {
                guard entries[id]?.parts.contains(where: { entries[$0]?.differs == true }) == true else { continue }
                entries[id]?.differs = true
                hasChanged = true
            }
        }
        var taken = giveNames()
        // Each has the shortest name that is its alone; what is left is counted.
        let given = taken
        let candidates = order.filter { names[$0] == nil }.map { id in
            (id: id, names: entries[id].map { ComponentName.candidates($0.component) } ?? [])
        }
        let counts = candidates.flatMap(\.names).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        for (id, names) in candidates {
            let own = names.first { counts[$0] == 1 && !given.contains($0.text) } ?? names.first
            self.names[id] = ComponentName.unique(own?.text ?? id, &taken)
        }
        for id in order where entries[id]?.isTwofold == true {
            inputNames[id] = ComponentName.unique((names[id] ?? id) + "Input", &taken)
        }
    }

    /// Gives types the names that they were given.
    /// - Returns: those names.
    private mutating func giveNames() -> Set<String> {
        var owners: [String: String] = [:]
        for id in order {
            guard let entry = entries[id], entry.component.isNamed else { continue }
            let name = ComponentName.allowed(entry.component.name)
            if let other = owners[name] {
                let both = [other, id].map { ComponentName.parts($0).joined(separator: ".") }.joined(separator: " and ")
                problems.append(
                    "\(both) were both given the name `\(name)` in the API's document; "
                        + "give one another by @Schema(name:), or by named(_:) of its resource")
            } else {
                owners[name] = id
                names[id] = name
            }
        }
        return Set(owners.keys)
    }

    private func name(_ id: String, _ direction: Direction) -> String {
        (direction == .input ? inputNames[id] : nil) ?? names[id] ?? id
    }

    // MARK: Writing

    /// The schemas by name, in the order of their names.
    var nodes: [DocumentNode.Member] {
        var nodes: [DocumentNode.Member] = []
        for id in order {
            guard let entry = entries[id] else { continue }
            if entry.isOutput {
                let direction: Direction = entry.isInput && !entry.differs ? .input : .output
                nodes.append(.init(name: name(id, .output), value: node(of: entry.content, direction)))
            }
            if entry.isInput, !entry.isOutput || entry.differs {
                nodes.append(.init(name: name(id, .input), value: node(of: entry.content, .input)))
            }
        }
        return nodes.sorted { $0.name < $1.name }
    }

    private func node(of content: SchemaComponent.Content, _ direction: Direction) -> DocumentNode {
        switch content {
        case .object(let schema): object(schema, direction)
        case .union(let discriminator, let variants):
            // Told apart by a constant, so that a value fits one alone (OpenAPI 3.1 §4.8.25).
            .object([
                "oneOf": .list(variants.map { reference($0.object.typeName, direction) }),
                "discriminator": .object([
                    "propertyName": .text(discriminator),
                    "mapping": .object(
                        variants.map { value, object in
                            .init(name: value, value: .text("#/components/schemas/\(name(object.typeName, direction))"))
                        }),
                ]),
            ])
        }
    }

    private func reference(_ id: String, _ direction: Direction) -> DocumentNode {
        .reference("schemas/\(name(id, direction))")
    }

    private func object(_ schema: ObjectSchema, _ direction: Direction) -> DocumentNode {
        let members = schema.members.filter { $0.goes(direction) }
        let required = members.filter { direction == .input ? $0.isRequired : $0.isAlwaysWritten }.map(\.name)
        return .object([
            "type": "object",
            "required": required.isEmpty ? nil : .list(required.map(DocumentNode.text)),
            "properties": .object(
                members.map { DocumentNode.Member(name: $0.name, value: node(of: $0, direction)) }),
            "additionalProperties": direction == .input && schema.unknown == .refused ? .flag(false) : nil,
            "x-required-without": direction == .output ? choice(schema, among: members) : nil,
        ])
    }

    /// The members that are there unless a parameter of the request leaves them out, for clients that never send it.
    private func choice(_ schema: ObjectSchema, among members: [MemberSchema]) -> DocumentNode? {
        let names = members.filter { $0.isRequired && !$0.isAlwaysWritten }.map { DocumentNode.text($0.name) }
        guard let parameter = schema.chosenBy, !names.isEmpty else { return nil }
        return .object([DocumentNode.Member(name: parameter, value: .list(names))])
    }

    /// A member, or a parameter of the query.
    func node(of member: MemberSchema, _ direction: Direction) -> DocumentNode {
        var node = node(of: member.value, direction)
        if !member.constraints.isEmpty { node = node.adding(member.constraints) }
        guard member.summary != nil || member.example != nil || member.defaultValue != nil || member.isDeprecated else {
            return node
        }
        return node.with("description", member.summary.map(DocumentNode.text))
            .with("default", direction == .input ? member.defaultValue.map(DocumentNode.json) : nil)
            .with("examples", member.example.map { .list([.json($0)]) })
            .with("deprecated", member.isDeprecated ? .flag(true) : nil)
    }

    /// A value (JSON Schema 2020-12).
    func node(of schema: ValueSchema, _ direction: Direction) -> DocumentNode {
        switch schema {
        case .boolean: return .object(["type": "boolean"])
        case .integer(let min, let max, let format):
            return .object([
                "type": "integer", "format": format.map(DocumentNode.text),
                "minimum": min.map { .json("\($0)") }, "maximum": max.map { .json("\($0)") },
            ])
        case .number(let format):
            return .object(["type": "number", "format": format.map(DocumentNode.text)])
        case .string("binary"): return .object(["type": "string", "contentMediaType": "application/octet-stream"])
        case .string("byte"): return .object(["type": "string", "contentEncoding": "base64"])
        case .string(let format):
            return .object(["type": "string", "format": format.map(DocumentNode.text)])
        case .choice(let base, let values):
            return node(of: base, direction).with("enum", .list(values.map(DocumentNode.json)))
        case .array(let element, let isUnique):
            return .object([
                "type": "array", "items": node(of: element, direction), "uniqueItems": isUnique ? .flag(true) : nil,
            ])
        case .dictionary(let value):
            return .object(["type": "object", "additionalProperties": node(of: value, direction)])
        case .nullable(let wrapped): return node(of: wrapped, direction).orNull
        case .object(let reference): return self.reference(reference.typeName, direction)
        case .union(let reference): return self.reference(reference.typeName, direction)
        case .any: return .object([])
        }
    }
}

/// What a schema of a document may be called.
struct ComponentName: Hashable {
    let text: String
    /// How much stands in it.
    private let level: Int

    /// From the shortest on: `Detail`, with the types around it `AlbumDetail`, and with the module `StoreAlbumDetail`.
    static func candidates(_ component: SchemaComponent) -> [ComponentName] {
        // What is private to a file has a part in parentheses.
        let typeName = component.typeName.replacing(/\(unknown context at [^)]*\)\./, with: "")
        let module = typeName.prefix { $0 != "." }
        // The arguments of generic types have modules, too.
        let own = ["<", ", "].reduce(typeName) { $0.replacing("\($1)\(module).", with: $1) }
        let names = [component.name, plain(own).dropFirst().joined(), plain(typeName).joined()]
        return names.enumerated().map { level, name in ComponentName(text: allowed(name), level: level) }
    }

    private static func plain(_ typeName: String) -> [Substring] {
        parts(DescribedType.plainName(typeName))
    }

    /// The parts of a type's name: its module, the types around it, and itself.
    static func parts(_ typeName: String) -> [Substring] {
        // What is private to a file has a part in parentheses, too.
        typeName.split(separator: ".").filter { !$0.hasPrefix("(") }
    }

    /// The name, or the name with a number where it is taken.
    static func unique(_ name: String, _ taken: inout Set<String>, _ separator: String = "") -> String {
        var unique = name
        var number = 2
        while !taken.insert(unique).inserted {
            unique = "\(name)\(separator)\(number)"
            number += 1
        }
        return unique
    }

    /// Only what OpenAPI 3.1 §4.8.7.1 allows.
    static func allowed(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
    }
}

extension DocumentNode {
    /// The schema, or `null`.
    fileprivate var orNull: DocumentNode {
        guard let type = self["type"] else {
            return isEmpty ? self : .object(["anyOf": [self, .object(["type": "null"])]])
        }
        if case .list = type { return self }
        var node = with("type", [type, "null"])
        if case .list(let values)? = self["enum"], !values.contains(.json("null")) {
            node = node.with("enum", .list(values + [.json("null")]))
        }
        return node
    }

    /// The schema with rules; those of a reference stand beside it, as JSON Schema 2020-12 allows.
    fileprivate func adding(_ constraints: [SchemaConstraint]) -> DocumentNode {
        constraints.reduce(self) { node, constraint in
            switch constraint {
            case .minLength(let count): node.with("minLength", .number(count))
            case .maxLength(let count): node.with("maxLength", .number(count))
            case .minimum(let bound): node.bounded("minimum", "formatMinimum", bound)
            case .maximum(let bound): node.bounded("maximum", "formatMaximum", bound)
            case .exclusiveMaximum(let bound): node.bounded("exclusiveMaximum", "formatExclusiveMaximum", bound)
            case .multipleOf(let number): node.with("multipleOf", .json(number))
            case .minItems(let count): node.with(node.isDictionary ? "minProperties" : "minItems", .number(count))
            case .maxItems(let count): node.with(node.isDictionary ? "maxProperties" : "maxItems", .number(count))
            case .uniqueItems: node.with("uniqueItems", .flag(true))
            case .pattern(let pattern): node.matching(pattern)
            case .format(let format): node.with("format", .text(format))
            case .oneOf(let values): node.choosing(values)
            case .each(let rules): node.adding(rules, to: node.isDictionary ? "additionalProperties" : "items")
            case .keys(let rules): node.with("propertyNames", DocumentNode.object([]).adding(rules))
            case .constant(let value): node.with("const", .json(value))
            }
        }
    }

    /// Whether it describes an object whose members have any names.
    private var isDictionary: Bool { self["additionalProperties"] != nil }

    private func adding(_ constraints: [SchemaConstraint], to member: String) -> DocumentNode {
        constraints.isEmpty ? self : with(member, self[member]?.adding(constraints))
    }

    /// The schema with an expression; one beside another stands in a schema of its own.
    private func matching(_ pattern: String) -> DocumentNode {
        guard self["pattern"] != nil else { return with("pattern", .text(pattern)) }
        let others: [DocumentNode] = if case .list(let others)? = self["allOf"] { others } else { [] }
        return with("allOf", .list(others + [.object(["pattern": .text(pattern)])]))
    }

    private func choosing(_ values: [String]) -> DocumentNode {
        var values = values.map(DocumentNode.json)
        if values.count == 1, let value = values.first, case .text? = self["type"] { return with("const", value) }
        if case .list(let types)? = self["type"], types.contains("null") { values.append(.json("null")) }
        return with("enum", .list(values))
    }

    /// A limit, which JSON Schema knows of numbers only; that of a moment is a text.
    private func bounded(_ name: String, _ textName: String, _ bound: String) -> DocumentNode {
        bound.hasPrefix("\"") ? with(textName, .json(bound)) : with(name, .json(bound))
    }
}

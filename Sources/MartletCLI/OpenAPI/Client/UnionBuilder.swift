/// Makes an enum of alternatives.
struct UnionBuilder {
    struct Alternative {
        let use: TypeUse
        let shape: SchemaShape
        let target: DocumentNode
    }

    struct Failure: Error {
        let problem: String
    }

    let document: OpenAPIDocument
    /// The name of the enum, which the types of its own alternatives begin with.
    let owner: String
    let alternatives: [Alternative]
    let discriminator: DocumentNode?

    /// The enum of types that are told apart by what they are.
    static func union(of types: [SwiftType]) -> TypeDeclaration.Union {
        var taken: Set<String> = ["unknown", "hashValue"]
        let cases = types.map { type in
            TypeDeclaration.UnionCase(
                name: SwiftNames.uniqueMember(caseName(type), among: &taken), type: type, values: [],
                rank: rank(type, nil))
        }
        return TypeDeclaration.Union(cases: cases, discriminator: nil)
    }

    func union() -> Result<TypeDeclaration.Union, Failure> {
        let property = discriminator?["propertyName"]?.string
        let values = property.map { _ in mappedValues() } ?? impliedValues()?.values
        let member = property ?? impliedValues()?.member
        var taken: Set<String> = ["unknown", "hashValue"]
        var cases: [TypeDeclaration.UnionCase] = []
        for (index, alternative) in alternatives.enumerated() {
            let own = values?[index] ?? []
            if let known = cases.firstIndex(where: { $0.type == alternative.use.type }) {
                let first = cases[known]
                cases[known] = TypeDeclaration.UnionCase(
                    name: first.name, type: first.type, values: first.values + own, rank: first.rank)
                continue
            }
            cases.append(
                TypeDeclaration.UnionCase(
                    name: SwiftNames.uniqueMember(ownCaseName(alternative.use.type), among: &taken),
                    type: alternative.use.type, values: own,
                    rank: Self.rank(alternative.use.type, alternative.shape)))
        }
        if property != nil, alternatives.contains(where: { $0.shape.properties.isEmpty }) {
            return .failure(Failure(problem: "alternatives with a discriminator that are no objects with members"))
        }
        return .success(TypeDeclaration.Union(cases: cases, discriminator: member))
    }

    /// The discriminator's values of each alternative: those of the mapping, else the name of its schema.
    private func mappedValues() -> [[String]] {
        let mapping = discriminator?["mapping"]?.members ?? []
        return alternatives.map { alternative in
            let name = alternative.target.pointer.split(separator: "/").last.map(String.init) ?? ""
            let mapped = mapping.filter { _, node in
                guard let text = node.string else { return false }
                return text == name
                    || document.target(of: text).map(document.follow)?.pointer == alternative.target.pointer
            }
            return mapped.isEmpty ? [name] : mapped.map(\.name)
        }
    }

    /// A member that has one constant value in each alternative, and another in each.
    private func impliedValues() -> (member: String, values: [[String]])? {
        guard let first = alternatives.first, alternatives.count > 1 else { return nil }
        for (name, _) in first.shape.properties {
            let values = alternatives.map { constant(name, in: $0.shape) }
            let known = values.compactMap(\.self)
            if known.count == alternatives.count, Set(known).count == known.count { return (name, known.map { [$0] }) }
        }
        return nil
    }

    private func constant(_ name: String, in shape: SchemaShape) -> String? {
        guard shape.requires(name), let parts = shape.property(name),
            let values = SchemaShape(parts, in: document).values, values.count == 1,
            case .string(let text)? = values.first?.kind
        else { return nil }
        return text
    }

    private func ownCaseName(_ type: SwiftType) -> String {
        guard case .named(let name) = type, name.hasPrefix(owner), name.count > owner.count else {
            return Self.caseName(type)
        }
        return String(name.dropFirst(owner.count))
    }

    private static func caseName(_ type: SwiftType) -> String {
        switch type {
        case .named(let name): name
        case .array(let element): plain(element) + "List"
        case .dictionary: "object"
        case .optional(let wrapped), .nullable(let wrapped): caseName(wrapped)
        default: plain(type)
        }
    }

    private static func plain(_ type: SwiftType) -> String {
        switch type {
        case .string: "string"
        case .int, .int32: "integer"
        case .double, .float: "number"
        case .bool: "boolean"
        case .date: "date"
        case .day: "day"
        case .uuid: "uuid"
        case .data, .file: "data"
        case .json: "json"
        case .named(let name): SwiftNames.plainMember(name)
        default: "value"
        }
    }

    /// The order of trying: what accepts less has more.
    private static func rank(_ type: SwiftType, _ shape: SchemaShape?) -> Int {
        switch type {
        case .bool: 90
        case .int, .int32: 80
        case .double, .float: 70
        case .date, .day, .uuid: 60
        case .data: 55
        case .named:
            // An enumeration takes every text, an object with members the more, the fewer it needs.
            shape?.values != nil ? 50 : 100 + (shape?.required.count ?? 0)
        case .string, .file: 40
        case .array: 30
        case .dictionary: 20
        case .optional, .nullable, .json: 0
        }
    }
}

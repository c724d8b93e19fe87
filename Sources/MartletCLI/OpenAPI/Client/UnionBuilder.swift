/// Makes an enum of alternatives.
struct UnionBuilder {
    struct Alternative {
        let use: TypeUse
        let shape: SchemaShape
    }

    struct Failure: Error {
        let problem: String
    }

    let document: OpenAPIDocument
    /// The name of the enum, which the types of its own alternatives begin with.
    let owner: String
    let alternatives: [Alternative]
    let source: SchemaShape.Union

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
        let found = Discriminator(of: source, in: document)
        let isExplicit = source.discriminator?["propertyName"]?.string != nil
        var taken: Set<String> = ["unknown", "hashValue"]
        var cases: [TypeDeclaration.UnionCase] = []
        for (index, alternative) in alternatives.enumerated() {
            let own = found?.values[index] ?? []
            if let known = cases.firstIndex(where: { $0.type == alternative.use.type }) {
                let first = cases[known]
                cases[known] = TypeDeclaration.UnionCase(
                    name: first.name, type: first.type, values: first.values + own, isFallback: first.isFallback,
                    rank: first.rank)
                continue
            }
            let name = mappedName(own) ?? ownCaseName(alternative.use.type)
            cases.append(
                TypeDeclaration.UnionCase(
                    name: SwiftNames.uniqueMember(name, among: &taken),
                    type: alternative.use.type, values: own, isFallback: found != nil && !isExplicit && own.isEmpty,
                    rank: Self.rank(alternative.use.type, alternative.shape)))
        }
        if isExplicit, alternatives.contains(where: { $0.shape.properties.isEmpty }) {
            return .failure(Failure(problem: "alternatives with a discriminator that are no objects with members"))
        }
        return .success(TypeDeclaration.Union(cases: cases, discriminator: found?.member))
    }

    /// The one value of the mapping that means an alternative, if it is a word: `card` of a `CardPayment`.
    private func mappedName(_ values: [String]) -> String? {
        guard let value = values.first, values.count == 1, source.discriminator?["mapping"]?[value] != nil,
            value.wholeMatch(of: /[A-Za-z][A-Za-z0-9_ \-]*/) != nil
        else { return nil }
        return value
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

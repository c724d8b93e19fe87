import MartletJSON

/// What has a place of its own in a document.
enum SchemaComponent {
    case object(SchemaReference)
    case union(UnionReference)

    var name: String {
        switch self {
        case .object(let reference): reference.name
        case .union(let reference): reference.name
        }
    }

    var typeName: String {
        switch self {
        case .object(let reference): reference.typeName
        case .union(let reference): reference.typeName
        }
    }

    /// Whether the name was given to it for documents.
    var isNamed: Bool {
        switch self {
        case .object(let reference): reference.schema.isNamed
        case .union(let reference): reference.isNamed
        }
    }

    /// What is known of a component.
    enum Content {
        case object(ObjectSchema)
        case union(discriminator: String, [(value: String, object: SchemaReference)])

        init(_ component: SchemaComponent) {
            switch component {
            case .object(let reference): self = .object(reference.schema)
            case .union(let reference): self = .union(discriminator: reference.discriminator, reference.variants)
            }
        }

        /// The components that it names.
        var parts: [SchemaComponent] {
            switch self {
            case .object(let schema): schema.members.flatMap { $0.value.components }
            case .union(_, let variants): variants.map { .object($0.object) }
            }
        }

        /// The same in one direction.
        func parts(_ direction: SchemaComponents.Direction) -> [SchemaComponent] {
            guard case .object(let schema) = self else { return parts }
            return schema.members.filter { $0.goes(direction) }.flatMap { $0.value.components }
        }

        /// Whether a member of its own looks different in requests and in answers.
        var isOneSided: Bool {
            if case .object(let schema) = self { schema.members.contains { $0.isOneSided } } else { false }
        }
    }
}

extension ValueSchema {
    /// The structs and enumerations that it names.
    var components: [SchemaComponent] {
        switch self {
        case .object(let reference): [.object(reference)]
        case .union(let reference): [.union(reference)]
        case .array(let inner, _), .dictionary(let inner), .nullable(let inner), .choice(let inner, _):
            inner.components
        default: []
        }
    }
}

extension MemberSchema {
    func goes(_ direction: SchemaComponents.Direction) -> Bool {
        access != (direction == .input ? .readOnly : .writeOnly)
    }

    /// Whether it looks different in requests and in answers.
    var isOneSided: Bool { access != .readWrite || isRequired != isAlwaysWritten }
}

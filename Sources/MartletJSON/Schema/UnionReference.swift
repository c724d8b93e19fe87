/// An enumeration with `@Schema(discriminator:)` by its name, as documents tell of it: schemas may hold themselves.
public struct UnionReference: Sendable, Equatable {
    /// The name under which documents know it.
    public let name: String
    /// What it is known by: the name of the Swift type, that of its module and of the types around it included.
    public let typeName: String
    private let find: @Sendable () -> UnionSchema
    private let form: @Sendable (SchemaReference) -> SchemaReference

    /// Creates a reference.
    public init(_ type: (some SchemaUnion).Type) {
        typeName = String(reflecting: type)
        name = type.schema.name
        find = { type.schema }
        form = { $0 }
    }

    private init(
        _ other: UnionReference, suffix: String, _ form: @escaping @Sendable (SchemaReference) -> SchemaReference
    ) {
        name = other.name
        typeName = other.typeName + suffix
        find = other.find
        self.form = form
    }

    /// Whether the name was chosen for documents.
    package var isNamed: Bool { find().isNamed }

    /// The name of the member that tells the cases apart.
    public var discriminator: String { find().discriminator }

    /// The values of the discriminator, and the object that each stands for: that member, then those of the case's struct.
    public var variants: [(value: String, object: SchemaReference)] {
        let schema = find()
        return schema.variants.enumerated().map { index, variant in
            // In parentheses, since that is no name of a type: a struct in the enumeration may have the name of the case.
            let object = SchemaReference(
                schema.name + variant.label, typeName: "\(typeName).(\(index)).\(variant.label)"
            ) {
                variant.schema(schema.discriminator, schema.name)
            }
            return (variant.value, form(object))
        }
    }

    /// What is wrong with the description, in a sentence; `nil` for nothing.
    package var mistake: String? {
        let schema = find()
        let wrong = schema.variants.first { variant in
            variant.schema(schema.discriminator, schema.name).members.count { $0.name == schema.discriminator } > 1
        }
        return wrong.map { SchemaMistake.discriminator(schema.discriminator, of: $0.value, in: name).description }
    }

    /// The same with other objects.
    package func mapped(
        _ suffix: String, _ form: @escaping @Sendable (SchemaReference) -> SchemaReference
    ) -> UnionReference { UnionReference(self, suffix: suffix, form) }

    public static func == (left: UnionReference, right: UnionReference) -> Bool { left.typeName == right.typeName }
}

/// A value that JSON can hold, with what is known of it: numbers, texts, dates, lists of such, structs with `@Schema`.
///
/// An enumeration with raw values is one by saying so; documents list its cases:
///
/// ```swift
/// enum Genre: String, CaseIterable, SchemaValue { case rock, jazz }
/// ```
public protocol SchemaValue: Codable, Sendable {
    /// What the rules of `@Field` are about: the value, or what it wraps.
    associatedtype Constrained: Sendable = Self

    /// What is known of the value.
    static var valueSchema: ValueSchema { get }

    /// What stands for a member that is absent; `nil` where it must not be.
    static var whenAbsent: Self? { get }

    /// Reads the value that comes; `nil` after noting what is wrong with it.
    /// - Throws: ``JSONSyntaxError`` for what is not JSON.
    static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Self?

    /// Reads the value that comes and checks its rules: once it is read, or while it is where its elements have some.
    /// - Throws: ``JSONSyntaxError`` for what is not JSON.
    static func read(
        from reader: inout JSONReader, following rules: FieldRules<Constrained>
    ) throws(JSONSyntaxError) -> Self?

    /// Writes the value.
    func write(to writer: inout JSONWriter)

    /// What the rules are about; `nil` where there is nothing to check.
    var constrained: Constrained? { get }
}

extension SchemaValue {
    @inlinable public static var whenAbsent: Self? { nil }

    @inlinable public static func read(
        from reader: inout JSONReader, following rules: FieldRules<Constrained>
    ) throws(JSONSyntaxError) -> Self? {
        guard let value = try read(from: &reader) else { return nil }
        guard let constrained = value.constrained else { return value }
        return reader.isRight(constrained, rules) ? value : nil
    }
}

extension SchemaValue where Constrained == Self {
    @inlinable public var constrained: Self? { self }
}

/// What is known of a value: its type in JSON, and more where there is more (JSON Schema 2020-12).
public indirect enum ValueSchema: Sendable, Equatable {
    /// `true` or `false`.
    case boolean
    /// A whole number between limits.
    case integer(min: Int64?, max: UInt64?, format: String?)
    /// A number.
    case number(format: String?)
    /// A text, with its format where it has one: `date-time`, `uuid`.
    case string(format: String?)
    /// One of some texts or numbers, as JSON.
    case choice(ValueSchema, [String])
    /// A list.
    case array(ValueSchema, isUnique: Bool)
    /// An object whose members have any names.
    case dictionary(ValueSchema)
    /// The value, or `null`.
    case nullable(ValueSchema)
    /// A struct with `@Schema`.
    case object(SchemaReference)
    /// One of several objects, told apart by a member: an enumeration with `@Schema(discriminator:)`.
    case union(UnionReference)
    /// Any JSON.
    case any
}

extension ValueSchema {
    /// The value where it is there.
    package var present: ValueSchema {
        if case .nullable(let wrapped) = self { wrapped.present } else { self }
    }
}

/// A struct with `@Schema`, or another object, by its name: schemas may hold themselves.
public struct SchemaReference: Sendable, Equatable {
    /// The name under which documents know it.
    public let name: String
    /// What it is known by: the name of the Swift type, that of its module and of the types around it included.
    public let typeName: String
    private let find: @Sendable () -> ObjectSchema

    /// Creates a reference.
    public init(_ type: (some Schema).Type) {
        self.init(type.schemaName, typeName: String(reflecting: type)) { type.schema }
    }

    /// Creates a reference to what no struct with `@Schema` stands for, such as the shape of a model.
    ///
    /// ```swift
    /// SchemaReference("Row", typeName: "Reports.Row") {
    ///     ObjectSchema(
    ///         name: "Row", unknown: .ignored,
    ///         members: columns.map { MemberSchema($0.name, .string(format: nil), isRequired: true) })
    /// }
    /// ```
    /// - Parameters:
    ///   - name: the name under which documents know it.
    ///   - typeName: what it is known by: two references with the same are to the same object. It begins with the module, so
    ///     that two modules are told apart.
    ///   - find: makes the description; called when a document is made, so that objects may hold themselves.
    public init(_ name: String, typeName: String, _ find: @escaping @Sendable () -> ObjectSchema) {
        self.name = name
        self.typeName = typeName
        self.find = find
    }

    /// What is known of the struct.
    public var schema: ObjectSchema { find() }

    public static func == (left: SchemaReference, right: SchemaReference) -> Bool { left.typeName == right.typeName }
}

public import MartletCore

/// A struct that `@Schema` has described: it reads itself from JSON, says everything that is wrong, and writes itself.
///
/// ```swift
/// @Schema struct NewTrack {
///     @Field(length: 1...200) var title: String
///     @Field(range: 1...86_400) var seconds: Int
///     var tags: [String] = []
/// }
/// app.post("/tracks") { (track: JSON<NewTrack>) in "\(track.title)" }
/// ```
public protocol Schema: SchemaContent {
    /// The name under which documents know it.
    static var schemaName: String { get }

    /// What is known of its members.
    static var schema: ObjectSchema { get }

    /// The same for the reader, which looks names up in it.
    static var memberTable: MemberTable { get }

    /// Reads the members.
    init?(members reader: inout JSONReader) throws(JSONSyntaxError)

    /// Adds what is wrong with the members together; asked when each of them is right. Nothing by default.
    func validate(_ validation: inout Validation)
}

extension Schema {
    @inlinable public func validate(_ validation: inout Validation) {}

    public static var valueSchema: ValueSchema { .object(SchemaReference(Self.self)) }

    @inlinable public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Self? {
        guard let value = try Self(members: &reader) else { return nil }
        var validation = Validation()
        value.validate(&validation)
        return reader.isRight(validation) ? value : nil
    }
}

extension SchemaValue {
    /// Reads the value that is the whole of some JSON.
    static func readWhole(_ json: UnsafeRawBufferPointer) throws -> Self {
        try json.withMemoryRebound(to: UInt8.self) { bytes in
            var reader = JSONReader(bytes)
            return try reader.input(Self.self, isWhole: true)
        }
    }

    /// Adds the value as JSON.
    func writeWhole(_ json: inout [UInt8]) throws {
        var writer = JSONWriter(json)
        json = []
        write(to: &writer)
        json = try writer.finish()
    }
}

extension JSONReader {
    /// Reads a value with its rules.
    /// - Parameters:
    ///   - isWhole: whether nothing may stand behind it.
    ///   - base: the pointer of the value.
    mutating func input<Value: SchemaValue>(_ type: Value.Type, isWhole: Bool, at base: String = "") throws -> Value {
        let value: Value?
        do throws(JSONSyntaxError) {
            value = try Value.read(from: &self)
            if isWhole { try finish() }
        } catch {
            throw HTTPError(.badRequest, error.sentence(in: bytes))
        }
        if let mistake { throw mistake }
        if let error = ValidationError(toldProblems.map { $0.below(base) }) { throw error }
        guard let value else { throw HTTPError(.unprocessableContent) }
        return value
    }

    /// Notes what a value has found out about itself; whether that is nothing.
    @usableFromInline mutating func isRight(_ validation: Validation) -> Bool {
        guard !validation.problems.isEmpty else { return true }
        let base = pointer
        for problem in validation.problems { note(problem.below(base)) }
        if validation.hasMore { note(.more) }
        return false
    }
}

/// What is known of a struct with `@Schema`.
public struct ObjectSchema: Sendable {
    /// The name under which documents know it.
    public let name: String
    /// Its members, in the order of the struct.
    public let members: [MemberSchema]
    /// What becomes of members that are not among them.
    public let unknown: UnknownMembers
    /// The parameter of the query by which requests choose among the members of answers; `nil` where none does.
    public let chosenBy: String?
    /// Whether the name was chosen for documents, in which nothing else may have it then; `false` for that of the type.
    public let isNamed: Bool

    /// Creates a description.
    ///
    /// ```swift
    /// ObjectSchema(name: "Row", unknown: .ignored, members: [MemberSchema("id", .boolean, isRequired: true)])
    /// ```
    /// - Parameters:
    ///   - name: the name under which documents know it.
    ///   - unknown: what becomes of members that are not among them.
    ///   - members: its members, in their order.
    ///   - chosenBy: the parameter of the query by which requests choose among the members of answers. Members that are
    ///     required and not always written are there without it, which documents tell by `x-required-without`.
    ///   - isNamed: whether the name was chosen for documents, in which nothing else may have it then.
    public init(
        name: String, unknown: UnknownMembers, members: [MemberSchema], chosenBy: String? = nil, isNamed: Bool = false
    ) {
        self.name = name
        self.unknown = unknown
        self.members = members
        self.chosenBy = chosenBy
        self.isNamed = isNamed
    }
}

/// What becomes of members that a schema does not have.
public enum UnknownMembers: Sendable, Equatable {
    /// Each is a problem, with the name that was probably meant.
    case refused
    /// They are passed over, and so are members that are never taken.
    case ignored
}

/// In which direction a member goes.
public enum MemberAccess: Sendable, Equatable {
    case readWrite
    /// It is told and never taken: a problem where it is sent, or passed over where unknown members are.
    case readOnly
    /// It is taken and never told, like a password.
    case writeOnly
}

/// What is known of one member.
public struct MemberSchema: Sendable {
    /// Its name in JSON.
    public let name: String
    /// Its type.
    public let value: ValueSchema
    /// The rules that it follows.
    public let constraints: [SchemaConstraint]
    /// Whether it has to be there.
    public let isRequired: Bool
    /// What it is when it is absent, as JSON; `nil` for a value that is another each time, such as a moment.
    public let defaultValue: String?
    /// What it is for.
    public let summary: String?
    /// An example, as JSON.
    public let example: String?
    /// Whether it should not be used any more.
    public let isDeprecated: Bool
    /// In which direction it goes.
    public let access: MemberAccess
    /// Whether values that are written always have it.
    public let isAlwaysWritten: Bool

    /// Describes a member; what `@Schema` calls.
    public init<Value: SchemaValue>(
        _ name: String, _ type: Value.Type, _ rules: FieldRules<Value.Constrained>? = nil, default: Value? = nil,
        hasDefault: Bool = false, description: String? = nil, example: Value? = nil, deprecated: Bool = false,
        access: MemberAccess = .readWrite
    ) {
        self.name = name
        self.value = type.valueSchema
        constraints = rules?.constraints ?? []
        isRequired = `default` == nil && !hasDefault && type.whenAbsent == nil && access != .readOnly
        defaultValue = `default`.flatMap(JSONWriter.text)
        summary = description
        self.example = example.flatMap(JSONWriter.text)
        isDeprecated = deprecated
        self.access = access
        isAlwaysWritten = access != .writeOnly && !(type is any OmittedValue.Type)
    }

    /// Describes a member of what no struct with `@Schema` stands for, such as the column of a model.
    ///
    /// ```swift
    /// MemberSchema("seconds", .integer(min: 0, max: nil, format: "int64"), isRequired: true)
    /// ```
    /// - Parameters:
    ///   - name: its name in JSON.
    ///   - value: its type.
    ///   - constraints: the rules that it follows.
    ///   - isRequired: whether it has to be there where it is taken.
    ///   - isAlwaysWritten: whether it is always there where it is told.
    ///   - default: what it is when it is absent, as JSON.
    ///   - description: what it is for.
    ///   - example: an example, as JSON.
    ///   - deprecated: whether it should not be used any more.
    ///   - access: in which direction it goes.
    public init(
        _ name: String, _ value: ValueSchema, _ constraints: [SchemaConstraint] = [], isRequired: Bool,
        isAlwaysWritten: Bool = true, default: String? = nil, description: String? = nil, example: String? = nil,
        deprecated: Bool = false, access: MemberAccess = .readWrite
    ) {
        self.name = name
        self.value = value
        self.constraints = constraints
        self.isRequired = isRequired
        defaultValue = `default`
        summary = description
        self.example = example
        isDeprecated = deprecated
        self.access = access
        self.isAlwaysWritten = isAlwaysWritten
    }
}

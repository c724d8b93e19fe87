import MartletData
public import MartletJSON

/// What clients are told of a resource's rows and send for them, as JSON Schema knows it, for documents.
public struct ResourceShapes: Sendable {
    /// A row as it is told; requests choose its members by `fields`.
    public let read: ObjectSchema
    /// A new row.
    public let create: ObjectSchema
    /// A row that replaces another.
    public let replace: ObjectSchema
    /// Changes of a row; no member is required.
    public let patch: ObjectSchema
}

extension ResourceShapes {
    /// What is wrong with their names, in sentences for the start.
    func mistakes(of model: String) -> [String] {
        let shapes = [read, create, replace, patch]
        return Set(shapes.map { $0.name }).sorted().compactMap { name in
            let same = shapes.filter { $0.name == name }
            guard let first = same.first, !same.allSatisfy({ Self.isSame($0, first) }) else { return nil }
            return "the resource of \(model) calls different shapes `\(name)`; give each a name of its own in named(…)"
        }
    }

    private static func isSame(_ shape: ObjectSchema, _ other: ObjectSchema) -> Bool {
        shape.members.count == other.members.count
            && zip(shape.members, other.members).allSatisfy { member, other in
                member.name == other.name && member.value == other.value && member.access == other.access
                    && member.isRequired == other.isRequired && member.defaultValue == other.defaultValue
            }
    }
}

extension Resource {
    /// The shapes of a resource.
    ///
    /// - Parameter build: what ``RouteBuilder/resource(_:at:_:)`` is told.
    public static func shapes(_ build: (inout Resource) -> Void = { _ in }) -> ResourceShapes {
        var resource = Resource()
        build(&resource)
        return resource.shapes
    }

    var shapes: ResourceShapes {
        let columns = columns
        let includes = includes.map { $0.served(names.naming ?? .columns) }
        return ResourceShapes(
            read: ModelShapes.object(
                columns, includes, computed: computed, name: documents.name,
                isNamed: documents.isNamed),
            create: ModelShapes.written(
                columns, .create, name: documents.createName, isNamed: documents.create != nil),
            replace: ModelShapes.written(
                columns, .replace, name: documents.replaceName, isNamed: documents.replace != nil),
            patch: ModelShapes.written(columns, .patch, name: documents.patchName, isNamed: documents.patch != nil))
    }
}

/// Makes the shapes of models.
enum ModelShapes {
    /// A row with the relations that may be told with it.
    static func object<Root: Model>(
        _ columns: ResourceColumns<Root>, _ includes: [Include<Root>], computed: [ComputedMember<Root>] = [],
        name: String, isNamed: Bool = false
    ) -> ObjectSchema {
        let members = columns.shown.map { column in
            MemberSchema(
                column.member, value(column.schema), constraints(column.schema), isRequired: true,
                isAlwaysWritten: false, description: column.schema.comment,
                access: column.access == .readOnly ? .readOnly : .readWrite)
        }
        let relations = includes.map { include in
            MemberSchema(
                include.name, include.shape(name), isRequired: false, isAlwaysWritten: false,
                description: "Told where `include` asks for it.", access: .readOnly)
        }
        return ObjectSchema(
            name: name, unknown: .refused, members: members + computed.map { $0.described } + relations,
            chosenBy: "fields", isNamed: isNamed)
    }

    static func read<Root: Model>(
        _ columns: ResourceColumns<Root>, _ includes: [Include<Root>], computed: [ComputedMember<Root>] = [],
        name: String
    ) -> ValueSchema {
        .object(
            reference(name, Root.self) { object(columns, includes, computed: computed, name: name) })
    }

    /// The shape of a model under a name, for other shapes and documents.
    static func reference<Root: Model>(
        _ name: String, _ model: Root.Type, _ shape: @escaping @Sendable () -> ObjectSchema
    ) -> SchemaReference {
        SchemaReference(name, typeName: "\(String(reflecting: model)).\(name)", shape)
    }

    /// A row as it is sent.
    static func written<Root: Model>(
        _ columns: ResourceColumns<Root>, _ action: WriteAction, name: String, isNamed: Bool = false
    ) -> ObjectSchema {
        let members = columns.all.filter { $0.isTaken(by: action) }.map { column in
            let initial = constant(column.schema, of: Root.self).flatMap { JSONFragment.bytes(of: $0) }
            return MemberSchema(
                column.member, value(column.schema), constraints(column.schema),
                isRequired: action != .patch && column.isRequired, isAlwaysWritten: false,
                default: action == .patch ? nil : initial.map { String(decoding: $0, as: UTF8.self) },
                description: column.schema.comment, access: column.access == .writeOnly ? .writeOnly : .readWrite)
        }
        return ObjectSchema(name: name, unknown: .refused, members: members, isNamed: isNamed)
    }

    /// The initial value of a property, where it is always the same one.
    private static func constant<Root: Model>(_ column: ColumnSchema, of model: Root.Type) -> DatabaseValue? {
        guard let value = Root.initialValue(of: column.name), value != .null,
            value == Root.initialValue(of: column.name)
        else { return nil }
        return value
    }

    static func value(_ column: ColumnSchema) -> ValueSchema {
        var value = value(column.type)
        if let choices = column.choices {
            value = .choice(
                value, choices.compactMap { JSONFragment.bytes(of: $0) }.map { String(decoding: $0, as: UTF8.self) })
        }
        return column.isNullable ? .nullable(value) : value
    }

    /// The values of a type that columns may have.
    static func value<Value: ColumnValue>(of type: Value.Type) -> ValueSchema {
        Value.isNullable ? .nullable(value(Value.columnType)) : value(Value.columnType)
    }

    private static func constraints(_ column: ColumnSchema) -> [SchemaConstraint] {
        guard column.type == .text, let maximum = column.maximumLength else { return [] }
        return [.maxLength(maximum)]
    }

    static func value(_ type: ColumnType) -> ValueSchema {
        switch type {
        case .boolean: .boolean
        case .integer(let width): integer(width)
        case .real(.double), .duration: .number(format: "double")
        case .real(.float): .number(format: "float")
        case .decimal: .number(format: "decimal")
        case .text, .custom: .string(format: nil)
        case .blob: .string(format: "byte")
        case .uuid: .string(format: "uuid")
        case .timestamp: .string(format: "date-time")
        case .date: .string(format: "date")
        case .time: .string(format: "time")
        case .json, .range: .any
        case .array(let element): .array(value(element), isUnique: false)
        }
    }

    private static func integer(_ width: IntegerWidth) -> ValueSchema {
        switch width {
        case .int8: Int8.valueSchema
        case .int16: Int16.valueSchema
        case .int32: Int32.valueSchema
        case .int64: Int64.valueSchema
        case .uint8: UInt8.valueSchema
        case .uint16: UInt16.valueSchema
        case .uint32: UInt32.valueSchema
        case .uint64: UInt64.valueSchema
        }
    }
}

/// Puts the description of a table together, column by column; the `@Model` macro writes the calls.
public struct TableBuilder {
    /// The description so far.
    public private(set) var schema: TableSchema

    /// Begins a table.
    public init(
        _ table: TableName, comment: String? = nil, renamedFrom: String? = nil, isManaged: Bool = true,
        isView: Bool = false
    ) {
        schema = TableSchema(
            name: table.name, namespace: table.namespace, columns: [], primaryKey: table.key, comment: comment,
            isManaged: isManaged && !isView, isView: isView, renamedFrom: renamedFrom)
    }

    /// Adds a column for values of a Swift type.
    public mutating func column<Value: ColumnValue>(
        _ name: String, _ value: Value.Type, type: ColumnType? = nil, max: Int? = nil, unique: Bool = false,
        generated: Bool? = nil, databaseDefault: ColumnDefault? = nil, check: String? = nil,
        computed: ComputedColumn? = nil, collation: String? = nil, comment: String? = nil,
        access: ColumnAccess = .readWrite, renamedFrom: String? = nil
    ) {
        let type = type ?? Value.columnType
        var isGenerated = generated ?? false
        if case .integer = type, generated == nil, schema.primaryKey == [name], !schema.isView { isGenerated = true }
        var column = ColumnSchema(
            name: name, type: type, isNullable: Value.isNullable, isGenerated: isGenerated, isUnique: unique,
            maximumLength: max, defaultValue: databaseDefault, check: check, computed: computed,
            collation: collation, comment: comment, renamedFrom: renamedFrom)
        column.content = ColumnContent(of: value, access: access)
        schema.columns.append(column)
    }

    /// Adds a column that refers to another model.
    public mutating func reference<Value: ColumnValue, Target: Model>(
        _ name: String, _ value: Value.Type, to target: Target.Type, constraint: String? = nil,
        onDelete: ReferenceAction = .restrict, onUpdate: ReferenceAction = .noAction,
        deferral: Deferral = .notDeferrable, index: Bool = true, unique: Bool = false, comment: String? = nil,
        access: ColumnAccess = .readWrite, renamedFrom: String? = nil
    ) {
        // Its number is that of the other row.
        column(
            name, value, unique: unique, generated: false, comment: comment, access: access, renamedFrom: renamedFrom)
        if let position = schema.columns.indices.last { schema.columns[position].content.referred = target }
        let table = Target.table
        schema.foreignKeys.append(
            ForeignKeySchema(
                name: constraint, columns: [name], table: table.name, namespace: table.namespace,
                referencedColumns: table.key,
                onDelete: onDelete, onUpdate: onUpdate, deferral: deferral, isIndexed: index))
    }

    /// Adds a foreign key of columns that are there already.
    public mutating func reference<Source: Model, Target: Model>(_ reference: Reference<Source, Target>) {
        schema.foreignKeys.append(reference.foreignKey)
    }

    /// Adds the indexes of a model.
    public mutating func indexes<Root: Model>(_ indexes: [Index<Root>]) {
        for index in indexes {
            schema.indexes.append(index.schema)
            let place = index.schema.name.map { "the index `\($0)`" } ?? "an index"
            schema.faults += index.faults.map { "\(place) of `\(schema.name)` cannot be written: \($0)" }
        }
    }

    /// Adds the constraints of a model.
    public mutating func constraints<Root: Model>(_ constraints: [Constraint<Root>]) {
        for constraint in constraints {
            let rule = constraint.schema(of: schema.name)
            schema.faults += constraint.faults.map {
                "the constraint `\(rule?.name ?? "")` of `\(schema.name)` cannot be written: \($0)"
            }
            if let key = constraint.foreignKey {
                schema.foreignKeys.append(key)
            } else if let rule {
                schema.constraints.append(rule)
            }
        }
    }
}

/// A struct that `@Model` makes the table that was inspected. ``table`` is what the macro derives from its source.
struct InspectedModel: Sendable {
    /// A stored property.
    struct Property: Sendable {
        let name: String
        let column: ColumnSchema
        /// The type, without the `?` of one that may be missing.
        let type: InspectedType
        /// The foreign key and the model that a `@BelongsTo` refers to.
        var relation: (key: ForeignKeySchema, model: String)?
        /// Whether the source marks it as part of the primary key.
        let marksKey: Bool
        /// Whether the macro has the database number the column when nothing is said.
        let isGeneratedByDefault: Bool
    }

    /// A foreign key that is declared beside the properties.
    struct Link: Sendable {
        /// What the relation is called; `nil` for a key that no relation follows.
        let name: String?
        let model: String
        let key: ForeignKeySchema
        /// The properties of the other model that it refers to.
        var properties: [String] = []
    }

    /// The rows of another model that refer to this one.
    struct Inverse: Sendable {
        let name: String
        /// `HasMany` or `HasOne`.
        let kind: String
        let model: String
        /// The property there.
        let property: String
    }

    let name: String
    /// Whether the database calls it a view; a table without a key is read like one.
    let isView: Bool
    /// The table as the struct describes it.
    let table: TableSchema
    let properties: [Property]
    var links: [Link]
    var inverses: [Inverse] = []
    /// The enums of its columns that no model before has.
    var enumerations: [InspectedEnumeration] = []
    /// What the database has and the struct cannot say, one sentence each.
    var notes: [String] = []

    /// The property of a column.
    func property(of column: String) -> Property? { properties.first { $0.column.name == column } }

    /// The names that a further static property cannot have.
    var takenNames: Set<String> {
        Set(properties.flatMap { $0.relation == nil ? [$0.name] : [$0.name, $0.name + "ID"] })
            .union(links.compactMap(\.name)).union(inverses.map(\.name))
            .union(["constraints", "indexes", "roles", "schema", "table", "tableName", "query", "scope"])
    }
}

/// A table on its way to a model: what is known before the models around it are.
struct InspectedTable {
    let name: String
    var table: TableSchema
    let types: [String: InspectedType]
    let enumerations: [InspectedEnumeration]
    /// Whether the database calls it a view.
    let isView: Bool

    /// - Parameters:
    ///   - name: the struct's name.
    ///   - enumerations: the Swift enums by the database's names of their types.
    init(_ table: TableSchema, name: String, enumerations: [String: String], taken: inout Set<String>) {
        self.name = name
        isView = table.isView
        var found: [InspectedEnumeration] = []
        var types: [String: InspectedType] = [:]
        for column in table.columns {
            var type = InspectedType(column.type, enumerations: enumerations)
            if let values = Self.values(of: column, in: table) {
                let word = name + SwiftNames.capitalized(SwiftNames.property(of: column.name))
                let enumeration = InspectedEnumeration(
                    name: SwiftNames.unique(word, among: taken), origin: "`\(column.name)` of `\(table.name)`",
                    values: values)
                taken.insert(enumeration.name)
                found.append(enumeration)
                type = InspectedType(enumeration.name, isExact: column.type == .text)
            }
            types[column.name] = type
        }
        self.types = types
        self.enumerations = found
        self.table = Self.described(table)
    }

    private static func values(of column: ColumnSchema, in table: TableSchema) -> [String]? {
        if case .custom(let name) = column.type { return InspectedEnumeration.values(ofType: name) }
        guard column.type == .text, !table.isView else { return nil }
        var conditions = column.check.map { [$0] } ?? []
        for case .check(_, let condition) in table.constraints { conditions.append(condition) }
        return conditions.lazy.compactMap { InspectedEnumeration.values(of: column.name, in: $0) }.first
    }

    /// The table as a model can describe it: one without a key is read like a view, and a key's columns stand in its order.
    private static func described(_ table: TableSchema) -> TableSchema {
        guard !table.primaryKey.isEmpty, !table.isView else {
            let columns = table.columns.map { column in
                ColumnSchema(
                    name: column.name, type: column.type, isNullable: column.isNullable, comment: column.comment)
            }
            return TableSchema(
                name: table.name, columns: columns, comment: table.comment, isManaged: false, isView: true)
        }
        var table = table
        let key = Set(table.primaryKey)
        var inOrder = table.primaryKey.compactMap { table.column($0) }[...]
        for index in table.columns.indices where key.contains(table.columns[index].name) {
            guard let column = inOrder.popFirst() else { break }
            table.columns[index] = column
            table.columns[index].isNullable = false
        }
        for index in table.foreignKeys.indices {
            table.foreignKeys[index].isIndexed = table.covers(table.foreignKeys[index].columns)
        }
        return table
    }
}

/// A table as its model describes it: written once, read by queries, table creation and whatever else needs it.
public struct TableSchema: Sendable {
    /// The name of the table.
    public let name: String
    /// The columns, in the order in which models are decoded.
    public let columns: [ColumnSchema]
    /// The indexes besides those of unique columns.
    public let indexes: [IndexSchema]

    /// Creates a description; the `@Model` macro does.
    public init(name: String, columns: [ColumnSchema], indexes: [IndexSchema] = []) {
        self.name = name
        self.columns = columns
        self.indexes = indexes
    }

    /// The column that identifies a row.
    public var primaryKey: ColumnSchema? { columns.first(where: \.isPrimaryKey) }

    func position(of column: String) -> Int? { columns.firstIndex { $0.name == column } }
}

/// A column as its model describes it.
public struct ColumnSchema: Sendable, Hashable {
    /// The name of the column.
    public let name: String
    /// What it stores.
    public let type: ColumnType
    /// Whether it may be NULL.
    public let isNullable: Bool
    /// Whether it identifies the row.
    public let isPrimaryKey: Bool
    /// Whether the database gives it a value on insertion.
    public let isGenerated: Bool
    /// Whether no two rows may have the same value.
    public let isUnique: Bool
    /// The most characters of a text; `nil` for no limit.
    public let maximumLength: Int?
    /// What the column refers to.
    public let reference: ReferenceSchema?

    /// Creates a description; the `@Model` macro does.
    public init<Value: ColumnValue>(
        _ name: String, _ type: Value.Type, isPrimaryKey: Bool = false, isUnique: Bool = false,
        maximumLength: Int? = nil, reference: ReferenceSchema? = nil
    ) {
        self.name = name
        self.type = Value.columnType
        isNullable = Value.isNullable
        self.isPrimaryKey = isPrimaryKey
        isGenerated = isPrimaryKey && Value.columnType == .integer && reference == nil
        self.isUnique = isUnique
        self.maximumLength = maximumLength
        self.reference = reference
    }
}

/// What a foreign key does when the row that it refers to goes.
public enum DeleteAction: String, Sendable, Hashable {
    /// The deletion is refused.
    case restrict = "RESTRICT"
    /// The referring rows go too.
    case cascade = "CASCADE"
    /// The reference becomes NULL.
    case setNull = "SET NULL"
    /// The deletion is refused at the end of the statement.
    case noAction = "NO ACTION"
}

/// The table and column that a foreign key refers to.
public struct ReferenceSchema: Sendable, Hashable {
    /// The table.
    public let table: String
    /// The column.
    public let column: String
    /// What happens when the row goes.
    public let onDelete: DeleteAction

    /// Creates a description; the `@Model` macro does.
    public init(table: String, column: String, onDelete: DeleteAction) {
        self.table = table
        self.column = column
        self.onDelete = onDelete
    }
}

/// An index over columns of one table.
public struct IndexSchema: Sendable, Hashable {
    /// The columns, most significant first.
    public let columns: [String]
    /// Whether no two rows may have the same values.
    public let isUnique: Bool

    /// Creates a description.
    public init(columns: [String], isUnique: Bool = false) {
        self.columns = columns
        self.isUnique = isUnique
    }
}

/// A table as its model describes it: written once, read by queries, migrations, validation and whatever else needs it.
///
/// Two schemas are equal when they make the same table; migrations compare what the models say with what the migrations
/// before have made.
public struct TableSchema: Sendable, Hashable {
    /// The name of the table.
    public var name: String
    /// The database schema (PostgreSQL) or database (MariaDB) that the table is in; the connection's own by default.
    public var namespace: String?
    /// The columns, in the order in which models are decoded.
    public var columns: [ColumnSchema]
    /// The columns that identify a row, in order; none for a view without a key.
    public var primaryKey: [String]
    /// The references to other tables.
    public var foreignKeys: [ForeignKeySchema]
    /// The indexes, besides those that the database makes for keys and unique constraints.
    public var indexes: [IndexSchema]
    /// The constraints, besides keys and foreign keys.
    public var constraints: [ConstraintSchema]
    /// A comment that is stored with the table.
    public var comment: String?
    /// Whether migrations make and change the table; not for views and for tables of others.
    public var isManaged: Bool
    /// Whether it is a view, so that nothing is written to it.
    public var isView: Bool
    /// The name that the table had before; migrations rename it.
    public var renamedFrom: String?
    /// What its rules say that cannot be written as SQL of every database, one sentence each.
    var faults: [String] = []

    /// Creates a description; the `@Model` macro does.
    public init(
        name: String, namespace: String? = nil, columns: [ColumnSchema], primaryKey: [String] = [],
        foreignKeys: [ForeignKeySchema] = [], indexes: [IndexSchema] = [], constraints: [ConstraintSchema] = [],
        comment: String? = nil, isManaged: Bool = true, isView: Bool = false, renamedFrom: String? = nil
    ) {
        self.name = name
        self.namespace = namespace
        self.columns = columns
        self.primaryKey = primaryKey
        self.foreignKeys = foreignKeys
        self.indexes = indexes
        self.constraints = constraints
        self.comment = comment
        self.isManaged = isManaged
        self.isView = isView
        self.renamedFrom = renamedFrom
    }

    /// The column of a name.
    public func column(_ name: String) -> ColumnSchema? { columns.first { $0.name == name } }

    /// The position of a column in rows.
    public func position(of column: String) -> Int? { columns.firstIndex { $0.name == column } }

    /// The only column of the primary key; `nil` for a composite key and for none.
    public var singleKey: ColumnSchema? {
        guard primaryKey.count == 1, let name = primaryKey.first else { return nil }
        return column(name)
    }
}

/// A column as its model describes it.
public struct ColumnSchema: Sendable, Hashable {
    /// The name of the column.
    public var name: String
    /// What it stores.
    public var type: ColumnType
    /// Whether it may be NULL.
    public var isNullable: Bool
    /// Whether the database gives it a number when a row is inserted without one.
    public var isGenerated: Bool
    /// Whether no two rows may have the same value.
    public var isUnique: Bool
    /// The most characters of a text, or bytes of a blob; `nil` for no limit.
    public var maximumLength: Int?
    /// What the database puts in when a row is inserted without a value.
    public var defaultValue: ColumnDefault?
    /// A condition on the column's value, as standard SQL: `"price" >= 0`.
    public var check: String?
    /// What the database computes the value from.
    public var computed: ComputedColumn?
    /// The collation, by the database's name for it.
    public var collation: String?
    /// A comment that is stored with the column.
    public var comment: String?
    /// The name that the column had before; migrations rename it.
    public var renamedFrom: String?
    var content = ColumnContent()

    /// Creates a description.
    public init(
        name: String, type: ColumnType, isNullable: Bool = false, isGenerated: Bool = false, isUnique: Bool = false,
        maximumLength: Int? = nil, defaultValue: ColumnDefault? = nil, check: String? = nil,
        computed: ComputedColumn? = nil, collation: String? = nil, comment: String? = nil, renamedFrom: String? = nil
    ) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.isGenerated = isGenerated
        self.isUnique = isUnique
        self.maximumLength = maximumLength
        self.defaultValue = defaultValue
        self.check = check
        self.computed = computed
        self.collation = collation
        self.comment = comment
        self.renamedFrom = renamedFrom
    }
}

/// What the database puts into a column of a new row that brings no value.
public enum ColumnDefault: Sendable, Hashable {
    /// A constant.
    case value(DatabaseValue)
    /// The moment of the insertion.
    case now
    /// A random UUID.
    case randomUUID
    /// An expression in the database's SQL.
    case expression(String)
}

/// A column whose value the database computes from others of the row.
///
/// A string literal is the expression of a stored column.
public struct ComputedColumn: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The expression, as standard SQL: `"price" * "amount"`.
    public var expression: String
    /// Whether the value is stored, and not computed when it is read.
    public var isStored: Bool

    /// Creates a description.
    public init(_ expression: String, isStored: Bool = true) {
        self.expression = expression
        self.isStored = isStored
    }

    public init(stringLiteral value: String) { self.init(value) }
}

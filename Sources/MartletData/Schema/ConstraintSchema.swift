/// What a foreign key does with referring rows when the row that it refers to goes, or its key changes.
public enum ReferenceAction: String, Sendable, Hashable, CaseIterable {
    /// The change is refused.
    case restrict = "RESTRICT"
    /// The referring rows go, or change, too.
    case cascade = "CASCADE"
    /// The reference becomes NULL.
    case setNull = "SET NULL"
    /// The reference becomes its default.
    case setDefault = "SET DEFAULT"
    /// The change is refused at the end of the statement, or of the transaction when the key is deferred.
    case noAction = "NO ACTION"
}

/// When a constraint is checked; only PostgreSQL and, for foreign keys, SQLite can wait.
public enum Deferral: String, Sendable, Hashable, CaseIterable {
    /// With each statement, always.
    case notDeferrable
    /// With each statement, unless a transaction says `SET CONSTRAINTS … DEFERRED`.
    case initiallyImmediate
    /// When the transaction is committed.
    case initiallyDeferred
}

/// A reference to rows of another table, or of the same.
public struct ForeignKeySchema: Sendable, Hashable {
    /// The constraint's name; made of the table and columns by default.
    public var name: String?
    /// The columns here.
    public var columns: [String]
    /// The other table.
    public var table: String
    /// The namespace of the other table.
    public var namespace: String?
    /// The other table's columns, as many as here.
    public var referencedColumns: [String]
    /// What happens when the other row goes.
    public var onDelete: ReferenceAction
    /// What happens when the other row's key changes.
    public var onUpdate: ReferenceAction
    /// When it is checked.
    public var deferral: Deferral
    /// Whether migrations make an index of the columns where none begins with them, so that referring rows are found.
    public var isIndexed: Bool

    /// Creates a description.
    public init(
        name: String? = nil, columns: [String], table: String, namespace: String? = nil, referencedColumns: [String],
        onDelete: ReferenceAction = .restrict, onUpdate: ReferenceAction = .noAction,
        deferral: Deferral = .notDeferrable, isIndexed: Bool = true
    ) {
        self.name = name
        self.columns = columns
        self.table = table
        self.namespace = namespace
        self.referencedColumns = referencedColumns
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.deferral = deferral
        self.isIndexed = isIndexed
    }
}

/// An index of a table.
public struct IndexSchema: Sendable, Hashable {
    /// One part of an index.
    public struct Part: Sendable, Hashable {
        /// What is indexed.
        public enum Content: Sendable, Hashable {
            /// A column.
            case column(String)
            /// An expression, as standard SQL: `lower("name")`.
            case expression(String)
        }

        /// What is indexed.
        public var content: Content
        /// Whether large values come first.
        public var isDescending: Bool
        /// The collation, by the database's name for it.
        public var collation: String?
        /// PostgreSQL's operator class, such as `text_pattern_ops`.
        public var operatorClass: String?

        /// Creates a part.
        public init(
            _ content: Content, isDescending: Bool = false, collation: String? = nil, operatorClass: String? = nil
        ) {
            self.content = content
            self.isDescending = isDescending
            self.collation = collation
            self.operatorClass = operatorClass
        }
    }

    /// The index's name; made of the table and columns by default.
    public var name: String?
    /// What is indexed, most significant first.
    public var parts: [Part]
    /// Whether no two rows may have the same values.
    public var isUnique: Bool
    /// Which rows are indexed, as standard SQL; all by default.
    public var condition: String?
    /// Columns that are stored in the index without ordering it (PostgreSQL).
    public var including: [String]
    /// The kind of index, by the database's name for it: `gin`, `hash`; `fulltext` means text search on every database.
    public var method: String?
    /// Whether a unique index takes several rows with NULL, as standard SQL has it.
    public var nullsAreDistinct: Bool

    /// Creates a description.
    public init(
        name: String? = nil, parts: [Part], isUnique: Bool = false, condition: String? = nil, including: [String] = [],
        method: String? = nil, nullsAreDistinct: Bool = true
    ) {
        self.name = name
        self.parts = parts
        self.isUnique = isUnique
        self.condition = condition
        self.including = including
        self.method = method
        self.nullsAreDistinct = nullsAreDistinct
    }

    /// An index of columns.
    public init(columns: [String], isUnique: Bool = false) {
        self.init(parts: columns.map { Part(.column($0)) }, isUnique: isUnique)
    }
}

/// A rule that the rows of a table keep.
public enum ConstraintSchema: Sendable, Hashable {
    /// A condition that every row fulfils, as standard SQL.
    case check(name: String, condition: String)
    /// No two rows have the same values.
    case unique(UniqueConstraintSchema)
    /// No two rows collide (PostgreSQL).
    case exclusion(ExclusionConstraintSchema)

    /// The constraint's name.
    public var name: String {
        switch self {
        case .check(let name, _): name
        case .unique(let constraint): constraint.name
        case .exclusion(let constraint): constraint.name
        }
    }
}

/// No two rows have the same values in some columns.
public struct UniqueConstraintSchema: Sendable, Hashable {
    /// The constraint's name.
    public var name: String
    /// The columns.
    public var columns: [String]
    /// Which rows it is about, as standard SQL; it is an index then, which cannot be deferred.
    public var condition: String?
    /// When it is checked.
    public var deferral: Deferral
    /// Whether two rows with NULL are different, as standard SQL has it.
    public var nullsAreDistinct: Bool
    /// Columns that are stored in its index without being compared (PostgreSQL).
    public var including: [String]

    /// Creates a description.
    public init(
        name: String, columns: [String], condition: String? = nil, deferral: Deferral = .notDeferrable,
        nullsAreDistinct: Bool = true, including: [String] = []
    ) {
        self.name = name
        self.columns = columns
        self.condition = condition
        self.deferral = deferral
        self.nullsAreDistinct = nullsAreDistinct
        self.including = including
    }
}

/// No two rows for which all operators hold; PostgreSQL alone has it.
///
/// Source: <https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE>
public struct ExclusionConstraintSchema: Sendable, Hashable {
    /// One comparison.
    public struct Element: Sendable, Hashable {
        /// The column or expression, as standard SQL.
        public var expression: String
        /// The operator, such as `&&` for ranges that overlap.
        public var comparison: String

        /// Creates a comparison.
        public init(_ expression: String, with comparison: String) {
            self.expression = expression
            self.comparison = comparison
        }
    }

    /// The constraint's name.
    public var name: String
    /// What is compared.
    public var elements: [Element]
    /// The index method: `gist` or `spgist`.
    public var method: String
    /// Which rows it is about, as standard SQL.
    public var condition: String?
    /// When it is checked.
    public var deferral: Deferral

    /// Creates a description.
    public init(
        name: String, elements: [Element], method: String = "gist", condition: String? = nil,
        deferral: Deferral = .notDeferrable
    ) {
        self.name = name
        self.elements = elements
        self.method = method
        self.condition = condition
        self.deferral = deferral
    }
}

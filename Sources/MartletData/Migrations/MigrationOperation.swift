/// One change of a migration.
///
/// What is dropped or altered is known from the operations before, so each is undone without being written twice. SQL and
/// data migrations say themselves how they are undone.
public indirect enum MigrationOperation: Sendable {
    /// Creates a table with its indexes and constraints.
    case createTable(TableSchema)
    /// Drops a table; undoing creates it empty.
    case dropTable(QualifiedName)
    /// Gives a table another name, and the constraints whose names are made of it.
    case renameTable(QualifiedName, to: String)
    /// Adds a column; `fill` is what the rows that exist get, where it is not the column's default.
    case addColumn(QualifiedName, ColumnSchema, fill: ColumnDefault? = nil)
    /// Drops a column; undoing adds it empty, or with `refill` where it may not be NULL.
    case dropColumn(QualifiedName, String, refill: ColumnDefault? = nil)
    /// Gives a column another name.
    case renameColumn(QualifiedName, String, to: String)
    /// Changes a column to what is given; `fill` takes the place of NULL where it is no longer allowed, `using` is the
    /// SQL expression that makes the new value of the old one.
    case alterColumn(QualifiedName, ColumnSchema, fill: ColumnDefault? = nil, using: String? = nil)
    /// Changes which columns identify a row.
    case alterPrimaryKey(QualifiedName, [String])
    /// Adds a foreign key; one that is not `validated` holds for new rows alone until ``validateConstraint(_:_:)``
    /// (PostgreSQL).
    case addForeignKey(QualifiedName, ForeignKeySchema, validated: Bool = true)
    /// Drops the foreign key of a name.
    case dropForeignKey(QualifiedName, String)
    /// Adds an index; `concurrently` lets others write meanwhile (PostgreSQL) and needs a migration that is not atomic.
    case addIndex(QualifiedName, IndexSchema, concurrently: Bool = false)
    /// Drops the index of a name.
    case dropIndex(QualifiedName, String, concurrently: Bool = false)
    /// Gives an index another name.
    case renameIndex(QualifiedName, String, to: String)
    /// Adds a constraint; a check that is not `validated` holds for new rows alone until ``validateConstraint(_:_:)``
    /// (PostgreSQL).
    case addConstraint(QualifiedName, ConstraintSchema, validated: Bool = true)
    /// Checks the rows that exist against a constraint that was added without (PostgreSQL).
    case validateConstraint(QualifiedName, String)
    /// Drops the constraint of a name.
    case dropConstraint(QualifiedName, String)
    /// Sets or removes a table's comment.
    case setTableComment(QualifiedName, String?)
    /// Creates a view.
    case createView(ViewSchema)
    /// Drops a view; undoing creates it again.
    case dropView(QualifiedName)
    /// Creates a trigger.
    case createTrigger(TriggerSchema)
    /// Drops a trigger of a table; undoing creates it again.
    case dropTrigger(QualifiedName, String)
    /// Creates an extension (PostgreSQL); other databases pass over it.
    case createExtension(String)
    /// Drops an extension (PostgreSQL).
    case dropExtension(String)
    /// Runs statements; on all databases, or on those that are named. Without `down` it cannot be undone.
    case runSQL(up: [String], down: [String]? = nil, on: [DatabaseFamily]? = nil)
    /// Changes rows by code; without `down` it cannot be undone. An empty `down` undoes nothing.
    case runData(DataMigration)
    /// Changes the database and the recorded state apart: for what the database has already, or what moves between two
    /// models.
    case separate(database: [MigrationOperation], state: [MigrationOperation])
}

/// Code that changes rows, as part of a migration.
///
/// The models of the application change later and the migration does not, so it is written in SQL or with models that
/// stand in the migration's own file.
///
/// ```swift
/// .runData(DataMigration("split names") { transaction in
///     try await transaction.execute("UPDATE people SET first_name = name")
/// } down: { _ in })
/// ```
public struct DataMigration: Sendable {
    /// What it does, for plans and the checksum.
    public let name: String
    /// Goes forward.
    public let up: @Sendable (Transaction) async throws -> Void
    /// Goes back; `nil` when that is impossible.
    public let down: (@Sendable (Transaction) async throws -> Void)?

    /// Creates a data migration.
    public init(
        _ name: String, up: @escaping @Sendable (Transaction) async throws -> Void,
        down: (@Sendable (Transaction) async throws -> Void)? = nil
    ) {
        self.name = name
        self.up = up
        self.down = down
    }
}

/// A view as migrations create it.
public struct ViewSchema: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The namespace; the connection's own by default.
    public var namespace: String?
    /// The query, in standard SQL.
    public var query: String
    /// Whether its rows are stored (PostgreSQL).
    public var isMaterialized: Bool

    /// Creates a description.
    public init(name: String, namespace: String? = nil, query: String, isMaterialized: Bool = false) {
        self.name = name
        self.namespace = namespace
        self.query = query
        self.isMaterialized = isMaterialized
    }
}

/// A trigger as migrations create it; databases without a definition have none.
public struct TriggerSchema: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The table.
    public var table: QualifiedName
    /// The statements that create it, each with `CREATE TRIGGER` in full, for SQLite.
    public var sqlite: [String]
    /// The same for PostgreSQL, its function included.
    public var postgres: [String]
    /// The same for MariaDB and MySQL.
    public var mysql: [String]

    /// Creates a description.
    public init(
        name: String, table: QualifiedName, sqlite: [String] = [], postgres: [String] = [], mysql: [String] = []
    ) {
        self.name = name
        self.table = table
        self.sqlite = sqlite
        self.postgres = postgres
        self.mysql = mysql
    }

    /// The statements for one family.
    func statements(for family: DatabaseFamily) -> [String] {
        switch family {
        case .sqlite: sqlite
        case .postgres: postgres
        case .mysql: mysql
        }
    }
}

/// Reads the tables that a database has.
protocol SchemaInspector {
    /// The tables and views, as ``TableSchema``; those of Martlet itself and of the database are left out.
    func tables() async throws -> [TableSchema]
    /// The database's own types of few texts that columns have by name; none by default.
    func enumerations() async throws -> [DatabaseEnumeration]
    /// What tables have that no model can say, one sentence each, by the name of the table.
    func notes() async throws -> [String: [String]]
}

extension SchemaInspector {
    func enumerations() async throws -> [DatabaseEnumeration] { [] }
}

/// A type of few texts that a database has by a name: PostgreSQL's `CREATE TYPE … AS ENUM`.
struct DatabaseEnumeration: Sendable, Hashable {
    /// The name, as SQL has it: in quotes where that is needed.
    let name: String
    /// The texts, in the order in which the database sorts them.
    var values: [String]
}

extension QueryExecutor {
    /// The inspector for this kind of database.
    var inspector: any SchemaInspector {
        switch dialect.family {
        case .sqlite: SQLiteInspector(database: self)
        case .postgres: PostgresInspector(database: self)
        case .mysql: MySQLInspector(database: self)
        }
    }
}

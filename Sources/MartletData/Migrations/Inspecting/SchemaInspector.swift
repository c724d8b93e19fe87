/// Reads the tables that a database has.
protocol SchemaInspector {
    /// The tables and views, as ``TableSchema``; those of Martlet itself and of the database are left out.
    func tables() async throws -> [TableSchema]
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

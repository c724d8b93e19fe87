/// Reads the tables that a database has.
protocol SchemaInspector {
    /// The tables and views, as ``TableSchema``; those of Martlet itself and of the database are left out.
    func tables() async throws -> [TableSchema]
}

extension QueryExecutor {
    /// The inspector for this kind of database.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/unsupported`` where there is none.
    func inspector() throws -> any SchemaInspector {
        switch dialect.family {
        case .sqlite: SQLiteInspector(database: self)
        case .postgres, .mysql:
            throw DatabaseError(.unsupported, "no inspector reads the tables of \(dialect.name)")
        }
    }
}

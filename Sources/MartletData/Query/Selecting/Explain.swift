/// The form in which a database explains a query.
public enum ExplanationFormat: String, Sendable {
    case text = "TEXT"
    case json = "JSON"
}

extension SelectStatement {
    func explanation(
        in database: any QueryExecutor, isAnalyzed: Bool, format: ExplanationFormat, _ place: CodePlace
    ) async throws -> String {
        let explained = self
        let statement = try SQLWriter.statement(
            for: database.dialect, place: place, isReadOnly: true, isPrepared: false
        ) { writer in
            switch writer.family {
            case .sqlite:
                if isAnalyzed { writer.unsupported("EXPLAIN ANALYZE", "explain the query without running it") }
                if format == .json { writer.unsupported("EXPLAIN in JSON", "ask for text") }
                writer.text("EXPLAIN QUERY PLAN ")
            case .postgres:
                writer.text(isAnalyzed ? "EXPLAIN (ANALYZE, BUFFERS, FORMAT " : "EXPLAIN (FORMAT ")
                writer.text(format.rawValue)
                writer.text(") ")
            case .mysql:
                // MariaDB's ANALYZE stands alone; MySQL's has one form.
                if writer.dialect.name == "MySQL" {
                    if isAnalyzed, format == .json {
                        writer.unsupported("EXPLAIN ANALYZE in JSON", "ask for text")
                    }
                    writer.text(isAnalyzed ? "EXPLAIN ANALYZE " : "EXPLAIN ")
                } else {
                    writer.text(isAnalyzed ? "ANALYZE " : "EXPLAIN ")
                }
                if format == .json { writer.text("FORMAT=JSON ") }
            }
            writer.select(explained)
        }
        let family = database.dialect.family
        let lines = try await database.query(statement) { row in
            // SQLite's first columns are numbers of nodes; the last is what a reader wants.
            if family == .sqlite { return Self.text(row.value(at: max(0, row.count - 1))) }
            return (0..<row.count).map { Self.text(row.value(at: $0)) }.joined(separator: "\t")
        }
        return lines.joined(separator: "\n")
    }

    private static func text(_ value: DatabaseValue) -> String {
        switch value {
        case .null: ""
        case .text(let text), .json(let text), .decimal(let text): text
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .blob(let bytes): String(decoding: bytes, as: UTF8.self)
        default: "\(value)"
        }
    }
}

extension ModelQuery {
    /// How the database finds the rows.
    /// - Parameters:
    ///   - isAnalyzed: whether the query is run and its times are told; not in SQLite.
    ///   - format: the form of the answer, which is the database's own; SQLite knows text alone.
    public func explain(
        analyze isAnalyzed: Bool = false, format: ExplanationFormat = .text, in database: some QueryExecutor,
        fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> String {
        try await statement.explanation(
            in: database, isAnalyzed: isAnalyzed, format: format, CodePlace(fileID: fileID, line: line))
    }
}

extension RowQuery {
    /// How the database finds the rows.
    /// - Parameters:
    ///   - isAnalyzed: whether the query is run and its times are told; not in SQLite.
    ///   - format: the form of the answer, which is the database's own; SQLite knows text alone.
    public func explain(
        analyze isAnalyzed: Bool = false, format: ExplanationFormat = .text, in database: some QueryExecutor,
        fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> String {
        try await statement.explanation(
            in: database, isAnalyzed: isAnalyzed, format: format, CodePlace(fileID: fileID, line: line))
    }
}

extension Model {
    /// How many rows the table has by the statistics of PostgreSQL, MariaDB or MySQL, which costs nothing however large it
    /// is; counted exactly in SQLite. Right after many changes it may be far off.
    public static func estimatedCount(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        let schema = schema
        let statement = try SQLWriter.statement(
            for: database.dialect, place: CodePlace(fileID: fileID, line: line), isReadOnly: true
        ) { writer in
            switch writer.family {
            case .sqlite:
                writer.text("SELECT count(*) FROM ")
                writer.table(schema.name, namespace: schema.namespace)
            case .postgres:
                // -1 says that the table was never analyzed.
                writer.text("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass(")
                let name = [schema.namespace, schema.name].compactMap { $0.map(writer.dialect.quote) }
                writer.bind(.text(name.joined(separator: ".")))
                writer.text(")")
            case .mysql:
                writer.text("SELECT table_rows FROM information_schema.tables WHERE table_name = ")
                writer.bind(.text(schema.name))
                writer.text(" AND table_schema = ")
                if let namespace = schema.namespace { writer.bind(.text(namespace)) } else { writer.text("database()") }
            }
        }
        return try await database.query(statement) { try $0.read(Int?.self, at: 0) }.first.flatMap { $0 } ?? 0
    }
}

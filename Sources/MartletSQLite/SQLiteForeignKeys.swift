import GRDBSQLite
import MartletData

/// Finds the reference that a foreign key error is about, which SQLite does not name.
enum SQLiteForeignKeys {
    private struct Reference {
        let table: String
        /// The columns here, and those there; the key where none are named.
        var columns: [(local: String, foreign: String?)] = []
    }

    /// The error with the columns of the reference, where it is known which one is meant.
    static func naming(_ error: DatabaseError, _ statement: Statement, in handle: SQLiteHandle) -> DatabaseError {
        guard error.kind == .foreignKey, let table = error.table, !statement.sql.hasPrefix("DELETE"),
            let references = try? references(of: table, in: handle), !references.isEmpty
        else { return error }
        let broken = references.count == 1 ? references.first : broken(references, statement, handle)
        guard let broken else { return error }
        return DatabaseError(
            error.kind, error.message, table: table, columns: broken.columns.map(\.local), code: error.code,
            sql: error.sql)
    }

    private static func references(of table: String, in handle: SQLiteHandle) throws -> [Reference] {
        let list = Statement(
            "SELECT \"id\", \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
            [.text(table)])
        var result: [Int64: Reference] = [:]
        for (id, table, local, foreign) in try handle.query(
            list,
            { row in
                (row.integer(at: 0) ?? 0, row.text(at: 1) ?? "", row.text(at: 2) ?? "", row.text(at: 3))
            })
        {
            result[id, default: Reference(table: table)].columns.append((local, foreign))
        }
        return result.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The reference of an insertion whose row is not there: `INSERT INTO "t" ("a", "b") VALUES (?1, ?2), …`.
    private static func broken(_ references: [Reference], _ statement: Statement, _ handle: SQLiteHandle) -> Reference?
    {
        guard let open = statement.sql.firstIndex(of: "("), let close = statement.sql[open...].firstIndex(of: ")")
        else {
            return nil
        }
        let names = statement.sql[statement.sql.index(after: open)..<close].split(separator: ",")
            .map { $0.filter { $0 != "\"" && $0 != " " } }
        guard !names.isEmpty, statement.bindings.count % names.count == 0 else { return nil }
        for reference in references {
            let places = reference.columns.compactMap { column in names.firstIndex(of: column.local) }
            guard places.count == reference.columns.count else { continue }
            let condition = reference.columns.enumerated().map { index, column in
                "\(SQLiteDialect().quote(column.foreign ?? "rowid")) = ?\(index + 1)"
            }.joined(separator: " AND ")
            for start in stride(from: 0, to: statement.bindings.count, by: names.count) {
                let values = places.map { statement.bindings[start + $0] }
                guard !values.contains(.null) else { continue }
                let look = Statement(
                    "SELECT 1 FROM \(SQLiteDialect().quote(reference.table)) WHERE \(condition)", values)
                guard let found = try? handle.query(look, { $0.count }) else { return nil }
                if found.isEmpty { return reference }
            }
        }
        return nil
    }
}

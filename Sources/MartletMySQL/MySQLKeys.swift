import MartletData
import Synchronization

/// The columns of unique keys, which the server's errors do not name; each is looked up once.
final class MySQLKeys: Sendable {
    private struct Key: Hashable {
        let table: String
        let name: String
    }

    private let known = Mutex<[Key: [String]]>([:])

    /// The error with the columns of the key that it names.
    func naming(_ error: DatabaseError, _ connection: MySQLConnection) async -> DatabaseError {
        guard error.kind == .unique, error.columns.isEmpty, let table = error.table, let name = error.constraint else {
            return error
        }
        let key = Key(table: table, name: name)
        let columns: [String]
        if let found = known.withLock({ $0[key] }) {
            columns = found
        } else {
            let statement = Statement(
                "SELECT column_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? "
                    + "AND index_name = ? AND column_name IS NOT NULL ORDER BY seq_in_index",
                [.text(table), .text(name)])
            guard let read = try? await connection.rows(statement, { $0.text(at: 0) }) else { return error }
            columns = read.compactMap { $0 }
            known.withLock { known in
                if known.count >= 1000 { known = [:] }
                known[key] = columns
            }
        }
        return DatabaseError(
            error.kind, error.message, table: table, columns: columns, constraint: name, code: error.code,
            sql: error.sql)
    }
}

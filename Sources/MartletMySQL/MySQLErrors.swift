import CMartletMySQL
import MartletData

/// Says in Martlet's words what MariaDB or MySQL refused.
///
/// Sources: <https://mariadb.com/kb/en/mariadb-error-code-reference/>,
/// <https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html>
enum MySQLErrors {
    /// The code of a statement that was ended from outside.
    static let interrupted = 1317

    /// The error of a code.
    static func translate(_ code: UInt32, _ message: String, _ sql: String?, _ options: MySQLOptions) -> DatabaseError {
        if code == 1242, let sql, sql.contains(CollisionGuard.failing) {
            return DatabaseError(.unique, CollisionGuard.message, code: "\(code)", sql: sql)
        }
        let kind = kind(of: Int(code))
        let place = MySQLMessage(message, code: Int(code), sql: sql)
        var words = place.words
        if kind == .connection {
            words = "the connection to \(options.name) was lost: \(words); what it ran may or may not have happened"
        }
        if let advice = advice(Int(code)) { words += "; \(advice)" }
        return DatabaseError(
            kind, words, table: place.table, columns: place.columns, constraint: place.constraint, code: "\(code)",
            sql: sql)
    }

    /// The error of a connection that cannot be made.
    static func connecting(_ code: UInt32, _ message: String, _ options: MySQLOptions) -> DatabaseError {
        let kind = kind(of: Int(code)) == .authentication ? DatabaseError.Kind.authentication : .connection
        let advice =
            switch Int(code) {
            case 1045, 1698: "; see the user and the password in the URL"
            case 1049: "; create it, or name another in the URL"
            case 1040, 1203: "; lower pool_size, or raise the server's max_connections"
            case Int(CR_SSL_CONNECTION_ERROR):
                "; see ssl_mode and ssl_ca in the URL, and that the server's certificate names its host"
            case Int(CR_CONN_HOST_ERROR), Int(CR_CONNECTION_ERROR), Int(CR_UNKNOWN_HOST):
                "; see that the server runs and that host and port are right"
            default: ""
            }
        return DatabaseError(kind, "cannot connect to \(options.name): \(message)\(advice)", code: "\(code)")
    }

    private static func kind(of code: Int) -> DatabaseError.Kind {
        switch code {
        case 1022, 1062, 1169, 1586: .unique
        case 1216, 1217, 1451, 1452, 1761, 1762: .foreignKey
        case 1048, 1263, 1364: .notNull
        case 3819, 4025: .check
        case 1074, 1153, 1264, 1265, 1292, 1300, 1301, 1365, 1366, 1367, 1406, 1411, 1416, 1441, 1525, 1690, 3140, 3156,
            4038, 4076:
            .value
        case 1205, 3572: .busy
        case 1213, 1614: .deadlock
        case 1020: .serialization
        case 1969, 3024: .timeout
        case 1290, 1792, 1836: .readOnly
        case 1021, 1114, 1041, 1037: .full
        case 1045, 1251, 1396, 1698, 1862, 2059: .authentication
        case 1040, 1049, 1053, 1077, 1129, 1130, 1152, 1156...1161, 1184, 1203, 1226, 1927: .connection
        case 2001...2006, 2012, 2013, 2026, 2027, 2055: .connection
        case 1235, 1289, 1295: .unsupported
        default: .statement
        }
    }

    private static func advice(_ code: Int) -> String? {
        switch code {
        case 1153: "the server's setting max_allowed_packet limits it"
        case 1205: "another transaction holds the lock; see innodb_lock_wait_timeout"
        case 1213: "run the transaction again, with retries in its options"
        case 1792: "the transaction was begun for reading alone"
        case 1969, 3024: "statement_timeout in the database's URL limits it"
        default: nil
        }
    }
}

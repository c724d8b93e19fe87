import MartletData
import Synchronization

/// Whether a server is MySQL or MariaDB.
///
/// A URL that begins with `mariadb:`, or has the option `server`, says it. Otherwise a thread of its own asks the server
/// when the database is opened, and nobody waits for the answer.
final class MySQLFlavor: Sendable {
    private let known: Mutex<Bool?>

    init(_ options: MySQLOptions) throws {
        known = Mutex(options.server.map { $0 == .mysql })
        guard options.server == nil else { return }
        try DriverThread.start { [self] in
            if let isMySQL = MySQLConnection.detect(options) { learn(isMySQL: isMySQL) }
        }
    }

    /// Remembers what a connection found.
    func learn(isMySQL: Bool) { known.withLock { $0 = isMySQL } }

    /// The dialect; that of MariaDB while the server has not answered.
    var dialect: MySQLDialect { MySQLDialect(isMySQL: known.withLock { $0 } ?? false) }
}

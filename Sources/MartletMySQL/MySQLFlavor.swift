import Dispatch
import MartletData
import Synchronization

/// Whether a server is MySQL or MariaDB.
///
/// A URL that begins with `mariadb:` says it. Otherwise a thread of its own asks the server when the database is opened.
final class MySQLFlavor: Sendable {
    private let known: Mutex<Bool?>
    private let asked = DispatchSemaphore(value: 0)
    private let waits = Atomic<Bool>(true)

    init(_ options: MySQLOptions, isMariaDB: Bool) throws {
        known = Mutex(isMariaDB ? false : nil)
        guard !isMariaDB else { return }
        try DriverThread.start { [self] in
            if let isMySQL = MySQLConnection.detect(options) { learn(isMySQL: isMySQL) }
            asked.signal()
        }
    }

    /// Remembers what a connection found.
    func learn(isMySQL: Bool) { known.withLock { $0 = isMySQL } }

    /// The dialect; that of MariaDB while the server has not answered.
    var dialect: MySQLDialect {
        if let isMySQL = known.withLock({ $0 }) { return MySQLDialect(isMySQL: isMySQL) }
        // Once in the life of a driver, and for a second at most: SQL that is written for the wrong one would be refused.
        // The thread that asks needs no other, so that waiting for it holds nothing up that it needs.
        if waits.exchange(false, ordering: .acquiringAndReleasing) { _ = asked.wait(timeout: .now() + 1) }
        return MySQLDialect(isMySQL: known.withLock { $0 } ?? false)
    }
}

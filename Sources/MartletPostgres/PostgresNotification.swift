import CMartletPostgres
import MartletData

/// What `NOTIFY` or `pg_notify` sent.
public struct PostgresNotification: Sendable, Hashable {
    /// The channel.
    public let channel: String
    /// What was sent with it; empty when nothing was.
    public let payload: String
    /// The process number of the server's session that sent it.
    public let processID: Int32

    init(_ raw: PGnotify) {
        channel = String(cString: raw.relname)
        payload = String(cString: raw.extra)
        processID = raw.be_pid
    }
}

/// What a connection tells beside the answers to statements.
enum PostgresEvent: Sendable {
    case notification(PostgresNotification)
    case lost(DatabaseError)
}

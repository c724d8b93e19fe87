import GRDB
import GRDBSQLite
import MartletData

/// A prepared statement of one connection.
final class SQLitePrepared {
    let sql: String
    let pointer: OpaquePointer
    private let owner: GRDB.Statement
    /// Whether it is kept for the next time.
    fileprivate let isKept: Bool
    /// Whether something stands in its rows.
    fileprivate var isBusy = false
    fileprivate var lastUse = 0

    fileprivate init(_ sql: String, _ owner: GRDB.Statement, isKept: Bool) {
        self.sql = sql
        self.owner = owner
        self.isKept = isKept
        pointer = owner.sqliteStatement
    }
}

/// The prepared statements and open streams of one connection.
final class SQLiteStatements: @unchecked Sendable {  // safe: used by work on the connection's queue only
    private var kept: [Int: SQLitePrepared] = [:]
    private var streams: [Int: SQLitePrepared] = [:]
    private var uses = 0
    private var streamCount = 0
    /// How many statements are kept: more than an application has shapes of queries, less than memory minds.
    static let limit = 500

    /// A statement without values bound, made or found.
    func take(_ statement: MartletData.Statement, in database: GRDB.Database) throws -> SQLitePrepared {
        uses += 1
        let found = statement.isPrepared ? kept[statement.text.id] : nil
        if let found, !found.isBusy {
            found.isBusy = true
            found.lastUse = uses
            return found
        }
        let made: GRDB.Statement
        do { made = try database.makeStatement(sql: statement.sql) } catch let error as GRDB.DatabaseError {
            throw SQLiteErrors.translate(
                error.extendedResultCode.rawValue, error.message ?? "SQLite refuses the statement", statement.sql)
        }
        // The same statement may run while a stream of it is open: that one is not kept.
        let prepared = SQLitePrepared(statement.sql, made, isKept: statement.isPrepared && found == nil)
        prepared.isBusy = true
        prepared.lastUse = uses
        if prepared.isKept {
            if kept.count >= Self.limit { forgetOldest() }
            kept[statement.text.id] = prepared
        }
        return prepared
    }

    /// Ends a statement: its locks and its values are let go.
    func giveBack(_ prepared: SQLitePrepared) {
        sqlite3_reset(prepared.pointer)
        sqlite3_clear_bindings(prepared.pointer)
        prepared.isBusy = false
    }

    /// Keeps a statement that will be stepped on later.
    func open(_ prepared: SQLitePrepared) -> Int {
        streamCount += 1
        streams[streamCount] = prepared
        return streamCount
    }

    /// The statement of an open stream.
    func stream(_ id: Int) -> SQLitePrepared? { streams[id] }

    /// Ends a stream.
    func close(stream id: Int) { if let prepared = streams.removeValue(forKey: id) { giveBack(prepared) } }

    /// Ends all streams.
    func closeStreams() { for id in streams.keys { close(stream: id) } }

    /// Lets go of all statements.
    func removeAll() {
        closeStreams()
        kept = [:]
    }

    private func forgetOldest() {
        // Half of them at once, so that this is rare.
        let ages = kept.values.map(\.lastUse).sorted()
        let middle = ages[ages.count / 2]
        kept = kept.filter { $0.value.lastUse >= middle || $0.value.isBusy }
    }
}

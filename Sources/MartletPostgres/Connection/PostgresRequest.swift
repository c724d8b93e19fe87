import CMartletPostgres
import MartletData

/// Something that was sent to the server and is not answered yet: up to its own point of synchronisation, so that its
/// failure leaves those behind it alone.
final class PostgresRequest: @unchecked Sendable {  // safe: changed under the lock of its connection only
    enum Answer: Sendable {
        case result(PostgresResult)
        case failure(any Error)
        /// The statement does not fit its tables any more, or is gone.
        case stale(DatabaseError)
        /// Nothing was sent, since the connection knows nothing of the statement yet.
        case undescribed
    }

    private let sql: String?
    var continuation: CheckedContinuation<Answer, Never>?
    private(set) var result: PostgresResult?
    private var error: DatabaseError?
    private(set) var isStale = false
    var isCancelled = false
    /// Where rows go one by one; `nil` where the result is collected.
    let rows: PostgresRows?
    /// The statement, where it is kept prepared.
    var statement: Statement?
    /// What is known of the statement.
    var description: PostgresDescription?
    /// Whether the connection had nothing else to do when it was sent.
    var isFirst = false
    /// Whether it is cancelled here to run elsewhere, since others wait behind it.
    var isMoved = false

    /// The statement that is prepared on the way.
    var prepares: Statement?
    /// Whether preparing it failed, so that it is not there.
    var failedToPrepare: Bool { prepares != nil && result == nil && error != nil }

    init(sql: String?, rows: PostgresRows? = nil) {
        self.sql = sql
        self.rows = rows
    }

    /// Takes one result of the server; whether it is the point of synchronisation, behind which nothing comes.
    func take(_ raw: OpaquePointer) -> Bool {
        switch PQresultStatus(raw) {
        case PGRES_PIPELINE_SYNC:
            PQclear(raw)
            return true
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE:
            if error == nil {
                error = PostgresErrors.error(raw, sql: sql)
                isStale = PostgresErrors.isStale(raw)
            }
            PQclear(raw)
        case PGRES_PIPELINE_ABORTED, PGRES_NONFATAL_ERROR: PQclear(raw)
        case PGRES_EMPTY_QUERY:
            if error == nil { error = DatabaseError(.statement, "the statement is empty; expected one", sql: sql) }
            PQclear(raw)
        case PGRES_SINGLE_TUPLE:
            if let rows { rows.add(PostgresResult(raw, description?.columns ?? .none)) } else { PQclear(raw) }
        default:
            let whole = PostgresResult(raw, description?.columns ?? .none)
            if let rows, whole.rowCount > 0 { rows.add(whole) }
            result = whole
        }
        return false
    }

    /// Notes how long the server took for a statement that did not fail.
    func noteDuration(_ duration: Duration) {
        guard let result, error == nil else { return }
        description?.speed.note(duration, rows: Int(result.rowCount), isFirst: isFirst)
    }

    /// What to do outside of the lock once the server has answered everything.
    /// - Parameter followsCancel: whether somebody else's statement was cancelled on this connection just now.
    func answered(followsCancel: Bool) -> PostgresCompletion {
        let answer: Answer
        if let error {
            if error.code == "57014", isCancelled {
                answer = .failure(CancellationError())
            } else if isStale || error.code == "57014" && (followsCancel || isMoved) {
                answer = .stale(error)
            } else {
                answer = .failure(error)
            }
        } else if let result {
            answer = .result(result)
        } else {
            answer = .failure(DatabaseError(.connection, "PostgreSQL answered a statement with nothing", sql: sql))
        }
        return completion(answer)
    }

    /// What to do outside of the lock when there will be no answer.
    func failed(_ error: DatabaseError) -> PostgresCompletion {
        // A server that says why it goes says it to the statement that runs.
        completion(.failure(isCancelled ? CancellationError() : self.error ?? error))
    }

    func completion(_ answer: Answer) -> PostgresCompletion {
        defer { continuation = nil }
        return PostgresCompletion(continuation: continuation, rows: rows, answer: answer)
    }
}

/// A request whose caller is to be resumed.
struct PostgresCompletion: Sendable {
    let continuation: CheckedContinuation<PostgresRequest.Answer, Never>?
    let rows: PostgresRows?
    let answer: PostgresRequest.Answer

    func run() {
        switch answer {
        // It is sent again, for the same reader.
        case .undescribed, .stale: break
        case .result, .failure: rows?.end(answer)
        }
        continuation?.resume(returning: answer)
    }
}

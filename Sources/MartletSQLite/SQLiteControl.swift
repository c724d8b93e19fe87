import Dispatch
import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// One piece of work on a connection, which another thread may ask to end.
final class SQLiteJob: Sendable {
    private let cancelled = Atomic<Bool>(false)
    /// Whether its task was cancelled.
    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }
    func cancel() { cancelled.store(true, ordering: .releasing) }
}

/// Watches what runs on one connection: ends it when its task is cancelled or when it runs for too long.
final class SQLiteControl: Sendable {
    private struct Current: ~Copyable {
        var job: SQLiteJob?
        /// In nanoseconds of the machine's uptime; the end of time where there is no limit.
        var deadline = UInt64.max
        var isLate = false
    }

    private let current = Mutex(Current())
    private let limit: UInt64?
    private let busyLimit: UInt64

    init(_ options: SQLiteOptions) {
        limit = options.pool.statementTimeout.map(Self.nanoseconds)
        busyLimit = Self.nanoseconds(options.busyTimeout)
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        return UInt64(clamping: seconds) &* 1_000_000_000 &+ UInt64(clamping: attoseconds / 1_000_000_000)
    }

    private static func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// Marks the beginning of a job.
    /// - Returns: `false` when its task is cancelled already.
    func begin(_ job: SQLiteJob) -> Bool {
        current.withLock { current in
            current.job = job
            current.isLate = false
            current.deadline = limit.map { Self.now() &+ $0 } ?? .max
        }
        return !job.isCancelled
    }

    /// Marks the end of the running job.
    /// - Returns: whether it was ended for its time.
    func end() -> Bool {
        current.withLock { current in
            current.job = nil
            return current.isLate
        }
    }

    /// Ends a job, now when it runs, or as soon as it begins.
    func cancel(_ job: SQLiteJob, interrupting database: DatabaseQueue) {
        job.cancel()
        // Under the lock, so that the next job is not hit.
        current.withLock { if $0.job === job { database.interrupt() } }
    }

    /// Whether the running job shall end.
    private func shallEnd() -> Bool {
        current.withLock { current in
            guard let job = current.job else { return false }
            if job.isCancelled { return true }
            guard current.deadline != .max, Self.now() > current.deadline else { return false }
            current.isLate = true
            return true
        }
    }

    /// Waits a little for the lock of another process.
    /// - Returns: whether to try again.
    func waitForLock(tries: Int) -> Bool {
        // 1, 2, 4, 8, then 10 milliseconds; the sum of the first four is 15.
        let pause = tries < 4 ? 1 << tries : 10
        let waited = UInt64(tries < 4 ? (1 << tries) - 1 : 15 + (tries - 4) * 10) &* 1_000_000
        guard waited < busyLimit, !shallEnd() else { return false }
        Thread.sleep(forTimeInterval: Double(pause) / 1000)
        return true
    }

    /// Has SQLite ask now and then whether to go on. The control has to outlive the connection.
    func watch(_ connection: OpaquePointer?) {
        sqlite3_progress_handler(
            connection, 5_000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<SQLiteControl>.fromOpaque(context).takeUnretainedValue().shallEnd() ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}

import MartletHTTP
import NIOPosix
import Synchronization

/// A few threads for slow arithmetic, with a queue that has an end.
final class HashingThreads: Sendable {
    private struct State {
        /// What waits and what is being done.
        var jobs = 0
        /// What is being done, and the most that was at once.
        var running = 0
        var mostRunning = 0
        /// How long a job takes, in seconds, as a moving average.
        var seconds = 0.0
    }

    private let pool: NIOThreadPool
    private let threads: Int
    private let limit: Int
    private let state = Mutex(State())

    init(threads: Int, waiting: Int) {
        self.threads = max(1, threads)
        limit = self.threads + max(0, waiting)
        pool = NIOThreadPool(numberOfThreads: self.threads)
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// The most jobs that ran at once.
    var mostRunning: Int { state.withLock { $0.mostRunning } }

    /// Runs work on one of the threads; a task that is cancelled while it waits gives its place up.
    /// - Throws: ``PasswordHasher/Busy`` when too many wait already; `CancellationError`; what the work throws.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        let refusal: PasswordHasher.Busy? = state.withLock { state in
            guard state.jobs < limit else {
                let wait = state.seconds * Double(limit) / Double(threads)
                return PasswordHasher.Busy(seconds: max(1, min(60, Int(wait.rounded(.up)))))
            }
            state.jobs += 1
            return nil
        }
        if let refusal { throw refusal }
        defer { state.withLock { $0.jobs -= 1 } }
        return try await pool.runIfActive { [self] in
            let start = ContinuousClock.now
            state.withLock { state in
                state.running += 1
                state.mostRunning = max(state.mostRunning, state.running)
            }
            defer {
                let taken = (ContinuousClock.now - start) / .seconds(1)
                state.withLock { state in
                    state.running -= 1
                    state.seconds = state.seconds == 0 ? taken : state.seconds * 0.8 + taken * 0.2
                }
            }
            return try work()
        }
    }
}

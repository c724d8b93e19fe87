import Synchronization

/// A time limit for work that may not heed its cancellation.
enum Deadline {
    struct Exceeded: Error, CustomStringConvertible {
        let limit: Duration
        var description: String { "nothing came within \(limit)" }
    }

    /// Takes the first of two outcomes.
    private final class Race<Value: Sendable>: Sendable {
        private let waiting: Mutex<CheckedContinuation<Value, any Error>?>

        init(_ continuation: CheckedContinuation<Value, any Error>) { waiting = Mutex(continuation) }

        func finish(_ outcome: Result<Value, any Error>) {
            let continuation = waiting.withLock { waiting in
                let continuation = waiting
                waiting = nil
                return continuation
            }
            continuation?.resume(with: outcome)
        }
    }

    /// Runs work; past the limit it is cancelled, and nobody waits for it any more.
    /// - Throws: ``Exceeded``; what the work throws.
    static func run<Value: Sendable>(
        within limit: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let race = Race(continuation)
            let working = Task {
                do { race.finish(.success(try await work())) } catch { race.finish(.failure(error)) }
            }
            let timing = Task {
                guard (try? await Task.sleep(for: limit)) != nil else { return }
                race.finish(.failure(Exceeded(limit: limit)))
                working.cancel()
            }
            Task {
                await working.value
                timing.cancel()
            }
        }
    }
}

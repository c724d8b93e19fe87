import Synchronization

extension ModelQuery {
    /// Hands all rows over in batches, so that any number of them needs the memory of one batch.
    ///
    /// The connection is held until the last batch; relations of a batch are loaded on another one, so that inside a
    /// transaction a query without relations is needed.
    /// - Parameters:
    ///   - batch: how many rows a batch has, at least 1.
    ///   - body: what is done with each; what it throws ends the query.
    public func forEach(
        batch: Int = 500, in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: ([Output]) async throws -> Void
    ) async throws {
        let statement = try written(for: database.dialect, CodePlace(fileID: fileID, line: line))
        try await database.stream(statement, batch: max(1, batch), Root.decode) { models in
            try await body(assemble(models, database))
        }
    }

    /// All rows, one after the other, read in batches while they are used.
    ///
    /// ```swift
    /// for try await track in Track.query.stream(in: database) { try await export(track) }
    /// ```
    public func stream<Executor: QueryExecutor>(
        batch: Int = 500, in database: Executor, fileID: StaticString = #fileID, line: UInt = #line
    ) -> RowStream<Output> {
        RowStream { deliver in
            try await forEach(batch: batch, in: database, fileID: fileID, line: line, deliver)
        }
    }
}

extension RowQuery {
    /// Hands all rows over in batches, so that any number of them needs the memory of one batch.
    /// - Parameters:
    ///   - batch: how many rows a batch has, at least 1.
    ///   - body: what is done with each; what it throws ends the query.
    public func forEach(
        batch: Int = 500, in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: ([Output]) async throws -> Void
    ) async throws {
        let written = try statement.written(for: database.dialect, CodePlace(fileID: fileID, line: line))
        try await database.stream(written, batch: max(1, batch), read, body)
    }

    /// All rows, one after the other, read in batches while they are used.
    public func stream<Executor: QueryExecutor>(
        batch: Int = 500, in database: Executor, fileID: StaticString = #fileID, line: UInt = #line
    ) -> RowStream<Output> {
        RowStream { deliver in
            try await forEach(batch: batch, in: database, fileID: fileID, line: line, deliver)
        }
    }
}

/// The rows of a query, read while they are used; leaving the loop early ends the query.
public struct RowStream<Element: Sendable>: AsyncSequence, Sendable {
    typealias Deliver = @Sendable ([Element]) async throws -> Void
    let run: @Sendable (@escaping Deliver) async throws -> Void

    public func makeAsyncIterator() -> Iterator { Iterator(run) }

    /// Reads the rows, one batch ahead of none.
    public struct Iterator: AsyncIteratorProtocol {
        private let reading: Reading
        private var batch: ArraySlice<Element> = []

        init(_ run: @escaping @Sendable (@escaping Deliver) async throws -> Void) { reading = Reading(run) }

        public mutating func next() async throws -> Element? {
            while batch.isEmpty {
                guard let next = try await reading.handoff.take() else { return nil }
                batch = next[...]
            }
            return batch.popFirst()
        }
    }

    /// The task that reads; it ends with the last copy of its iterator.
    private final class Reading: Sendable {
        let handoff = BatchHandoff<Element>()
        private let task: Task<Void, Never>

        init(_ run: @escaping @Sendable (@escaping Deliver) async throws -> Void) {
            let handoff = handoff
            task = Task {
                do {
                    try await handoff.ready()
                    try await run { try await handoff.give($0) }
                    handoff.end(nil)
                } catch {
                    handoff.end(error)
                }
            }
        }

        deinit {
            handoff.end(CancellationError())
            task.cancel()
        }
    }
}

/// Hands batches from a task that reads to one that uses them: the reader goes on when the next batch is asked for.
final class BatchHandoff<Element: Sendable>: Sendable {
    private struct State {
        var batch: [Element]?
        var isEnded = false
        var error: (any Error)?
        /// How many batches were asked for and not yet given.
        var isWanted = false
        var giver: CheckedContinuation<Void, any Error>?
        var taker: CheckedContinuation<[Element]?, any Error>?
    }

    private let state = Mutex(State())

    /// Waits until the first batch is asked for.
    func ready() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            waitForTaker(continuation)
        }
    }

    /// Gives a batch and waits until the next one is asked for.
    func give(_ batch: [Element]) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let taker = state.withLock { state -> CheckedContinuation<[Element]?, any Error>? in
                guard let taker = state.taker else {
                    state.batch = batch
                    return nil
                }
                state.taker = nil
                state.isWanted = false
                return taker
            }
            taker?.resume(returning: batch)
            waitForTaker(continuation)
        }
    }

    private func waitForTaker(_ continuation: CheckedContinuation<Void, any Error>) {
        let result = state.withLock { state -> Result<Void, any Error>? in
            if state.isEnded { return .failure(state.error ?? CancellationError()) }
            if state.isWanted { return .success(()) }
            state.giver = continuation
            return nil
        }
        if let result { continuation.resume(with: result) }
    }

    /// Ends the reading; the first reason counts.
    func end(_ error: (any Error)?) {
        let (giver, taker) = state.withLock { state in
            defer {
                state.giver = nil
                state.taker = nil
            }
            guard !state.isEnded else {
                return (
                    nil as CheckedContinuation<Void, any Error>?, nil as CheckedContinuation<[Element]?, any Error>?
                )
            }
            state.isEnded = true
            state.error = error
            return (state.giver, state.taker)
        }
        giver?.resume(throwing: error ?? CancellationError())
        if let error { taker?.resume(throwing: error) } else { taker?.resume(returning: nil) }
    }

    /// The next batch; `nil` at the end.
    func take() async throws -> [Element]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<[Element]?, any Error>) in
                let (result, giver) = state.withLock {
                    state -> (Result<[Element]?, any Error>?, CheckedContinuation<Void, any Error>?) in
                    if let batch = state.batch {
                        state.batch = nil
                        return (.success(batch), nil)
                    }
                    if state.isEnded { return (state.error.map { .failure($0) } ?? .success(nil), nil) }
                    state.taker = continuation
                    state.isWanted = true
                    defer { state.giver = nil }
                    return (nil, state.giver)
                }
                giver?.resume()
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            end(CancellationError())
        }
    }
}

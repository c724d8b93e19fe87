import CMartletPostgres
import MartletData

/// `COPY`, for which a connection leaves the pipeline mode: nothing else runs on it meanwhile.
extension PostgresConnection {
    typealias CopyEnd = (result: PostgresResult?, failure: DatabaseError?)

    enum Step<Value: Sendable>: Sendable {
        case done(Value)
        /// Is tried again when the socket is ready; for nothing at all, when the server was asked to cancel.
        case wait(SocketReadiness)
    }

    /// Runs a COPY between its beginning and its end.
    /// - Parameters:
    ///   - sql: the statement.
    ///   - isInto: whether it copies into the database.
    ///   - body: sends or receives the data.
    /// - Returns: how many rows were copied.
    func copy(_ sql: String, isInto: Bool, _ body: () async throws -> Void) async throws -> Int {
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            try await begin(sql, isInto: isInto)
            do {
                try await body()
                if isInto { try await endInput(nil) }
                try Task.checkCancellation()
            } catch {
                if isInto { try? await endInput("the application gave up") } else { cancelCopy() }
                _ = try? await finish(sql)
                throw error
            }
            do {
                return try await finish(sql).changes
            } catch let error as DatabaseError where error.code == "57014" && Task.isCancelled {
                throw CancellationError()
            }
        } onCancel: {
            cancelCopy()
        }
    }

    private func begin(_ sql: String, isInto: Bool) async throws {
        try state.withLock { state throws(DatabaseError) in
            if let failure = state.failure { throw failure }
            guard state.pending.isEmpty, !state.isCopying, PQexitPipelineMode(state.handle.raw) == 1 else {
                throw DatabaseError(.unsupported, "the connection to \(place) runs something else; COPY needs it alone")
            }
            state.isCopying = true
            state.copies += 1
            _ = PQsendQuery(state.handle.raw, sql)
        }
        do {
            try await flushAll()
            let expected = isInto ? PGRES_COPY_IN : PGRES_COPY_OUT
            try await step { state throws(DatabaseError) -> Step<Void> in
                guard PQisBusy(state.handle.raw) == 0 else { return .wait(.readable) }
                guard let raw = PQgetResult(state.handle.raw) else { return .done(()) }
                defer { PQclear(raw) }
                let status = PQresultStatus(raw)
                guard status != expected else { return .done(()) }
                guard status == PGRES_FATAL_ERROR else {
                    throw DatabaseError(
                        .statement, "expected a COPY \(isInto ? "… FROM STDIN" : "… TO STDOUT"), got another statement",
                        sql: sql)
                }
                throw PostgresErrors.error(raw, sql: sql)
            }
        } catch {
            _ = try? await finish(sql)
            throw error
        }
    }

    /// Sends data, and waits until the socket has taken it.
    func put(_ bytes: [UInt8]) async throws {
        try Task.checkCancellation()
        try await step { state throws(DatabaseError) in
            let status = bytes.withUnsafeBytes { bytes in
                PQputCopyData(
                    state.handle.raw, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                    Int32(clamping: bytes.count))
            }
            switch status {
            case 1: return .done(())
            case 0: return .wait([.readable, .writable])
            // What the server has against it comes as the result.
            default: throw self.putFailure(&state)
            }
        }
        try await flushAll()
    }

    private func putFailure(_ state: inout State) -> DatabaseError {
        PQisBusy(state.handle.raw) == 0
            ? PQgetResult(state.handle.raw).map { raw in
                defer { PQclear(raw) }
                return PostgresErrors.error(raw, sql: nil)
            } ?? PostgresErrors.lost(state.handle.raw, place)
            : PostgresErrors.lost(state.handle.raw, place)
    }

    private func endInput(_ reason: String?) async throws {
        try await step { state throws(DatabaseError) in
            switch PQputCopyEnd(state.handle.raw, reason) {
            case 1: return .done(())
            case 0: return .wait([.readable, .writable])
            default: throw self.putFailure(&state)
            }
        }
        try await flushAll()
    }

    /// The next piece of data; `nil` at the end.
    func get() async throws -> [UInt8]? {
        try Task.checkCancellation()
        return try await step { state throws(DatabaseError) in
            var buffer: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(state.handle.raw, &buffer, 1)
            guard count > 0, let buffer else {
                // At the end and after an error the result says which.
                return count == 0 ? .wait(.readable) : .done(nil)
            }
            defer { PQfreemem(buffer) }
            return .done(Array(UnsafeRawBufferPointer(start: buffer, count: Int(count))))
        }
    }

    private func flushAll() async throws {
        try await step { state throws(DatabaseError) in
            switch PQflush(state.handle.raw) {
            case 0: return .done(())
            case 1: return .wait([.readable, .writable])
            default: throw PostgresErrors.lost(state.handle.raw, self.place)
            }
        }
    }

    /// Takes what the server says at the end, and goes back to the pipeline mode.
    private func finish(_ sql: String) async throws -> PostgresResult {
        let (result, failure) = try await step { state throws(DatabaseError) -> Step<CopyEnd> in
            while true {
                guard PQisBusy(state.handle.raw) == 0 else { return .wait(.readable) }
                guard let raw = PQgetResult(state.handle.raw) else { break }
                switch PQresultStatus(raw) {
                case PGRES_FATAL_ERROR:
                    if state.copyEnd.failure == nil { state.copyEnd.failure = PostgresErrors.error(raw, sql: sql) }
                    PQclear(raw)
                case PGRES_COPY_OUT:
                    PQclear(raw)
                    // What nobody wants any more.
                    var buffer: UnsafeMutablePointer<CChar>?
                    var count: Int32
                    repeat {
                        count = PQgetCopyData(state.handle.raw, &buffer, 1)
                        if count > 0 { PQfreemem(buffer) }
                    } while count > 0
                    if count == 0 { return .wait(.readable) }
                case PGRES_COPY_IN:
                    PQclear(raw)
                    _ = PQputCopyEnd(state.handle.raw, "the application gave up")
                default: state.copyEnd.result = PostgresResult(raw)
                }
            }
            // A request to cancel must not meet the next statement.
            guard !state.isCancelling else { return .wait([]) }
            state.isCopying = false
            guard PQenterPipelineMode(state.handle.raw) == 1 else {
                throw DatabaseError(.connection, "\(self.place) did not go back to statements after a COPY")
            }
            self.setInterest(&state, .readable)
            defer { state.copyEnd = (nil, nil) }
            return .done(state.copyEnd)
        }
        if let failure { throw failure }
        guard let result else { throw DatabaseError(.connection, "PostgreSQL answered a COPY with nothing", sql: sql) }
        return result
    }

    /// Tries something under the lock, and again whenever the socket is ready.
    private func step<Value: Sendable>(
        _ body: @Sendable (inout State) throws(DatabaseError) -> Step<Value>
    ) async throws -> Value {
        while true {
            let step: Step<Value> = try state.withLock { state throws(DatabaseError) in
                if let failure = state.failure { throw failure }
                if PQconsumeInput(state.handle.raw) == 0 { throw PostgresErrors.lost(state.handle.raw, place) }
                return try body(&state)
            }
            switch step {
            case .done(let value): return value
            case .wait(let readiness): await waitForSocket(readiness)
            }
        }
    }

    private func waitForSocket(_ readiness: SocketReadiness) async {
        await bounded {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.failure == nil, !readiness.isEmpty || state.isCancelling else { return true }
                    state.copyWaiter = continuation
                    setInterest(&state, readiness)
                    return false
                }
                if isOver { continuation.resume() }
            }
        }
    }
}

import CMartletPostgres
import MartletData

extension PostgresConnection {
    /// Cancels a request of a task that was cancelled: on the server as soon as it is its turn.
    func cancel(_ request: PostgresRequest) {
        let completions = state.withLock { state -> [PostgresCompletion] in
            request.isCancelled = true
            guard state.failure == nil, state.pending.contains(request) else { return [] }
            guard !cancelsByClosing else {
                return lose(
                    &state,
                    DatabaseError(.connection, "the connection to \(place) was closed to cancel another statement"),
                    isOwn: true)
            }
            if state.pending.first === request { startCancelling(&state) }
            return []
        }
        settle(completions)
    }

    /// How long a server may take to end a statement that is cancelled.
    private static let patience = Duration.seconds(10)

    /// Has the server cancel what runs, and gives the connection up when it does not.
    func startCancelling(_ state: inout State) {
        guard !state.isCancelling, let request = state.pending.first else { return }
        cancelOnServer(&state)
        state.cancelled = request
        SocketReactor.shared.schedule(after: Self.patience) { [self] in giveUp(on: request) }
        cancelAgain(after: Self.firstPause) { $0.pending.first === request }
    }

    /// How long a statement may go on before the server is asked again.
    private static let firstPause = Duration.milliseconds(100)

    /// Asks the server again, and again after twice the time, while what it was asked to cancel goes on: a request to
    /// cancel that overtakes its statement meets an idle session, which forgets it.
    private func cancelAgain(after pause: Duration, while goesOn: @escaping @Sendable (borrowing State) -> Bool) {
        SocketReactor.shared.schedule(after: pause) { [self] in
            let isOver = state.withLock { state in
                guard state.failure == nil, goesOn(state) else { return true }
                cancelOnServer(&state)
                return false
            }
            if !isOver { cancelAgain(after: min(pause * 2, .seconds(1)), while: goesOn) }
        }
    }

    /// Has the server cancel the COPY that runs.
    func cancelCopy() {
        let (completions, copy) = state.withLock { state -> ([PostgresCompletion], Int?) in
            guard state.failure == nil, state.isCopying else { return ([], nil) }
            guard !cancelsByClosing else {
                let error = DatabaseError(.connection, "the connection to \(place) was closed to cancel a COPY")
                return (lose(&state, error, isOwn: true), nil)
            }
            cancelOnServer(&state)
            return ([], state.copies)
        }
        settle(completions)
        if let copy { cancelAgain(after: Self.firstPause) { $0.isCopying && $0.copies == copy } }
    }

    /// Asks the server to cancel what runs, on a thread of its own since libpq waits for it.
    private func cancelOnServer(_ state: inout State) {
        guard !state.isCancelling, let raw = PQgetCancel(state.handle.raw) else { return }
        state.isCancelling = true
        let cancel = Cancel(raw: raw)
        do {
            try DriverThread.start { [self] in
                cancel.send()
                cancelIsSent()
            }
        } catch {
            PQfreeCancel(raw)
            state.isCancelling = false
        }
    }

    private struct Cancel: @unchecked Sendable {  // safe: handed over to one thread
        let raw: OpaquePointer

        func send() {
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { reason in
                _ = PQcancel(raw, reason.baseAddress, Int32(reason.count))
            }
            PQfreeCancel(raw)
        }
    }

    private func cancelIsSent() {
        let completions = state.withLock { state -> [PostgresCompletion] in
            state.isCancelling = false
            state.lastCancel = .now
            // What came to its turn meanwhile was not meant.
            if let next = state.pending.first, next.isCancelled, next !== state.cancelled { startCancelling(&state) }
            if state.isCopying { state.resumeCopy() }
            defer { state.held = [] }
            return state.held
        }
        settle(completions)
    }

    private func giveUp(on request: PostgresRequest) {
        let completions = state.withLock { state in
            guard state.failure == nil,
                state.pending.contains(request) || state.isCancelling && state.cancelled === request
            else {
                return [PostgresCompletion]()
            }
            return lose(
                &state,
                DatabaseError(
                    .connection, "\(place) did not end a statement within \(Self.patience) of being asked to"),
                isOwn: true)
        }
        settle(completions)
    }
}

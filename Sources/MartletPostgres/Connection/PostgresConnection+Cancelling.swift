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
                    DatabaseError(.connection, "the connection to \(place) was closed to cancel another statement"))
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
        SocketReactor.shared.schedule(after: Self.patience) { [self] in giveUp(on: request) }
    }

    /// Asks the server to cancel what runs, on a thread of its own since libpq waits for it.
    func cancelOnServer(_ state: inout State) {
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
            if state.isCopying { state.resumeCopy() }
            defer { state.held = [] }
            return state.held
        }
        settle(completions)
    }

    private func giveUp(on request: PostgresRequest) {
        let completions = state.withLock { state in
            guard state.failure == nil, state.pending.contains(request) || state.isCancelling else {
                return [PostgresCompletion]()
            }
            return lose(
                &state,
                DatabaseError(.connection, "\(place) did not end a statement within \(Self.patience) of being asked to")
            )
        }
        settle(completions)
    }
}

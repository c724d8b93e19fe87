import MartletData

extension PostgresConnection {
    /// Sends statements that stand alone.
    /// - Parameters:
    ///   - items: the statements, each with who waits for it.
    ///   - drained: is called once when all are answered, on any thread.
    func send(_ items: [PostgresBatches.Item], _ drained: @escaping @Sendable () -> Void) {
        let completions = state.withLock { state -> [PostgresCompletion] in
            var completions: [PostgresCompletion] = []
            deallocate(&state, &completions)
            var last: PostgresRequest?
            // libpq sends each statement by itself; the system holds the pieces back until all are there.
            let isCorked = items.count > 1 && state.failure == nil && state.handle.cork(true)
            for item in items {
                do throws(DatabaseError) {
                    try admit(item.request, &state)
                    let sending = try Self.write(item.statement, item.description, item.request, &state)
                    added(item.request, sending, &state, &completions)
                    last = item.request
                } catch {
                    completions.append(item.request.failed(error))
                }
            }
            // As long as the server answers those before it, the last one that was sent is waited for.
            let timer = last.flatMap { watchTime(of: $0) }
            state.drained = {
                timer?.cancel()
                drained()
            }
            if state.failure == nil {
                completions += flush(&state)
                if isCorked, state.failure == nil { _ = state.handle.cork(false) }
            }
            return completions
        }
        settle(completions)
    }

    /// Cancels the statement that the server is at, to run elsewhere, when others wait behind it for long.
    func relieve(after patience: Duration) {
        let completions = state.withLock { state -> [PostgresCompletion] in
            guard state.failure == nil, state.drained != nil, state.pending.count > 1, !cancelsByClosing,
                !state.isCancelling,
                let first = state.pending.first, !first.isMoved, ContinuousClock.now - state.headSince >= patience
            else { return [] }
            first.isMoved = true
            first.description?.speed.forget()
            startCancelling(&state)
            return []
        }
        settle(completions)
    }
}

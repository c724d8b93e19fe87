import MartletData

/// The server ends a statement that takes longer than `statement_timeout`. What stands here is for a server or a network
/// that says nothing any more: the connection is given up a second later.
extension PostgresConnection {
    private static let grace = Duration.seconds(1)

    /// Watches over the time of a request that was sent; not of one whose rows are read one by one, for which
    /// ``bounded(_:)`` does.
    /// - Returns: what ends the watch; `nil` where there is no limit.
    func watchTime(of request: PostgresRequest) -> SocketReactor.Timer? {
        guard let limit = statementTimeout, request.rows == nil else { return nil }
        return watch(request, since: .now, limit + Self.grace)
    }

    /// Runs something that waits for the server for a part of a statement's answer.
    func bounded<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        let timer = statementTimeout.map { limit in
            SocketReactor.shared.schedule(after: limit + Self.grace) { [self] in fail(silence(limit + Self.grace)) }
        }
        defer { timer?.cancel() }
        return try await body()
    }

    @discardableResult
    private func watch(
        _ request: PostgresRequest, since start: ContinuousClock.Instant, _ patience: Duration
    ) -> SocketReactor.Timer {
        let rest = patience - (ContinuousClock.now - start)
        return SocketReactor.shared.schedule(after: rest) { [weak self] in
            self?.look(after: request, since: start, patience)
        }
    }

    /// Gives the connection up when nothing came; those that stand behind others in the pipeline wait longer.
    private func look(after request: PostgresRequest, since start: ContinuousClock.Instant, _ patience: Duration) {
        let (completions, lastInput) = state.withLock { state -> ([PostgresCompletion], ContinuousClock.Instant?) in
            guard state.failure == nil, state.pending.contains(request) else { return ([], nil) }
            if let last = state.lastInput, last > start { return ([], last) }
            return (lose(&state, silence(patience)), nil)
        }
        settle(completions)
        if let lastInput { watch(request, since: lastInput, patience) }
    }

    private func silence(_ patience: Duration) -> DatabaseError {
        DatabaseError(
            .timeout,
            "\(place) said nothing for \(patience), a second more than statement_timeout allows; the connection was given up, "
                + "and what it ran may or may not have happened")
    }
}

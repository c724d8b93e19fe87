import CMartletPostgres
import MartletData

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension PostgresConnection {
    // MARK: On the reactor's thread

    func socketIsReady() {
        var notifications: [PostgresNotification] = []
        let (completions, reader) = state.withLock { state -> ([PostgresCompletion], PostgresRows?) in
            guard state.failure == nil else { return ([], nil) }
            guard !state.isCopying else {
                setInterest(&state, [])
                state.resumeCopy()
                return ([], nil)
            }
            let completions = read(&state, &notifications)
            // Who reads now, which may have stood behind another statement before.
            return (completions, state.pending.first?.rows)
        }
        settle(completions)
        reader?.deliver()
        if let onEvent {
            for notification in notifications { onEvent(.notification(notification)) }
        }
    }

    private func read(
        _ state: inout State, _ notifications: inout [PostgresNotification]
    ) -> [PostgresCompletion] {
        let raw = state.handle.raw
        if statementTimeout != nil { state.lastInput = .now }
        var completions: [PostgresCompletion] = []
        // What TLS has decrypted already does not show at the socket: reading goes on until the socket was empty twice,
        // since a record has at most 16 kB and each turn takes at least eight.
        let isEncrypted = PQsslInUse(raw) == 1
        var emptyTurns = 0
        var turns = 0
        repeat {
            // What is left at the socket calls again: others who want the lock have their turn.
            if turns > 0, !hasInput(raw) { emptyTurns += 1 } else if turns >= 8 { break }
            turns += 1
            let isOpen = PQconsumeInput(raw) == 1
            // The server's last words may stand before the end of the connection.
            answers(&state, &completions)
            guard state.failure == nil else { return completions }
            guard isOpen else { return completions + lose(&state, PostgresErrors.lost(raw, place)) }
            // When everything is answered, only notifications can be left.
            if state.pending.isEmpty, onEvent == nil { break }
        } while isEncrypted && emptyTurns < 2 && !state.isPaused
        while let notification = PQnotifies(raw) {
            notifications.append(PostgresNotification(notification.pointee))
            PQfreemem(notification)
        }
        // A socket that took everything before has nothing left to send.
        if state.interest != .readable { completions += flush(&state) }
        return completions
    }

    private func hasInput(_ raw: OpaquePointer) -> Bool {
        var polled = pollfd(fd: PQsocket(raw), events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) > 0
    }

    /// Takes what libpq has read.
    private func answers(_ state: inout State, _ completions: inout [PostgresCompletion]) {
        var separators = 0
        while let request = state.pending.first {
            if let rows = request.rows, rows.isFull {
                pause(&state)
                break
            }
            // libpq takes it for the command that it is at, and not for one that prepares it.
            if request.rows != nil { PQsetSingleRowMode(state.handle.raw) }
            guard PQisBusy(state.handle.raw) == 0 else { break }
            guard let result = PQgetResult(state.handle.raw) else {
                // One stands behind each command of a request; more would mean that libpq and this code disagree.
                separators += 1
                guard separators < 8 else {
                    completions += lose(
                        &state, DatabaseError(.connection, "\(place) sent fewer answers than were asked for"))
                    return
                }
                continue
            }
            separators = 0
            switch PQresultStatus(result) {
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                PQclear(result)
                // The server waits for data, or sends it; there is no way back to statements.
                completions += lose(
                    &state,
                    DatabaseError(
                        .unsupported, "a COPY was run as a statement; use `copy` or `copyOut` of the database"))
                return
            default: break
            }
            guard request.take(result) else { continue }
            state.pending.removeFirst()
            let now = ContinuousClock.now
            let duration = now - state.headSince
            request.noteDuration(duration)
            state.headSince = now
            if request.failedToPrepare, let statement = request.prepares {
                state.outdated += state.prepared.remove(statement)
            }
            if request.isStale, let statement = request.statement {
                descriptions.remove(statement)
                state.outdated += state.prepared.remove(statement)
            }
            // The server acts on a request to cancel before it says so. One that ran for as long as it may was not meant.
            let isOverTime = statementTimeout.map { duration >= $0 } ?? false
            let followsCancel =
                !isOverTime && (state.isCancelling || state.lastCancel.map { now - $0 < .seconds(2) } ?? false)
            let completion = request.answered(followsCancel: followsCancel)
            if state.isCancelling { state.held.append(completion) } else { completions.append(completion) }
            if let next = state.pending.first, next.isCancelled { startCancelling(&state) }
        }
    }

    private func pause(_ state: inout State) {
        guard !state.isPaused else { return }
        state.isPaused = true
        setInterest(&state, state.isPaused ? [] : .readable)
    }

    /// Goes on reading after a reader of rows has taken some.
    func readOn() {
        let (completions, reader) = state.withLock { state -> ([PostgresCompletion], PostgresRows?) in
            guard state.failure == nil, state.isPaused else { return ([], nil) }
            state.isPaused = false
            var completions: [PostgresCompletion] = []
            answers(&state, &completions)
            if state.failure == nil, !state.isPaused {
                // In TLS more may be decrypted than libpq took.
                var notifications: [PostgresNotification] = []
                completions += read(&state, &notifications)
            }
            return (completions, state.pending.first?.rows)
        }
        settle(completions)
        reader?.deliver()
    }

    /// Resumes who waited for answers, and tells who sent a batch when it is answered.
    func settle(_ completions: [PostgresCompletion]) {
        for completion in completions { completion.run() }
        state.withLock { state -> (@Sendable () -> Void)? in
            guard state.drained != nil, state.pending.isEmpty, !state.isCancelling else { return nil }
            return state.drained.take()
        }?()
    }

    /// Sends what is not sent yet, and waits for the socket where it takes no more.
    func flush(_ state: inout State) -> [PostgresCompletion] {
        switch PQflush(state.handle.raw) {
        case 0:
            setInterest(&state, state.isPaused ? [] : .readable)
            return []
        case 1:
            setInterest(&state, state.isPaused ? .writable : [.readable, .writable])
            return []
        default: return lose(&state, PostgresErrors.lost(state.handle.raw, place))
        }
    }

    func setInterest(_ state: inout State, _ interest: SocketReadiness) {
        guard interest != state.interest else { return }
        state.interest = interest
        // What has no socket any more is not waited for.
        guard PQsocket(state.handle.raw) >= 0 else { return state.unwatch() }
        try? state.watch?.setInterest(interest)
    }

    // MARK: Losing

    /// Ends the connection: whoever waits for it gets the error.
    func fail(_ error: DatabaseError) {
        settle(state.withLock { state in state.failure == nil ? lose(&state, error) : [] })
    }

    /// - Parameter isOwn: whether this side ends it, so that the server is the same afterwards.
    func lose(_ state: inout State, _ error: DatabaseError, isOwn: Bool = false) -> [PostgresCompletion] {
        guard state.failure == nil else { return [] }
        state.failure = error
        if error.kind != .closed, !isOwn { descriptions.removeAll() }
        state.unwatch()
        let completions = state.held + state.pending.removeAll().map { $0.failed(error) }
        state.held = []
        state.resumeCopy()
        state.finish()
        onEvent?(.lost(error))
        return completions
    }
}

extension PostgresConnection.State {
    mutating func resumeCopy() {
        copyWaiter?.resume()
        copyWaiter = nil
    }

    /// Why a statement cannot be sent now.
    func refusal(of request: PostgresRequest, _ place: String) -> DatabaseError? {
        guard !isCopying else {
            return DatabaseError(.unsupported, "the connection to \(place) runs a COPY, and nothing else until its end")
        }
        // What the driver itself has sent aside is read before.
        guard let first = pending.first, first.rows != nil || request.rows != nil && first.continuation != nil else {
            return nil
        }
        return DatabaseError(
            .unsupported,
            "the connection to \(place) reads the rows of a stream, and runs nothing else until its end; collect the rows first, or use another connection"
        )
    }
}

extension Database {
    /// Runs a body in a transaction: committed when it returns, rolled back when it throws.
    ///
    /// ```swift
    /// try await database.transaction { tx in
    ///     let order = try await order.insert(in: tx)
    ///     tx.onCommit { try await mail.confirm(order) }
    /// }
    /// ```
    /// - Parameters:
    ///   - options: isolation, read-only, and how many times a serialisation failure or a deadlock runs the body again.
    ///   - body: what is to be kept or undone as a whole. The transaction it gets is good until it returns.
    /// - Throws: what the body throws; ``DatabaseError`` when the transaction cannot begin or be committed. When it is of
    ///   kind ``DatabaseError/Kind/unknownOutcome``, the connection was lost during the COMMIT: the transaction may have been
    ///   kept, so it does not run again, and neither `onCommit` nor `onRollback` does.
    @discardableResult
    public func transaction<Value: Sendable>(
        _ options: TransactionOptions = .default, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        let place = CodePlace(fileID: fileID, line: line)
        var attempt = 0
        while true {
            do {
                return try await once(options, place, body)
            } catch let error as DatabaseError where error.isRetryable && attempt < options.retries {
                attempt += 1
                // Those that collided must not meet again at once.
                let limit = Int64(10) << min(attempt, 7)
                try await Task.sleep(for: .milliseconds(Int64.random(in: 1...limit)))
            }
        }
    }

    /// Runs a body in a transaction that is always rolled back: a test that leaves nothing behind.
    ///
    /// ```swift
    /// try await database.rolledBack { tx in
    ///     try await Artist(id: 0, name: "Queen").insert(in: tx)
    ///     #expect(try await Artist.query.count(in: tx) == 1)
    /// }
    /// ```
    @discardableResult
    public func rolledBack<Value: Sendable>(
        fileID: StaticString = #fileID, line: UInt = #line, _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        do {
            return try await transaction(.default, fileID: fileID, line: line) { tx -> Value in
                throw Finished(value: try await body(tx))
            }
        } catch let finished as Finished<Value> {
            return finished.value
        }
    }

    private struct Finished<Value: Sendable>: Error {
        let value: Value
    }

    private func once<Value: Sendable>(
        _ options: TransactionOptions, _ place: CodePlace, _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        let state = TransactionState()
        if !options.isReadOnly { roles.noteWrite() }
        let outcome: Outcome<Value> = try await driver.withSession(
            SessionRequest(isReadOnly: options.isReadOnly, place: place)
        ) { session in
            try await session.begin(options)
            do {
                let observed = ObservedSession(session: session, observers: observers, isInTransaction: true)
                let value = try await body(Transaction(observed, state: state))
                await state.abandonedStream()
                do { try await session.commit() } catch let error as DatabaseError where error.kind == .unknownOutcome {
                    await session.rollback()
                    return .unknown(error)
                }
                return .kept(value)
            } catch {
                await state.abandonedStream()
                await session.rollback()
                return .undone(error)
            }
        }
        // The connection is back in the pool: what runs now may need one itself.
        switch outcome {
        case .kept(let value):
            await TransactionState.run(state.end(isCommitted: true), "commit")
            return value
        case .undone(let error):
            await TransactionState.run(state.end(isCommitted: false), "rollback")
            throw error
        case .unknown(let error):
            _ = state.end(isCommitted: false)
            throw error
        }
    }

    /// What became of a transaction.
    private enum Outcome<Value: Sendable>: Sendable {
        case kept(Value)
        case undone(any Error)
        case unknown(DatabaseError)
    }
}

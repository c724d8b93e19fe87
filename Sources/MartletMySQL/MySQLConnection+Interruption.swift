import CMartletMySQL
import MartletData

extension MySQLConnection {
    /// Runs a body that uses the connection; what it does is ended when the task is cancelled or takes too long.
    func interruptible<Value>(_ sql: String, _ body: () async throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        guard !socket.isAborted else {
            throw DatabaseError(.connection, "the connection to \(options.name) was lost", sql: sql)
        }
        let interruption = interruption()
        // The server counts the time too; this is for a server or network that no longer answers, and for what MySQL
        // does not limit.
        let timer = options.pool.statementTimeout.map { limit in
            SocketReactor.shared.schedule(after: limit + (isMySQL ? .milliseconds(50) : .seconds(1))) {
                interruption.expire()
            }
        }
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await withTaskCancellationHandler {
                    try await body()
                } onCancel: {
                    interruption.cancel()
                })
        } catch { result = .failure(error) }
        timer?.cancel()
        if await interruption.finish() { await absorb() }
        guard case .failure(let error as DatabaseError) = result, interruption.isCancelled || interruption.isLate,
            error.code == "\(MySQLErrors.interrupted)" || error.kind == .connection
        else { return try result.get() }
        if interruption.isCancelled { throw CancellationError() }
        throw DatabaseError(
            .timeout, "the statement ran longer than statement_timeout in the database's URL allows", code: error.code,
            sql: sql)
    }

    /// Runs what must not be interrupted; it ends with the connection when the server or the network no longer answers.
    func bounded<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        let timer = options.pool.statementTimeout.map { limit in
            SocketReactor.shared.schedule(after: limit + .seconds(1)) { [socket] in socket.abort() }
        }
        defer { timer?.cancel() }
        return try await body()
    }

    private func interruption() -> MySQLInterruption {
        let (id, options, socket) = (threadID, options, socket)
        return MySQLInterruption {
            let other = try await MySQLConnection.connect(options)
            let timer = SocketReactor.shared.schedule(after: options.pool.connectTimeout) { other.socket.abort() }
            let result: Result<Bool, any Error>
            do { result = .success(try await other.command("KILL QUERY \(id)")) } catch { result = .failure(error) }
            timer.cancel()
            await other.close()
            _ = try result.get()
        } giveUp: {
            socket.abort()
        }
    }

    /// Ends a statement of which rows are left that nobody wants.
    func abandon(_ statement: MySQLStatement) async {
        let interruption = interruption()
        // A short rest is read faster than the server is told; one that is long, or comes slowly, is not waited for.
        let haste = SocketReactor.shared.schedule(after: .milliseconds(20)) { interruption.cancel() }
        var rowsLeft = 1000
        while rowsLeft > 0, (try? await next(statement)) == true { rowsLeft -= 1 }
        haste.cancel()
        if rowsLeft == 0 { interruption.cancel() }
        // First told, then read: a rest that comes faster than it is read would never end.
        let wasTold = await interruption.finish()
        let patience = SocketReactor.shared.schedule(after: MySQLInterruption.patience) { [socket] in socket.abort() }
        await close(statement)
        if wasTold { await absorb() }
        patience.cancel()
    }

    /// Runs into the server's interruption in case that it came when the statement was over already.
    private func absorb() async {
        guard !socket.isAborted else { return markBroken() }
        await bounded {
            _ = try? await command("DO 0")
            _ = try? await command("DO 0")
        }
    }
}

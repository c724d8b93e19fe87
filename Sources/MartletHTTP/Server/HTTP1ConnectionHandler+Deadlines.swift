import MartletCore
import NIOCore

extension HTTP1ConnectionHandler {
    func tick(_ now: NIODeadline) {
        guard !upgrading else { return }
        let limits = engine.configuration.limits
        let unsentBytes = unsentBytes
        if unsentBytes != lastUnsentBytes {
            lastUnsentBytes = unsentBytes
            lastProgress = now
        }
        let silence = now - lastProgress
        if let sentFile, silence > .seconds(1), sentFile.isShort { return close() }
        switch state {
        case .closed: return
        case .lingering(let until):
            if now >= until { close() }
        case .finishing:
            if silence > TimeAmount(clamping: limits.idleTime) { close() }
        case .open:
            if let exchange {
                tick(exchange, now)
            } else if unsentBytes > 0 {
                // A client that takes nothing for so long is gone.
                if silence > TimeAmount(clamping: limits.idleTime) { close() }
            } else if isDraining, headStarted == nil || !readAnything {
                // A request may be on its way, so an idle connection is closed a moment after it was told to go.
                if min(silence, now - drainStarted) > .seconds(1) { close() }
            } else if let headStarted {
                guard now - headStarted > TimeAmount(clamping: limits.headerTime) else { return }
                if readAnything { refuse(RefusedRequest(408, "The request did not arrive in time.")) } else { close() }
            } else if silence > TimeAmount(clamping: limits.idleTime) {
                close()
            }
        }
    }

    /// How many bytes of responses the system has not taken.
    private var unsentBytes: Int {
        (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    private func tick(_ exchange: Exchange, _ now: NIODeadline) {
        let limits = engine.configuration.limits
        let silence = now - lastProgress
        let idleTime = TimeAmount(clamping: limits.idleTime)
        let look = exchange.requestIsComplete ? nil : exchange.bodyStream?.look(minimumRate: limits.bodyRate)
        if !exchange.isAnswered, look?.isAwaited == true || look?.hasMoved == true { exchange.handlerSince = now }
        if !exchange.requestIsComplete, exchange.isAnswered {
            // The rest of a body that nobody reads.
            if silence > idleTime || now - exchange.handlerSince > idleTime { close() }
        } else if let look, look.isAwaited {
            // The client owes bytes of the body.
            guard silence > idleTime || look.isTooSlow else { return }
            exchange.keepAlive = false
            exchange.bodyStream?.fail(HTTPError(.requestTimeout, "The content did not arrive in time."))
        } else if !exchange.headIsWritten {
            let limit = TimeAmount(clamping: exchange.requestContext?.timeLimit ?? limits.handlerTime)
            if now - exchange.handlerSince > limit { timeOut(exchange) }
        } else if lastUnsentBytes > 0, silence > idleTime {
            close()
        }
    }

    private func timeOut(_ exchange: Exchange) {
        exchange.task?.cancel()
        exchange.keepAlive = false
        let text = "503 Service Unavailable\nThe answer took too long.\n"
        var response = Response(.serviceUnavailable, text: text)
        response.headers[.connection] = "close"
        writeWhole(response, text, isHead: exchange.method == .head)
        exchange.headIsWritten = true
        exchange.isAnswered = true
        flush()
        finishExchangeIfDone()
    }

    /// Ends what has not finished: its task is cancelled with the connection.
    func abort() { close() }

    var isBusy: Bool { exchange != nil || held != nil }

    /// Finishes what runs: responses say that the connection closes, idle ones are closed by a tick a moment later.
    func drain() {
        isDraining = true
        drainStarted = .now()
    }
}

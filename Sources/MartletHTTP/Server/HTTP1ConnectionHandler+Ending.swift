import MartletCore
import NIOCore
import NIOHTTP1

extension HTTP1ConnectionHandler {
    /// Refuses bytes that are no request: those before are answered first, then the refusal, then the connection ends.
    /// - Parameter head: the head of the request where it could be read.
    func refuse(_ error: RefusedRequest, head: HTTPRequestHead? = nil) {
        guard takesRequests else { return }
        refusal = error
        refusedHead = head
        if isTakingWaiting, exchange == nil { forgetWaiting() }
        settleEnd()
    }

    /// Brings the connection to its end when nothing more can arrive: a request that is incomplete fails, and the
    /// connection closes behind the last answer.
    func settleEnd() {
        guard refusal != nil || inputIsClosed, waiting.isEmpty, case .open = state else { return }
        if let held {
            self.held = nil
            startStreaming(held)
        }
        if let exchange {
            guard !exchange.requestIsComplete else { return }
            exchange.keepAlive = false
            let error = refusal.map { HTTPError($0.status, $0.message) }
            exchange.bodyStream?.fail(
                error ?? HTTPError(.badRequest, "The client closed the connection in the middle of the request."))
            if exchange.isAnswered { linger() }
            return
        }
        if let refusal {
            var response = engine.refuse(refusal, refusedHead, info)
            response.headers[.connection] = "close"
            writeWhole(response, refusal.text, isHead: refusedHead?.method == .HEAD)
        }
        linger()
    }

    /// Writes a short response of the engine's own.
    func writeWhole(_ response: Response, _ text: String, isHead: Bool = false) {
        ResponseHeadEncoder.write(
            response, length: text.utf8.count, isHTTP11: true, keepAlive: false,
            constantHeaders: loopState.constantHeaders, into: &out)
        if !isHead { out.writeString(text) }
    }

    /// Ends the connection behind the last response.
    ///
    /// Closing at once would throw away what the system has not taken yet, and closing with unread bytes would reset the
    /// connection and take the response with it. So our side is closed when everything has left, and what still arrives
    /// is read and thrown away for a while.
    func linger() {
        guard case .open = state, let context else { return }
        flush()
        state = .finishing
        let sent = context.eventLoop.makePromise(of: Void.self)
        if inputIsClosed {
            // With both sides closed the channel would go at once, whatever is still on its way.
            context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: sent)
        } else {
            context.close(mode: .output, promise: sent)
        }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        sent.futureResult.whenComplete { result in bound.value.lastResponseLeft(result) }
        readIsPending = false
        context.read()
    }

    private func lastResponseLeft(_ result: Result<Void, any Error>) {
        guard case .finishing = state else { return }
        if inputIsClosed { return close() }
        guard case .success = result else { return close() }
        state = .lingering(until: loopState.now + .seconds(2))
    }

    func close() {
        guard let context else { return }
        if case .closed = state { return }
        state = .closed
        context.close(promise: nil)
    }
}

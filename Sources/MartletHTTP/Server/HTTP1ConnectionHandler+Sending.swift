import HTTPTypes
import MartletCore
import NIOCore

/// Bodies larger than this are written behind their head instead of being copied beside it.
private let maximumCopiedBody = 16 << 10
/// Past this, responses of one read are passed on before its end, so that a client that takes none is noticed.
private let maximumGathered = 64 << 10

extension HTTP1ConnectionHandler {
    /// Writes a response; returns when its last byte has been handed to the channel.
    func send(_ response: Response, for request: Request, _ exchange: Exchange) async {
        if loopState.loop.inEventLoop {
            if sendAtOnce(response, for: request, exchange) { return }
        } else {
            // A handler that ran elsewhere may come back elsewhere; the connection's state lives on its loop.
            let isSent = try? await loopState.loop.submit { self.sendAtOnce(response, for: request, exchange) }.get()
            if isSent != false { return }
        }
        await sendStream(response, for: request, exchange)
        let loop = loopState.loop
        let finish: @Sendable () -> Void = { self.complete(exchange, request) }
        if loop.inEventLoop { finish() } else { loop.execute(finish) }
    }

    /// Writes what can be written without waiting.
    /// - Returns: `false` when content is left that has to be streamed.
    private func sendAtOnce(_ response: Response, for request: Request, _ exchange: Exchange) -> Bool {
        guard !exchange.isAnswered, case .open = state, self.exchange === exchange else {
            // Nobody waits for this response any more; what it left to be done is done all the same.
            engine.runAfterResponse(request)
            return true
        }
        if isDraining || inputIsClosed, waitingRequests == 0 { exchange.keepAlive = false }
        exchange.headIsWritten = true
        if let upgrade = response.upgrade, response.status == .switchingProtocols, response.headersAreSafe,
            exchange.asksForUpgrade
        {
            ResponseHeadEncoder.write(
                response, length: nil, isHTTP11: true, keepAlive: true, constantHeaders: loopState.constantHeaders,
                isUpgrade: true, into: &out)
            flush()
            exchange.isAnswered = true
            self.exchange = nil
            engine.runAfterResponse(request)
            self.upgrade(upgrade)
            return true
        }
        var response = response
        if !response.headersAreSafe {
            request.logger.error("a response header field contains a line break or NUL; the response was not sent")
            response = Response(.internalServerError, text: "500 Internal Server Error\n")
        }
        if response.status.code < 200 {
            request.logger.error(
                "a handler's response has an interim status; it was not sent",
                metadata: ["http.status": "\(response.status.code)"])
            response = Response(.internalServerError, text: "500 Internal Server Error\n")
        }
        if response.headers[.connection]?.lowercased() == "close" { exchange.keepAlive = false }
        if !exchange.requestIsComplete, exchange.hasUnwantedBody { exchange.keepAlive = false }

        let hasContent = response.status.allowsContent
        let length = hasContent ? response.body.length : 0
        let isChunked = length == nil && exchange.isHTTP11
        if length == nil, !exchange.isHTTP11 { exchange.keepAlive = false }
        ResponseHeadEncoder.write(
            response, length: length, isHTTP11: exchange.isHTTP11, keepAlive: exchange.keepAlive,
            constantHeaders: loopState.constantHeaders, into: &out)
        guard hasContent, exchange.method != .head else {
            complete(exchange, request)
            return true
        }
        switch response.body.storage {
        case .empty: break
        case .string(let string):
            if string.utf8.count <= maximumCopiedBody {
                out.writeString(string)
            } else {
                pass(.byteBuffer(ByteBuffer(string: string)), promise: nil)
            }
        case .buffer(var buffer):
            if buffer.readableBytes <= maximumCopiedBody {
                out.writeBuffer(&buffer)
            } else {
                pass(.byteBuffer(buffer), promise: nil)
            }
        case .file, .stream:
            exchange.isChunkedResponse = isChunked
            exchange.endsWithInput = response.endsWithInput
            // The event of a client that has closed its side does not come twice.
            if inputIsClosed, exchange.endsWithInput { close() }
            flush()
            return false
        }
        complete(exchange, request)
        return true
    }

    private func complete(_ exchange: Exchange, _ request: Request) {
        guard self.exchange === exchange, !exchange.isAnswered else { return engine.runAfterResponse(request) }
        exchange.isAnswered = true
        engine.runAfterResponse(request)
        lastProgress = loopState.now
        exchange.handlerSince = lastProgress
        if out.readableBytes >= maximumGathered { flush() }
        finishExchangeIfDone()
        if !isInReadBurst { flush() }
    }

    // MARK: Streams and files

    private func sendStream(_ response: Response, for request: Request, _ exchange: Exchange) async {
        do {
            switch response.body.storage {
            case .stream(let length, let write):
                let sink = ConnectionSink(
                    connection: self, exchange: exchange, isChunked: exchange.isChunkedResponse, length: length)
                try await write(ResponseWriter(sink))
                try await sink.finish()
            case .file(let slice):
                try await sendFile(slice)
            default: break
            }
        } catch {
            if !(error is CancellationError || error is ChannelError || error is IOError) {
                request.logger.error("a streamed response failed", metadata: ["error": "\(error)"])
            }
            // The head is out: the only honest end is to break off, so that the client sees an incomplete body.
            let loop = loopState.loop
            let close: @Sendable () -> Void = { self.close() }
            if loop.inEventLoop { close() } else { loop.execute(close) }
        }
    }

    /// Sends a part of a file: by `sendfile` where the socket is bare, through memory where it is encrypted.
    private func sendFile(_ slice: FileSlice) async throws {
        guard !engine.configuration.transport.isSecure else {
            return try await slice.forEachPart { try await self.write(.byteBuffer($0)) }
        }
        let file = try await slice.opened()
        let start = Int(slice.offset)
        let region = FileRegion(fileHandle: file.handle, readerIndex: start, endIndex: start + slice.length)
        try await write(.fileRegion(region), sending: SentFile(slice: slice, file: file))
        withExtendedLifetime(file) {}
    }

    /// Writes and waits until the bytes have left.
    private func write(_ data: IOData, sending file: SentFile? = nil) async throws {
        let loop = loopState.loop
        try await loop.flatSubmit {
            let promise = loop.makePromise(of: Void.self)
            self.sentFile = file
            self.pass(data, promise: promise)
            return promise.futureResult.always { _ in self.sentFile = nil }
        }.get()
    }

    /// Passes bytes of a stream on, and waits while the client is slower than the application.
    func writeStreamed(_ parts: [ByteBuffer], _ exchange: Exchange) async throws {
        try await writers.write(on: loopState.loop) {
            guard case .open = self.state, self.exchange === exchange, let context = self.context else { return nil }
            self.flush()
            for part in parts { context.write(self.wrapOutboundOut(.byteBuffer(part)), promise: nil) }
            context.flush()
            // The write may have found that the client has gone, which ends the connection here and now.
            guard case .open = self.state else { return nil }
            self.lastProgress = self.loopState.now
            return context.channel.isWritable
        }
    }
}

/// A file on its way out by `sendfile`.
struct SentFile: Sendable {
    let slice: FileSlice
    let file: OpenFile

    /// Whether the file has been cut off: `sendfile` then sends nothing more, and the socket stays writable, so that
    /// the event loop would try again and again.
    var isShort: Bool { (try? slice.checkLength(of: file)) == nil }
}

extension HTTPResponse.Status {
    /// Whether a response of this status may have content (RFC 9110 §6.4.1, §15.3.6).
    package var allowsContent: Bool { announcesLength && code != 205 }

    /// Whether a response of this status says how long its content is; a 205 says that it has none.
    package var announcesLength: Bool { code >= 200 && code != 204 && code != 304 }
}

extension Response {
    /// Whether no header field could end its line early.
    package var headersAreSafe: Bool {
        for (name, value) in headers where !Headers.isSafe(name, value) { return false }
        return true
    }
}

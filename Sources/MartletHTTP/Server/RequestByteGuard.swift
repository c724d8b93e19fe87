import NIOCore
import NIOHTTP1

/// Counts bytes ahead of the decoder, which reports an overlong target and overlong fields alike and does not bound
/// what stands around the content of chunks.
final class RequestByteGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: HTTP1ConnectionHandler
    private let limits: ServerLimits
    /// Bytes of the head that is arriving, those of the request line apart.
    private var lineBytes = 0
    private var headBytes = 0
    private var lineIsComplete = false
    /// How the head that is arriving begins, while it may turn out to be none.
    private(set) var firstBytes = ByteBuffer()

    init(connection: HTTP1ConnectionHandler, limits: ServerLimits) {
        self.connection = connection
        self.limits = limits
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What comes behind the last request is not even looked at.
        guard connection.takesRequests || connection.upgrading else { return }
        let buffer = unwrapInboundIn(data)
        connection.readAnything = true
        if connection.exchange == nil, connection.held == nil {
            if connection.headStarted == nil { connection.headStarted = connection.loopState.now }
            if lineBytes == 0 { firstBytes = buffer }
            guard countHead(buffer) else { return }
        } else {
            startHead()
            guard countBody(buffer) else { return }
        }
        let before = connection.requestsSeen
        context.fireChannelRead(data)
        if connection.requestsSeen != before {
            startHead()
        } else if firstBytes.readableBytes > 0 {
            // Keeping the whole read would keep its memory for as long as the connection lasts.
            firstBytes = ByteBuffer(bytes: firstBytes.readableBytesView.prefix(32))
        }
    }

    private func startHead() {
        lineBytes = 0
        headBytes = 0
        lineIsComplete = false
        firstBytes = ByteBuffer()
    }

    private func countHead(_ buffer: ByteBuffer) -> Bool {
        if lineIsComplete {
            headBytes += buffer.readableBytes
        } else if let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
            let length = end - buffer.readerIndex + 1
            lineBytes += length
            lineIsComplete = true
            headBytes += buffer.readableBytes - length
        } else {
            lineBytes += buffer.readableBytes
        }
        if lineBytes > limits.targetBytes + 32 {
            connection.refuse(RefusedRequest(414, "The request target is longer than \(limits.targetBytes) bytes."))
            return false
        }
        // One read may bring more than this head, so only bytes of earlier reads are known to belong to it.
        if headBytes > limits.headerBytes + (lineIsComplete ? buffer.readableBytes : 0) {
            connection.refuse(RefusedRequest(431, "The header fields are longer than \(limits.headerBytes) bytes."))
            return false
        }
        return true
    }

    private func countBody(_ buffer: ByteBuffer) -> Bool {
        guard let exchange = connection.exchange, exchange.isChunked, !exchange.requestIsComplete else { return true }
        // A chunk of one byte needs six bytes around it; anything beyond that ratio is padding. The bytes of this read
        // are not yet known to be content.
        let overhead = exchange.wireBytes - exchange.receivedBytes
        let content = exchange.receivedBytes
        exchange.wireBytes += buffer.readableBytes
        guard overhead <= (16 << 10) + limits.headerBytes + 8 * content else {
            connection.refuse(RefusedRequest(400, "The chunks have too much around their content."))
            return false
        }
        return true
    }
}

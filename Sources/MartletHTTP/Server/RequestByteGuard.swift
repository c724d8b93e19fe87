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
    @exclusivity(unchecked) private var lineBytes = 0
    @exclusivity(unchecked) private var headBytes = 0
    private var lineIsComplete = false
    /// Whether the head that is arriving may have begun behind another request in the same read, so that its line cannot
    /// be told from its fields.
    private var mayHaveBegun = false
    private static let keptBytes = 64
    /// How the head that is arriving begins, while it may turn out to be none.
    @exclusivity(unchecked) private var beginning = ByteBuffer()
    /// How many heads had been decoded when `beginning` was read.
    private var beginningSeen = 0

    init(connection: HTTP1ConnectionHandler, limits: ServerLimits) {
        self.connection = connection
        self.limits = limits
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What follows a change of protocol is no request; the decoder keeps it until it is removed.
        guard !connection.upgrading else { return context.fireChannelRead(data) }
        // What comes behind the last request is not even looked at.
        guard connection.takesRequests else { return }
        let buffer = unwrapInboundIn(data)
        connection.readAnything = true
        let endsWithEmptyLine = Self.endsWithEmptyLine(buffer)
        if connection.exchange == nil, connection.held == nil {
            if connection.headStarted == nil { connection.headStarted = connection.loopState.now }
            if lineBytes == 0, headBytes == 0 {
                beginning = buffer
                beginningSeen = connection.requestsSeen
            } else if !lineIsComplete, beginning.readableBytes < Self.keptBytes {
                beginning.writeBytes(buffer.readableBytesView.prefix(Self.keptBytes))
            }
            guard countHead(buffer) else { return }
        } else {
            startHead(behind: endsWithEmptyLine)
            guard countBody(buffer) else { return }
        }
        let before = connection.requestsSeen
        context.fireChannelRead(data)
        if connection.requestsSeen != before {
            startHead(behind: endsWithEmptyLine)
        } else if beginning.readableBytes > 0 {
            // Keeping the whole read would keep its memory for as long as the connection lasts.
            beginning = ByteBuffer(bytes: beginning.readableBytesView.prefix(Self.keptBytes))
        }
    }

    /// How the head that is arriving begins; nothing when it came in one read with the request before it.
    var firstBytes: ByteBufferView {
        (beginningSeen == connection.requestsSeen ? beginning : ByteBuffer()).readableBytesView
    }

    /// A read that ends so ends with a head, with chunks or inside of content, and never within a head.
    private static func endsWithEmptyLine(_ buffer: ByteBuffer) -> Bool {
        buffer.getInteger(at: buffer.writerIndex - 4, as: UInt32.self) == 0x0D0A_0D0A
    }

    private func startHead(behind emptyLine: Bool) {
        lineBytes = 0
        headBytes = 0
        lineIsComplete = false
        mayHaveBegun = !emptyLine
        beginning = ByteBuffer()
    }

    private func countHead(_ buffer: ByteBuffer) -> Bool {
        if mayHaveBegun {
            // The decoded head is measured exactly; this bounds what is kept until then.
            headBytes += buffer.readableBytes
            guard headBytes - buffer.readableBytes <= limits.targetBytes + limits.headerBytes else {
                connection.refuse(RefusedRequest(431, "The head of the request is too long."))
                return false
            }
            return true
        }
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

import HTTPTypes
import MartletHTTP
import NIOCore
import NIOHTTP1
import NIOPosix

/// Sends each request over a TCP connection of its own.
struct LiveExchange: TestExchange {
    /// How long a response may take before the test fails.
    static let timeLimit = TimeAmount.seconds(60)

    let port: Int
    let running: RunningApp

    var host: String { "127.0.0.1:\(port)" }

    func send(
        _ method: HTTPRequest.Method, _ target: String, _ headers: Headers, _ body: ByteBuffer
    ) async throws -> TestResponse {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: TestResponse.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(ResponseCollector(promise))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let timeout = loop.scheduleTask(in: Self.timeLimit) {
            promise.fail(
                TestFailure(
                    "no response to \(method) \(target) within \(Self.timeLimit.nanoseconds / 1_000_000_000) seconds"))
        }
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: method.rawValue), uri: target, headers: headers.storage)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if body.readableBytes > 0 { channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil) }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let result = await promise.futureResult.result
        timeout.cancel()
        channel.close(promise: nil)
        return try result.get()
    }
}

extension EventLoopFuture where Value: Sendable {
    /// The outcome, whichever it is.
    fileprivate var result: Result<Value, any Error> {
        get async {
            do { return .success(try await get()) } catch { return .failure(error) }
        }
    }
}

/// Collects one response.
final class ResponseCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<TestResponse>
    private var head: HTTPResponseHead?
    private var body = ByteBuffer()

    init(_ promise: EventLoopPromise<TestResponse>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(var part): body.writeBuffer(&part)
        case .end(let trailers):
            guard let head, head.status.code >= 200 || head.status.code == 101 else { return }
            let status = HTTPResponse.Status(code: Int(head.status.code), reasonPhrase: head.status.reasonPhrase)
            promise.succeed(
                TestResponse(
                    status: status, headers: Headers(head.headers), body: body,
                    trailers: trailers.map { Headers($0) } ?? Headers()))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(TestFailure("the server closed the connection before its response was complete"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}

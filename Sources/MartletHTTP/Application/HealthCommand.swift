import MartletCore
import NIOCore
import NIOHTTP1
import NIOPosix

/// `App health`: asks the application that runs here whether it is ready, and ends with status 0 or 1.
///
/// The health check of a container or an orchestrator that has no other HTTP client.
struct HealthCommand {
    /// How long the answer may take.
    static let timeLimit = TimeAmount.seconds(8)

    let configuration: ServerConfiguration

    func run() async throws {
        guard !configuration.transport.isSecure else {
            throw HealthCommandError(
                "the application speaks TLS; ask \(Health.readyPath) by a client that trusts its certificate")
        }
        let (address, place) = try target()
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = loop.makePromise(of: String.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .connectTimeout(Self.timeLimit)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(StatusCollector(answer))
                    }
                }
                .connect(to: address).get()
        } catch {
            answer.fail(error)
            throw HealthCommandError("nothing answers at \(place)")
        }
        let timeout = loop.scheduleTask(in: Self.timeLimit) {
            answer.fail(
                HealthCommandError(
                    "no answer from \(place) within \(Self.timeLimit.nanoseconds / 1_000_000_000) seconds"))
        }
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: Health.readyPath,
            headers: ["Host": "localhost", "Connection": "close", "User-Agent": "martlet-health"])
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        defer {
            timeout.cancel()
            channel.close(promise: nil)
        }
        let text = try await answer.futureResult.get()
        guard text.hasPrefix("200 ") else { throw HealthCommandError("\(place) answers \(text)") }
    }

    /// Where the application listens; this machine's own address when it listens on all.
    private func target() throws -> (SocketAddress, String) {
        switch configuration.addresses.first {
        case .hostname(let host, let port)?:
            let isEverywhere = ["0.0.0.0", "::", "localhost", ""].contains(host)
            let own = isEverywhere ? "127.0.0.1" : host
            return (try .makeAddressResolvingHost(own, port: port), "\(own):\(port)")
        case .unixSocket(let path)?: return (try SocketAddress(unixDomainSocketPath: path), "unix:\(path)")
        case .inherited?, nil:
            throw HealthCommandError(
                "the application listens on an inherited socket; set HOST and PORT to where that is")
        }
    }
}

/// The application is not ready; the reason is for the log of whoever asked.
struct HealthCommandError: Error, CustomStringConvertible {
    let description: String
    init(_ reason: String) { description = "not ready: \(reason)" }
}

/// Takes status and the first line of the content.
private final class StatusCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<String>
    private var status = ""
    private var body = ""

    init(_ promise: EventLoopPromise<String>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = "\(head.status.code)"
        case .body(let part) where body.utf8.count < 1_024: body += String(buffer: part)
        case .body: break
        case .end: promise.succeed("\(status) \(body.prefix { $0 != "\n" })")
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(HealthCommandError("the connection was closed without an answer"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(HealthCommandError("what answers is not HTTP"))
        context.close(promise: nil)
    }
}

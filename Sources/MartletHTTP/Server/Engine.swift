import MartletCore
import NIOCore
import Synchronization

/// What all connections of a server share: the application, the configuration, counts, work after responses.
final class Engine: Sendable {
    let application: Application
    let configuration: ServerConfiguration
    let background = BackgroundWork()
    private let connectionCount = Atomic<Int>(0)

    init(application: Application, configuration: ServerConfiguration) {
        self.application = application
        self.configuration = configuration
    }

    /// Counts a connection in.
    /// - Returns: `false` when there are too many.
    func admitConnection() -> Bool {
        let count = connectionCount.add(1, ordering: .relaxed).newValue
        guard count <= configuration.limits.connections else {
            connectionCount.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    func dismissConnection() { connectionCount.subtract(1, ordering: .relaxed) }
    var openConnections: Int { connectionCount.load(ordering: .relaxed) }

    /// Makes the request that the application sees.
    func request(_ head: CheckedRequestHead, body: RequestBody, _ info: ConnectionInfo) -> Request {
        let context = RequestContext(application: application.context, connection: info)
        if head.asksForUpgrade { context.offersUpgrade = true }
        if head.hasMalformedQuery { context.unrouted = .query }
        var body = body
        body.limit = configuration.limits.bodyBytes
        let request = Request(
            method: head.method, target: head.target, headers: head.headers, body: body, context: context)
        if !configuration.trustedProxies.isEmpty {
            ProxyHeaders.apply(to: request, trusting: configuration.trustedProxies)
        }
        return request
    }

    /// Starts what a handler left to be done after its response.
    func runAfterResponse(_ request: Request) {
        let work = request.context.takeAfterResponse()
        guard !work.isEmpty else { return }
        background.start { for step in work { await step() } }
    }
}

/// Work that outlives its request and that a graceful shutdown waits for.
final class BackgroundWork: Sendable {
    private let running = Atomic<Int>(0)

    func start(_ work: @escaping @Sendable () async -> Void) {
        running.add(1, ordering: .relaxed)
        Task {
            await work()
            running.subtract(1, ordering: .relaxed)
        }
    }

    var isIdle: Bool { running.load(ordering: .relaxed) == 0 }
}

import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// A connection as its event loop sees it.
protocol LoopConnection: AnyObject {
    /// Looks at the connection's deadlines.
    func tick(_ now: NIODeadline)
    /// Finishes what runs, then closes.
    func drain()
    /// Closes now, whatever runs.
    func abort()
    /// Whether a request is being read or answered.
    var isBusy: Bool { get }
}

/// What the connections of one event loop share: the executor, the clock, the date, the list of connections.
///
/// Deadlines are looked at by one timer for the whole loop rather than one for each connection, so that a request
/// schedules nothing.
final class LoopState: @unchecked Sendable {  // safe: every mutable member is touched on `loop` only
    static let tickInterval = TimeAmount.milliseconds(250)

    let loop: any EventLoop
    let executor: LoopExecutor
    /// The time of the last tick, exact to a quarter of a second.
    private(set) var now = NIODeadline.now()
    /// `Date: …` and `Server: …` as they stand in a response head.
    private(set) var constantHeaders: ByteBuffer
    /// The value of the `Date` field.
    private(set) var date = ""
    private(set) var isDraining = false
    /// How many handlers have begun and not ended, those included whose client has gone or got an answer without them.
    var runningHandlers = 0

    private var connections: [ObjectIdentifier: any LoopConnection] = [:]
    private var lastSecond = 0
    private var timer: RepeatedTask?
    private let serverHeader: String

    init(loop: any EventLoop, serverName: String?) {
        self.loop = loop
        executor = LoopExecutor(loop)
        serverHeader = serverName.map { "Server: \($0)\r\n" } ?? ""
        constantHeaders = ByteBuffer()
        refreshDate()
    }

    func start() {
        timer = loop.scheduleRepeatedTask(initialDelay: Self.tickInterval, delay: Self.tickInterval) { _ in
            self.tick()
        }
    }

    func stop() { timer?.cancel() }

    var requestsInProgress: Int { connections.values.count { $0.isBusy } }

    func add(_ connection: any LoopConnection) { connections[ObjectIdentifier(connection)] = connection }
    func remove(_ connection: any LoopConnection) { connections[ObjectIdentifier(connection)] = nil }

    func drain() {
        isDraining = true
        for connection in Array(connections.values) { connection.drain() }
    }

    func abort() {
        for connection in Array(connections.values) { connection.abort() }
    }

    private func tick() {
        now = .now()
        refreshDate()
        for connection in Array(connections.values) { connection.tick(now) }
    }

    private func refreshDate() {
        var seconds = time(nil)
        guard seconds != lastSecond else { return }
        lastSecond = seconds
        var parts = tm()
        gmtime_r(&seconds, &parts)
        date = HTTPDate.format(parts)
        constantHeaders = ByteBuffer(string: "Date: \(date)\r\n\(serverHeader)")
    }
}

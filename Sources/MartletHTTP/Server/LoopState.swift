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

    func add(_ connection: any LoopConnection) { connections[ObjectIdentifier(connection)] = connection }
    func remove(_ connection: any LoopConnection) { connections[ObjectIdentifier(connection)] = nil }
    var connectionCount: Int { connections.count }

    func drain() {
        isDraining = true
        for connection in Array(connections.values) { connection.drain() }
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

/// The date format of HTTP (RFC 9110 §5.6.7).
package enum HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// A time as `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func format(secondsSinceEpoch: Int) -> String {
        var seconds = time_t(secondsSinceEpoch)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return format(parts)
    }

    /// The seconds since 1970 of a date in the preferred format; `nil` for anything else.
    package static func parse(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let clock = parts[4].split(separator: ":").map { Int($0) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            (1...31).contains(day), (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second),
            (1900...9999).contains(year)
        else { return nil }
        var value = tm()
        value.tm_mday = Int32(day)
        value.tm_mon = Int32(month)
        value.tm_year = Int32(year - 1900)
        value.tm_hour = Int32(hour)
        value.tm_min = Int32(minute)
        value.tm_sec = Int32(second)
        return timegm(&value)
    }

    static func format(_ parts: tm) -> String {
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let day = days[Int(parts.tm_wday) % 7]
        let month = months[Int(parts.tm_mon) % 12]
        return "\(day), \(two(parts.tm_mday)) \(month) \(parts.tm_year + 1900) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }
}

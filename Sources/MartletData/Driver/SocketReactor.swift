import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a socket is ready for, or what is waited for. The end of a connection and an error count as both.
public struct SocketReadiness: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// There is something to read, or the other side has closed.
    public static let readable = SocketReadiness(rawValue: 1)
    /// Something can be written.
    public static let writable = SocketReadiness(rawValue: 2)
}

/// One thread that waits for the sockets of all database connections, and for moments.
///
/// Drivers over C libraries hand it the library's socket, and are called when the library has something to do:
///
/// ```swift
/// let watch = try SocketReactor.shared.watch(descriptor, for: .readable) { _ in connection.readInput() }
/// let timer = SocketReactor.shared.schedule(after: .seconds(5)) { connection.giveUp() }
/// ```
///
/// What it calls runs on its thread and must not wait for anything. The thread starts with the first use and sleeps while
/// there is nothing to do.
public final class SocketReactor: Sendable {
    /// The reactor of the process.
    public static let shared = SocketReactor()

    private let state = Mutex(State())

    private struct Watched {
        let descriptor: Int32
        var interest: SocketReadiness
        let handler: @Sendable (SocketReadiness) -> Void
    }

    private struct State {
        var selector: SocketSelector?
        var wakeDescriptor: Int32 = -1
        var nextKey: UInt64 = 1
        var watched: [UInt64: Watched] = [:]
        var timers = TimerQueue()
        /// Until when the thread sleeps; `nil` while it does not, or sleeps without an end.
        var sleepsUntil: ContinuousClock.Instant?
        var sleeps = false

        /// Whether the thread would sleep past a moment.
        func oversleeps(_ moment: ContinuousClock.Instant) -> Bool {
            sleeps && (sleepsUntil.map { moment < $0 } ?? true)
        }
    }

    init() {}

    /// Watches a socket until the watch is cancelled, which has to happen before the descriptor is closed.
    /// - Parameters:
    ///   - descriptor: the socket.
    ///   - interest: what is waited for; ``Watch/setInterest(_:)`` changes it.
    ///   - handler: is called again and again, on the reactor's thread, as long as the socket is ready for what is waited
    ///     for.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/connection`` when the system refuses.
    public func watch(
        _ descriptor: Int32, for interest: SocketReadiness = .readable,
        handler: @escaping @Sendable (SocketReadiness) -> Void
    ) throws(DatabaseError) -> Watch {
        let (key, wakes) = try state.withLock { state throws(DatabaseError) in
            let selector = try start(&state)
            let key = state.nextKey
            state.nextKey += 1
            try selector.change(descriptor, key: key, from: [], to: interest)
            state.watched[key] = Watched(descriptor: descriptor, interest: interest, handler: handler)
            return (key, Self.mustWakeForChanges)
        }
        if wakes { wake() }
        return Watch(reactor: self, key: key)
    }

    /// Calls a body once, on the reactor's thread, after a time; exact to some milliseconds.
    /// - Returns: what cancels it.
    @discardableResult
    public func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> Timer {
        let deadline = ContinuousClock.now + delay
        let (key, wakes) = state.withLock { state in
            // A system without descriptors or threads cannot have connections either: their `watch` reports it.
            _ = try? start(&state)
            let key = state.nextKey
            state.nextKey += 1
            state.timers.add(key, deadline, body)
            return (key, state.oversleeps(deadline))
        }
        if wakes { wake() }
        return Timer(reactor: self, key: key)
    }

    /// A socket that is watched.
    public struct Watch: Sendable {
        fileprivate let reactor: SocketReactor
        fileprivate let key: UInt64

        /// Changes what is waited for; with nothing the handler is not called until that changes again.
        public func setInterest(_ interest: SocketReadiness) throws(DatabaseError) {
            try reactor.change(key, to: interest)
        }

        /// Ends it: the handler is not called again, though it may be running right now.
        public func cancel() { reactor.remove(key) }

        /// Ends the watch of a socket that a library has closed already: the system has forgotten it, and its number may
        /// belong to another socket by now.
        public func forget() { reactor.remove(key, isClosed: true) }
    }

    /// A body that is called later.
    public struct Timer: Sendable {
        fileprivate let reactor: SocketReactor
        fileprivate let key: UInt64

        /// Ends it, unless the body has been called.
        public func cancel() { reactor.state.withLock { $0.timers.remove(key) } }
    }

    private func change(_ key: UInt64, to interest: SocketReadiness) throws(DatabaseError) {
        let wakes = try state.withLock { state throws(DatabaseError) in
            guard let watched = state.watched[key], watched.interest != interest else { return false }
            try state.selector?.change(watched.descriptor, key: key, from: watched.interest, to: interest)
            state.watched[key]?.interest = interest
            return Self.mustWakeForChanges
        }
        if wakes { wake() }
    }

    private func remove(_ key: UInt64, isClosed: Bool = false) {
        let wakes = state.withLock { state in
            guard let watched = state.watched.removeValue(forKey: key) else { return false }
            if !isClosed || Self.mustWakeForChanges {
                try? state.selector?.change(watched.descriptor, key: key, from: watched.interest, to: [])
            }
            return Self.mustWakeForChanges
        }
        if wakes { wake() }
    }

    /// epoll counts a change at once, poll from its next call.
    private static var mustWakeForChanges: Bool {
        #if os(Linux)
            false
        #else
            true
        #endif
    }

    private static let wakeKey: UInt64 = 0

    private func start(_ state: inout State) throws(DatabaseError) -> SocketSelector {
        if let selector = state.selector { return selector }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.failure("pipe") }
        for end in ends {
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        do {
            let selector = try SocketSelector()
            try selector.change(ends[0], key: Self.wakeKey, from: [], to: .readable)
            let wakes = ends[0]
            try DriverThread.start { [self] in run(selector, wakes) }
            state.selector = selector
            state.wakeDescriptor = ends[1]
            return selector
        } catch {
            for end in ends { _ = close(end) }
            throw error
        }
    }

    private func wake() {
        let descriptor = state.withLock { $0.wakeDescriptor }
        var byte: UInt8 = 0
        // A pipe that is full wakes as well.
        _ = write(descriptor, &byte, 1)
    }

    private func run(_ selector: SocketSelector, _ wakes: Int32) {
        while true {
            let wait = state.withLock { state -> SocketSelector.Wait in
                state.sleeps = true
                state.sleepsUntil = state.timers.next
                return state.timers.next.map { .milliseconds(Self.milliseconds(until: $0)) } ?? .forever
            }
            let ready = selector.wait(wait)
            let due = state.withLock { state in
                state.sleeps = false
                return state.timers.due(ContinuousClock.now)
            }
            for (key, readiness) in ready {
                if key == Self.wakeKey {
                    Self.drain(wakes)
                } else if let handler = state.withLock({ $0.watched[key]?.handler }) {
                    handler(readiness)
                }
            }
            for body in due { body() }
        }
    }

    /// Rounded up, so that the thread does not wake before the moment again and again.
    private static func milliseconds(until moment: ContinuousClock.Instant) -> Int32 {
        let (seconds, attoseconds) = (moment - ContinuousClock.now).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let rest = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: min(seconds, 86_400) * 1000 + rest)
    }

    private static func drain(_ descriptor: Int32) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { bytes in
            while read(descriptor, bytes.baseAddress, bytes.count) == bytes.count {}
        }
    }

    static func failure(_ call: String) -> DatabaseError {
        let code = errno
        let text = strerror(code).map { String(cString: $0) } ?? "unknown"
        return DatabaseError(
            .connection, "\(call) failed: \(text) (error \(code)); the limit of open files may be too low (ulimit -n)")
    }
}

/// What is to be called at which moment: a heap.
struct TimerQueue {
    private var heap: [(moment: ContinuousClock.Instant, key: UInt64)] = []
    private var bodies: [UInt64: @Sendable () -> Void] = [:]

    /// The earliest moment; that of a body which was removed may count.
    var next: ContinuousClock.Instant? { heap.first?.moment }
    var count: Int { bodies.count }

    mutating func add(_ key: UInt64, _ moment: ContinuousClock.Instant, _ body: @escaping @Sendable () -> Void) {
        bodies[key] = body
        heap.append((moment, key))
        var child = heap.count - 1
        while child > 0, heap[child].moment < heap[(child - 1) / 2].moment {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func remove(_ key: UInt64) {
        bodies[key] = nil
        while let first = heap.first, bodies[first.key] == nil { pop() }
        if heap.count > 64, heap.count > bodies.count * 2 { rebuild() }
    }

    /// Takes out what is due.
    mutating func due(_ now: ContinuousClock.Instant) -> [@Sendable () -> Void] {
        var due: [@Sendable () -> Void] = []
        while let first = heap.first, first.moment <= now || bodies[first.key] == nil {
            pop()
            if let body = bodies.removeValue(forKey: first.key) { due.append(body) }
        }
        return due
    }

    private mutating func rebuild() {
        // A sorted array is a heap.
        heap = heap.filter { bodies[$0.key] != nil }.sorted { $0.moment < $1.moment }
    }

    private mutating func pop() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].moment < heap[least].moment {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}

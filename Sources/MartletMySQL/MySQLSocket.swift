import CMartletMySQL
import MartletData
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Waits for the socket of a connection in the way that libmariadb asks for.
final class MySQLSocket: Sendable {
    private struct State: ~Copyable {
        var watch: SocketReactor.Watch?
        var descriptor: Int32 = -1
        var waiter: CheckedContinuation<Int32, Never>?
        var isAborted = false
    }

    private let state = Mutex(State())

    /// Waits until the socket is ready.
    /// - Parameters:
    ///   - status: what libmariadb waits for, `MYSQL_WAIT_READ` and so on.
    ///   - descriptor: the socket, which changes while a connection is made.
    /// - Returns: what happened, for libmariadb; `MYSQL_WAIT_TIMEOUT` once the connection was given up.
    func wait(_ status: Int32, _ descriptor: Int32) async -> Int32 {
        await withCheckedContinuation { continuation in
            let isRefused = state.withLock { state -> Bool in
                guard !state.isAborted else {
                    Self.end(descriptor)
                    return true
                }
                var interest: SocketReadiness = []
                if status & MYSQL_WAIT_READ != 0 || status & MYSQL_WAIT_EXCEPT != 0 { interest.insert(.readable) }
                if status & MYSQL_WAIT_WRITE != 0 { interest.insert(.writable) }
                state.waiter = continuation
                do {
                    if let watch = state.watch, state.descriptor == descriptor {
                        try watch.setInterest(interest)
                    } else {
                        state.watch?.cancel()
                        state.watch = try SocketReactor.shared.watch(descriptor, for: interest) {
                            [weak self] readiness in
                            self?.becameReady(readiness)
                        }
                        state.descriptor = descriptor
                    }
                    return false
                } catch {
                    state.waiter = nil
                    return true
                }
            }
            if isRefused { continuation.resume(returning: MYSQL_WAIT_TIMEOUT) }
        }
    }

    private func becameReady(_ readiness: SocketReadiness) {
        let waiter = state.withLock { state in
            // Until somebody waits again, nothing is asked: the rest of a result lies there while a batch is worked on.
            try? state.watch?.setInterest([])
            defer { state.waiter = nil }
            return state.waiter
        }
        var status: Int32 = 0
        if readiness.contains(.readable) { status |= MYSQL_WAIT_READ }
        if readiness.contains(.writable) { status |= MYSQL_WAIT_WRITE }
        waiter?.resume(returning: status)
    }

    /// Gives the connection up: who waits learns that time is over, and so does who waits later.
    func abort() {
        let waiter = state.withLock { state in
            state.isAborted = true
            Self.end(state.descriptor)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: MYSQL_WAIT_TIMEOUT)
    }

    /// Has all reading and writing fail: under TLS libmariadb does not look at the time being over, and would ask to wait
    /// again and again.
    private static func end(_ descriptor: Int32) {
        guard descriptor >= 0 else { return }
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Waits on the calling thread until a socket is ready, or until a moment, after which it is of no use.
    /// - Returns: what happened, for libmariadb.
    static func wait(_ status: Int32, _ descriptor: Int32, until deadline: ContinuousClock.Instant) -> Int32 {
        var events: Int16 = 0
        if status & MYSQL_WAIT_READ != 0 { events |= Int16(POLLIN) }
        if status & MYSQL_WAIT_WRITE != 0 { events |= Int16(POLLOUT) }
        if status & MYSQL_WAIT_EXCEPT != 0 { events |= Int16(POLLPRI) }
        var polled = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            let rest = (deadline - ContinuousClock.now) / .milliseconds(1)
            let count = rest > 0 ? poll(&polled, 1, Int32(min(rest, 86_400_000)) + 1) : 0
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                end(descriptor)
                return MYSQL_WAIT_TIMEOUT
            }
            let ended = Int16(POLLERR) | Int16(POLLHUP) | Int16(POLLNVAL)
            var ready: Int32 = 0
            if polled.revents & (Int16(POLLIN) | ended) != 0 { ready |= MYSQL_WAIT_READ }
            if polled.revents & (Int16(POLLOUT) | ended) != 0 { ready |= MYSQL_WAIT_WRITE }
            if polled.revents & Int16(POLLPRI) != 0 { ready |= MYSQL_WAIT_EXCEPT }
            return ready
        }
    }

    /// Has reading and writing say that they would have to wait, in place of waiting.
    static func neverBlock(_ descriptor: Int32) {
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    /// Has the system notice within a minute that the server has vanished without a word.
    static func noticeLoss(_ descriptor: Int32) {
        guard descriptor >= 0 else { return }
        #if canImport(Darwin)
            let settings: [(Int32, Int32, Int32)] = [
                (SOL_SOCKET, SO_KEEPALIVE, 1), (Int32(IPPROTO_TCP), TCP_KEEPALIVE, 30),
            ]
        #else
            let tcp = Int32(IPPROTO_TCP)
            let settings: [(Int32, Int32, Int32)] = [
                (SOL_SOCKET, SO_KEEPALIVE, 1), (tcp, TCP_KEEPIDLE, 30), (tcp, TCP_KEEPINTVL, 10), (tcp, TCP_KEEPCNT, 3),
                (tcp, TCP_USER_TIMEOUT, 60_000),
            ]
        #endif
        for (level, name, number) in settings {
            var number = number
            // Refused by a local socket, which needs none of it.
            _ = setsockopt(descriptor, level, name, &number, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// Whether there is something to read, or the other side has closed.
    static func hasInput(_ descriptor: Int32) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) != 0
    }

    /// Whether the connection was given up.
    var isAborted: Bool { state.withLock { $0.isAborted } }

    /// Ends the watch; before the socket is closed, or may be replaced by another.
    func unwatch() {
        state.withLock { state in
            state.watch?.cancel()
            state.watch = nil
            state.descriptor = -1
        }
    }
}

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import CMartletEpoll
    import Glibc
#elseif canImport(Musl)
    import CMartletEpoll
    import Musl
#endif

/// What the system says of sockets: epoll on Linux, poll elsewhere. Used by ``SocketReactor`` alone.
///
/// Sockets are told apart by a number that is never used twice, since the system uses a descriptor again once it is
/// closed.
struct SocketSelector {
    typealias Key = UInt64

    enum Wait {
        case forever
        case milliseconds(Int32)

        fileprivate var limit: Int32 {
            switch self {
            case .forever: -1
            case .milliseconds(let limit): max(0, limit)
            }
        }
    }

    #if os(Linux)
        private let queue: Int32

        init() throws(DatabaseError) {
            queue = epoll_create1(Int32(bitPattern: UInt32(O_CLOEXEC)))
            guard queue >= 0 else { throw SocketReactor.failure("epoll_create1") }
        }

        func close() { _ = unistdClose(queue) }

        /// Changes what is waited for; nothing at all takes the socket out, since a socket that is waited for always
        /// tells of its end.
        func change(
            _ descriptor: Int32, key: Key, from old: SocketReadiness, to new: SocketReadiness
        ) throws(DatabaseError) {
            guard old != new else { return }
            var event = epoll_event()
            event.data.u64 = key
            if new.contains(.readable) { event.events |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue }
            if new.contains(.writable) { event.events |= EPOLLOUT.rawValue }
            let operation = old.isEmpty ? EPOLL_CTL_ADD : new.isEmpty ? EPOLL_CTL_DEL : EPOLL_CTL_MOD
            guard epoll_ctl(queue, operation, descriptor, &event) == 0 || new.isEmpty else {
                throw SocketReactor.failure("epoll_ctl")
            }
        }

        /// Waits until a socket is ready, and says which are.
        func wait(_ wait: Wait) -> [(key: Key, readiness: SocketReadiness)] {
            withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { events in
                let count = epoll_wait(queue, events.baseAddress, Int32(events.count), wait.limit)
                guard count > 0 else { return [] }
                return events.prefix(Int(count)).map { event in
                    var readiness: SocketReadiness = []
                    let ended = EPOLLERR.rawValue | EPOLLHUP.rawValue
                    if event.events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue | ended) != 0 {
                        readiness.insert(.readable)
                    }
                    if event.events & (EPOLLOUT.rawValue | ended) != 0 { readiness.insert(.writable) }
                    return (event.data.u64, readiness)
                }
            }
        }
    #else
        private let sockets = PolledSockets()

        init() throws(DatabaseError) {}

        func close() {}

        func change(
            _ descriptor: Int32, key: Key, from old: SocketReadiness, to new: SocketReadiness
        ) throws(DatabaseError) {
            sockets.change(descriptor, key, new)
        }

        func wait(_ wait: Wait) -> [(key: Key, readiness: SocketReadiness)] { sockets.wait(wait.limit) }
    #endif
}

#if os(Linux)
    private func unistdClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
#else
    import Synchronization

    /// The sockets that poll is asked about. A change while it waits counts from its next turn, which the reactor's wake
    /// brings about.
    private final class PolledSockets: Sendable {
        private let sockets = Mutex<[SocketSelector.Key: (descriptor: Int32, interest: SocketReadiness)]>([:])

        func change(_ descriptor: Int32, _ key: SocketSelector.Key, _ interest: SocketReadiness) {
            sockets.withLock { $0[key] = interest.isEmpty ? nil : (descriptor, interest) }
        }

        func wait(_ limit: Int32) -> [(key: SocketSelector.Key, readiness: SocketReadiness)] {
            let asked = sockets.withLock { sockets in sockets.map { (key: $0.key, socket: $0.value) } }
            var polled = asked.map { entry in
                var events: Int16 = 0
                if entry.socket.interest.contains(.readable) { events |= Int16(POLLIN) }
                if entry.socket.interest.contains(.writable) { events |= Int16(POLLOUT) }
                return pollfd(fd: entry.socket.descriptor, events: events, revents: 0)
            }
            guard poll(&polled, nfds_t(polled.count), limit) > 0 else { return [] }
            return zip(asked, polled).compactMap { entry, polled in
                guard polled.revents != 0 else { return nil }
                var readiness: SocketReadiness = []
                let ended = Int16(POLLERR) | Int16(POLLHUP) | Int16(POLLNVAL)
                if polled.revents & (Int16(POLLIN) | ended) != 0 { readiness.insert(.readable) }
                if polled.revents & (Int16(POLLOUT) | ended) != 0 { readiness.insert(.writable) }
                return (entry.key, readiness)
            }
        }
    }
#endif

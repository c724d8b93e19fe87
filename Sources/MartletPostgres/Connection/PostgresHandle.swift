import CMartletPostgres
import MartletData
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// libpq's connection.
struct PostgresHandle: @unchecked Sendable {  // safe: used by one thread at a time, under its connection's lock
    let raw: OpaquePointer

    /// Connects, on the thread of the caller, which waits.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/connection`` or ``DatabaseError/Kind/authentication``.
    static func connect(_ options: PostgresOptions) throws(DatabaseError) -> PostgresHandle {
        let deadline = ContinuousClock.now + options.pool.connectTimeout
        let raw = start(options.keywords)
        guard let raw else { throw DatabaseError(.connection, "no memory for a connection to \(options.place)") }
        do throws(DatabaseError) {
            guard PQstatus(raw) != CONNECTION_BAD else { throw failure(raw, options) }
            // So that an error of the server comes with its SQLSTATE.
            PQsetErrorVerbosity(raw, PQERRORS_VERBOSE)
            // What the server remarks is not for the standard error.
            PQsetNoticeReceiver(raw, { _, _ in }, nil)
            try finish(raw, deadline, options)
            PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
            guard PQsetnonblocking(raw, 1) == 0, PQenterPipelineMode(raw) == 1 else { throw failure(raw, options) }
            return PostgresHandle(raw: raw)
        } catch {
            PQfinish(raw)
            throw error
        }
    }

    /// Holds back what is sent from now on, or sends what was held back, so that several pieces leave as one.
    /// - Returns: whether the system can do that: Linux for TCP.
    func cork(_ holdsBack: Bool) -> Bool {
        #if os(Linux)
            var value: Int32 = holdsBack ? 1 : 0
            return setsockopt(
                PQsocket(raw), Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
        #else
            return false
        #endif
    }

    private static func start(_ keywords: [(String, String)]) -> OpaquePointer? {
        let copies = keywords.map { (strdup($0.0), strdup($0.1)) }
        defer {
            for copy in copies {
                free(copy.0)
                free(copy.1)
            }
        }
        let names = copies.map { UnsafePointer($0.0) } + [nil]
        let values = copies.map { UnsafePointer($0.1) } + [nil]
        return PQconnectStartParams(names, values, 0)
    }

    private static func finish(
        _ raw: OpaquePointer, _ deadline: ContinuousClock.Instant, _ options: PostgresOptions
    ) throws(DatabaseError) {
        // libpq's order: wait for writing first.
        var state = PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK {
            guard state != PGRES_POLLING_FAILED else { throw failure(raw, options) }
            let left = (deadline - .now).components
            let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
            let events = Int16(state == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            var polled = pollfd(fd: PQsocket(raw), events: events, revents: 0)
            let ready = milliseconds > 0 ? poll(&polled, 1, Int32(clamping: milliseconds)) : 0
            guard ready != 0 else {
                throw DatabaseError(
                    .connection,
                    "cannot connect to \(options.place): no answer within \(options.pool.connectTimeout); check host and port, or raise connect_timeout"
                )
            }
            if ready > 0 { state = PQconnectPoll(raw) }
        }
    }

    private static func failure(_ raw: OpaquePointer, _ options: PostgresOptions) -> DatabaseError {
        PostgresErrors.connecting(PQerrorMessage(raw).map { String(cString: $0) } ?? "", to: options.place)
    }
}

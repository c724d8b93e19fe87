#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// Listening sockets that the process was started with (`sd_listen_fds(3)`).
enum InheritedSockets {
    /// Their descriptors; empty when there are none or they are meant for another process.
    static var descriptors: [CInt] {
        guard let count = ProcessEnvironment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0, count < 64 else {
            return []
        }
        if let pid = ProcessEnvironment["LISTEN_PID"].flatMap({ Int32($0) }), pid != getpid() { return [] }
        return (3..<(3 + count)).map { $0 }
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Asks a running store whether it is ready: the health check of a container that has no other HTTP client.
///
/// It speaks to this machine alone and needs no more than the status line, hence plain sockets.
struct HealthProbe {
    var host: String
    var port: UInt16
    var timeLimitSeconds = 4

    /// - Throws: ``NotReady`` unless `/health/ready` answers 200.
    func run() throws {
        let descriptor = socket(AF_INET, Self.stream, 0)
        guard descriptor >= 0 else { throw NotReady("no socket can be opened (\(Self.reason))") }
        defer { close(descriptor) }

        var limit = timeval(tv_sec: timeLimitSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)

        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { throw NotReady("`\(host)` is no IPv4 address") }
        let connected = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw NotReady("nothing answers at \(host):\(port) (\(Self.reason))") }

        let request = Array("GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Self.noSignal) == request.count else {
            throw NotReady("the question cannot be sent (\(Self.reason))")
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        while !answer.contains(UInt8(ascii: "\n")), answer.count < 4096 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer.prefix(count)
        }
        let line = String(decoding: answer.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        guard line.split(separator: " ").dropFirst().first == "200" else {
            throw NotReady(line.isEmpty ? "no answer within \(timeLimitSeconds) seconds" : "the store says `\(line)`")
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }

    #if canImport(Darwin)
        private static let stream = SOCK_STREAM
        private static let noSignal: CInt = 0
    #elseif canImport(Glibc)
        private static let stream = CInt(SOCK_STREAM.rawValue)
        private static let noSignal = CInt(MSG_NOSIGNAL)
    #else
        private static let stream = SOCK_STREAM
        private static let noSignal = MSG_NOSIGNAL
    #endif
}

/// The store is not ready; the reason is for the log of whoever asked.
struct NotReady: Error, CustomStringConvertible {
    let description: String
    init(_ reason: String) { description = "not ready: \(reason)" }
}

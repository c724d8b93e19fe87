import Foundation
import MartletData
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A TCP proxy on the loopback between a driver and its server, which does to them what networks do.
final class FaultProxy: Sendable {
    enum Fault: Sendable, Equatable {
        case none
        /// Takes what comes and passes nothing on, until the fault changes.
        case stall
        /// Passes each piece on after a while.
        case delay(Duration)
        /// Ends a connection in an orderly way after so many bytes of the server's next piece.
        case cut(after: Int)
        /// Ends a connection by a reset after so many bytes of the server's next piece.
        case reset(after: Int)
        /// Passes a COMMIT on, waits for the server's answer, and ends the connection in place of passing that on.
        case loseCommit
    }

    private struct State {
        var fault = Fault.none
        var isOver = false
        var links: [ObjectIdentifier: ProxyLink] = [:]
    }

    let port: Int
    private let listener: Int32
    private let server: Int
    private let state = Mutex(State())

    /// Starts to pass on what comes.
    /// - Parameter server: the server's port on the loopback.
    init(to server: Int) throws {
        self.server = server
        listener = try ProxySocket.make()
        port = try ProxySocket.listen(listener)
        Thread.detachNewThread { [self] in accept() }
    }

    /// What is done to connections from now on.
    var fault: Fault {
        get { state.withLock { $0.fault } }
        set { state.withLock { $0.fault = newValue } }
    }

    /// How many connections there are.
    var count: Int { state.withLock { $0.links.count } }

    /// Ends all connections, by a reset.
    func resetAll() {
        for link in state.withLock({ Array($0.links.values) }) { link.end(byReset: true) }
    }

    func close() {
        state.withLock { $0.isOver = true }
        shutdown(listener, Int32(SHUT_RDWR))
        resetAll()
    }

    private func accept() {
        while true {
            let client = systemAccept(listener)
            guard client >= 0 else {
                let code = errno
                guard !state.withLock({ $0.isOver }), ProxySocket.canAcceptAfter(code) else { break }
                // Without descriptors the same error comes again at once.
                if code == EMFILE || code == ENFILE { usleep(10_000) }
                continue
            }
            guard !state.withLock({ $0.isOver }), let upstream = try? ProxySocket.connect(server) else {
                _ = systemClose(client)
                continue
            }
            let link = ProxyLink(client: client, server: upstream)
            state.withLock { $0.links[ObjectIdentifier(link)] = link }
            for isAnswer in [false, true] {
                Thread.detachNewThread { [self] in
                    link.pump(isAnswer: isAnswer) { pass($0, isAnswer, link) }
                    if link.leave() { state.withLock { $0.links[ObjectIdentifier(link)] = nil } }
                }
            }
        }
        _ = systemClose(listener)
    }

    /// Passes bytes on as the fault says.
    /// - Returns: whether the connection goes on.
    private func pass(_ bytes: ArraySlice<UInt8>, _ isAnswer: Bool, _ link: ProxyLink) -> Bool {
        while fault == .stall {
            guard !link.isOver else { return false }
            usleep(2000)
        }
        switch fault {
        case .delay(let time): usleep(UInt32(time / .microseconds(1)))
        case .cut(let count) where isAnswer:
            _ = link.send(bytes.prefix(count), isAnswer)
            return false
        case .reset(let count) where isAnswer:
            _ = link.send(bytes.prefix(count), isAnswer)
            link.end(byReset: true)
            return false
        case .loseCommit:
            if isAnswer, link.losesAnswer { return false }
            if !isAnswer, bytes.firstRange(of: Array("COMMIT".utf8)) != nil { link.loseAnswer() }
        default: break
        }
        return link.send(bytes, isAnswer)
    }
}

/// One connection through the proxy: two sockets, and a thread for each direction.
final class ProxyLink: Sendable {
    private struct State {
        var isOver = false
        var losesAnswer = false
        var threads = 2
    }

    private let client: Int32
    private let server: Int32
    private let state = Mutex(State())

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
        // So that each direction sees soon that the other has ended: only the last of them closes the sockets.
        for descriptor in [client, server] { ProxySocket.waitBriefly(descriptor) }
    }

    var isOver: Bool { state.withLock { $0.isOver } }
    var losesAnswer: Bool { state.withLock { $0.losesAnswer } }
    func loseAnswer() { state.withLock { $0.losesAnswer = true } }

    func end(byReset: Bool) {
        state.withLock { state in
            guard !state.isOver else { return }
            state.isOver = true
            if byReset { ProxySocket.resetAtClose(client) }
        }
    }

    /// Reads one side until it ends.
    func pump(isAnswer: Bool, _ pass: (ArraySlice<UInt8>) -> Bool) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while !isOver {
            let count = recv(isAnswer ? server : client, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0, pass(buffer[..<count]) else { break }
        }
        end(byReset: false)
    }

    func send(_ bytes: ArraySlice<UInt8>, _ isAnswer: Bool) -> Bool {
        var rest = bytes
        while !rest.isEmpty, !isOver {
            let sent = rest.withUnsafeBytes { ProxySocket.send(isAnswer ? client : server, $0) }
            if sent < 0, errno == EAGAIN || errno == EINTR { continue }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return rest.isEmpty
    }

    /// Ends the part of one thread; the last closes the sockets.
    /// - Returns: whether it was the last.
    func leave() -> Bool {
        let isLast = state.withLock { state in
            state.threads -= 1
            return state.threads == 0
        }
        guard isLast else { return false }
        _ = systemClose(client)
        _ = systemClose(server)
        return true
    }
}

/// The system's calls for sockets of the loopback.
enum ProxySocket {
    static func make() throws -> Int32 {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        try #require(descriptor >= 0)
        return descriptor
    }

    private static func withAddress<Value>(
        _ port: Int, _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Value
    ) -> (Value, sockaddr_in) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(clamping: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let value = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
        }
        return (value, address)
    }

    /// Listens on a free port.
    static func listen(_ descriptor: Int32) throws -> Int {
        let (isMade, address) = withAddress(0) { address, length in
            bind(descriptor, address, length.pointee) == 0 && systemListen(descriptor) == 0
                && getsockname(descriptor, address, length) == 0
        }
        try #require(isMade)
        return Int(UInt16(bigEndian: address.sin_port))
    }

    static func connect(_ port: Int) throws -> Int32 {
        let descriptor = try make()
        let (status, _) = withAddress(port) { systemConnect(descriptor, $0, $1.pointee) }
        guard status == 0 else {
            _ = systemClose(descriptor)
            throw NeverHappened(description: "no connection to port \(port): error \(errno)")
        }
        return descriptor
    }

    /// Whether an error of `accept` is one of a single connection, or passes, so that the listener goes on.
    static func canAcceptAfter(_ code: Int32) -> Bool {
        [EINTR, ECONNABORTED, EAGAIN, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPROTO].contains(code)
    }

    static func waitBriefly(_ descriptor: Int32) {
        var time = timeval(tv_sec: 0, tv_usec: 20_000)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    static func resetAtClose(_ descriptor: Int32) {
        var rule = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &rule, socklen_t(MemoryLayout<linger>.size))
    }

    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            systemSend(descriptor, bytes, Int32(MSG_NOSIGNAL))
        #else
            systemSend(descriptor, bytes, 0)
        #endif
    }
}

private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ flags: Int32) -> Int {
    send(descriptor, bytes.baseAddress, bytes.count, flags)
}
private func systemAccept(_ descriptor: Int32) -> Int32 { accept(descriptor, nil, nil) }
private func systemListen(_ descriptor: Int32) -> Int32 { listen(descriptor, 128) }
private func systemConnect(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    connect(descriptor, address, length)
}
func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

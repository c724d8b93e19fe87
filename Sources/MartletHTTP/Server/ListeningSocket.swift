import NIOCore

/// Closes listening sockets without losing a client.
///
/// A connection that the kernel has completed but that was not accepted is reset when its listening socket closes, after
/// the client has perhaps already sent its request. So on Linux new connections are turned away first, by a filter that
/// drops their first packet (a client that tries again finds the port closed), and the socket closes when all completed
/// ones were accepted.
enum ListeningSocket {
    /// How long completed connections may take to be accepted.
    private static let limit = Duration.seconds(1)
    private static let pause = Duration.milliseconds(20)

    /// Stops listening once everything that was connected is accepted.
    static func close(_ channel: any Channel) async {
        #if os(Linux)
            await turnAwayNewConnections(channel)
        #else
            try? await Task.sleep(for: pause)
        #endif
        try? await channel.close()
    }

    #if os(Linux)
        /// One instruction of a classic socket filter (`struct sock_filter`, linux/filter.h).
        private struct Instruction {
            var code: UInt16
            var ifTrue: UInt8 = 0
            var ifFalse: UInt8 = 0
            var operand: UInt32
        }

        /// A filter as the socket option takes it (`struct sock_fprog`).
        private struct Program: Sendable {
            var length: UInt16
            var instructions: UInt
        }

        /// Drops packets whose SYN flag is set: the flags are byte 13 of the TCP header, which is what the filter sees.
        private static let dropSYN = [
            Instruction(code: 0x30, operand: 13),
            Instruction(code: 0x45, ifTrue: 0, ifFalse: 1, operand: 0x02),
            Instruction(code: 0x06, operand: 0),
            Instruction(code: 0x06, operand: .max),
        ]
        /// `SO_ATTACH_FILTER` (asm-generic/socket.h).
        private static let attachFilter = NIOBSDSocket.Option(rawValue: 26)

        private static func turnAwayNewConnections(_ channel: any Channel) async {
            guard channel.localAddress?.port != nil, let socket = channel as? any SocketOptionProvider else {
                try? await Task.sleep(for: pause)
                return
            }
            let memory = UnsafeMutablePointer<Instruction>.allocate(capacity: dropSYN.count)
            memory.initialize(from: dropSYN, count: dropSYN.count)
            let program = Program(length: UInt16(dropSYN.count), instructions: UInt(bitPattern: memory))
            // Where filters are not allowed, the pause alone has to do.
            try? await socket.unsafeSetSocketOption(level: .socket, name: attachFilter, value: program).get()
            memory.deallocate()

            let clock = ContinuousClock()
            let deadline = clock.now + limit
            var emptyLooks = 0
            while emptyLooks < 2, clock.now < deadline {
                try? await Task.sleep(for: pause)
                // Of a listening socket this is the number of connections that wait to be accepted.
                let waiting = (try? await socket.getTCPInfo().get().tcpi_unacked) ?? 0
                emptyLooks = waiting == 0 ? emptyLooks + 1 : 0
            }
        }
    #endif
}

import Synchronization
import Testing

@testable import MartletData

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Waiting for sockets and moments.
@Suite struct SocketReactorTests {
    /// Two ends of a pipe.
    private struct Ends {
        let reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            try #require(pipe(&ends) == 0)
            (reading, writing) = (ends[0], ends[1])
        }

        func send(_ byte: UInt8 = 1) {
            var byte = byte
            _ = write(writing, &byte, 1)
        }

        func close() {
            for end in [reading, writing] { _ = systemClose(end) }
        }
    }

    private func until(_ condition: () -> Bool) async throws {
        for _ in 0..<300 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(condition())
    }

    @Test func `a watch of a socket that is closed already leaves another with its number alone`() async throws {
        let reactor = SocketReactor()
        let (first, second) = (try Ends(), try Ends())
        let watch = try reactor.watch(first.reading) { _ in }
        let seen = Atomic(0)
        // As a library that closes its socket by itself, and another that gets its number.
        try #require(dup2(second.reading, first.reading) == first.reading)
        let other = try reactor.watch(first.reading) { _ in seen.add(1, ordering: .relaxed) }
        watch.forget()
        second.send()
        try await until { seen.load(ordering: .relaxed) > 0 }
        other.cancel()
        first.close()
        second.close()
    }

    @Test func `a handler is called when its socket has something, and not after it was cancelled`() async throws {
        let ends = try Ends()
        let read = Atomic<Int>(0)
        let watch = try SocketReactor.shared.watch(ends.reading) { readiness in
            #expect(readiness.contains(.readable))
            var byte: UInt8 = 0
            _ = systemRead(ends.reading, &byte)
            read.add(1, ordering: .relaxed)
        }
        for number in 1...3 {
            ends.send()
            try await until { read.load(ordering: .relaxed) == number }
        }
        watch.cancel()
        ends.send()
        try await Task.sleep(for: .milliseconds(30))
        #expect(read.load(ordering: .relaxed) == 3)
        ends.close()
    }

    @Test func `nothing is called while nothing is waited for`() async throws {
        let ends = try Ends()
        let calls = Atomic<Int>(0)
        let watch = try SocketReactor.shared.watch(ends.reading, for: []) { _ in
            calls.add(1, ordering: .relaxed)
            var byte: UInt8 = 0
            _ = systemRead(ends.reading, &byte)
        }
        ends.send()
        try await Task.sleep(for: .milliseconds(30))
        #expect(calls.load(ordering: .relaxed) == 0)
        try watch.setInterest(.readable)
        try await until { calls.load(ordering: .relaxed) == 1 }
        watch.cancel()
        ends.close()
    }

    @Test func `a socket that can be written says so at once`() async throws {
        let ends = try Ends()
        let isReady = Atomic<Bool>(false)
        let watch = try SocketReactor.shared.watch(ends.writing, for: .writable) { readiness in
            isReady.store(readiness.contains(.writable), ordering: .relaxed)
        }
        try await until { isReady.load(ordering: .relaxed) }
        watch.cancel()
        ends.close()
    }

    @Test func `timers run in the order of their moments, and not when cancelled`() async throws {
        let order = Mutex<[Int]>([])
        for number in [3, 1, 2] {
            SocketReactor.shared.schedule(after: .milliseconds(number * 40)) { order.withLock { $0.append(number) } }
        }
        let timer = SocketReactor.shared.schedule(after: .milliseconds(20)) { order.withLock { $0.append(9) } }
        timer.cancel()
        try await until { order.withLock { $0.count } == 3 }
        #expect(order.withLock { $0 } == [1, 2, 3])
    }

    @Test func `a descriptor that is none is an error`() {
        let error = #expect(throws: DatabaseError.self) { try SocketReactor.shared.watch(9999) { _ in } }
        #expect(error?.kind == .connection)
    }

    @Test func `timers that were cancelled take no memory for long`() {
        var queue = TimerQueue()
        let now = ContinuousClock.now
        for key in 0..<10_000 {
            queue.add(UInt64(key), now + .seconds(key % 100)) {}
            queue.remove(UInt64(key))
        }
        #expect(queue.count == 0)
        #expect(queue.next == nil)
        for key in 0..<100 { queue.add(UInt64(key), now + .seconds(100 - key)) {} }
        for key in 0..<99 where key % 2 == 0 { queue.remove(UInt64(key)) }
        #expect(queue.due(now + .seconds(200)).count == 50)
    }
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
private func systemRead(_ descriptor: Int32, _ byte: inout UInt8) -> Int { read(descriptor, &byte, 1) }

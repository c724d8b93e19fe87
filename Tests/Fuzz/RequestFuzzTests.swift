import Foundation
import MartletHTTP
import MartletTesting
import NIOCore
import Synchronization
import Testing

/// Sends mutated requests to a served application: it never fails, each response is well formed, each connection ends.
///
/// `MARTLET_SEED` repeats a run, `MARTLET_LONG=1` makes it last ten minutes instead of twenty seconds.
@Suite struct RequestFuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seed = environment["MARTLET_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
    private static let duration: Duration = environment["MARTLET_LONG"] == "1" ? .seconds(600) : .seconds(20)

    @Test func `the server survives whatever is sent to it`() async throws {
        let seed = Self.seed
        print("fuzzing requests with MARTLET_SEED=\(seed)")
        let progress = Progress()
        try await FuzzApp.make().test(.live) { client in
            let deadline = ContinuousClock.now + Self.duration
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { await Self.work(seed, until: deadline, client, progress) } }
            }
            // Whatever came before, the next client is served.
            let answer = try await client.raw("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.status == 200)
        }
        let result = progress.result
        let statuses = result.statuses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        print("\(result.inputs) inputs, answered by", statuses.joined(separator: ", "))
        #expect(result.failures == [], "repeat with MARTLET_SEED=\(seed)")
        // A fuzzer whose inputs are all refused at the door would find nothing.
        #expect(result.inputs > 50)
        #expect(result.statuses[200, default: 0] > result.inputs / 10)
    }

    private static func work(
        _ seed: UInt64, until deadline: ContinuousClock.Instant, _ client: TestClient, _ progress: Progress
    ) async {
        while ContinuousClock.now < deadline, progress.goesOn {
            let number = progress.next()
            let input = FuzzedInput(seed: seed, number: number)
            do {
                let (problem, statuses) = try await send(input, client)
                progress.add(statuses, problem.map { "input \(number): \($0)" })
            } catch {
                progress.add([], "input \(number): \(error)")
            }
        }
    }

    /// Sends one input, closes the sending side and reads until the server closes too.
    private static func send(_ input: FuzzedInput, _ client: TestClient) async throws -> (String?, [Int]) {
        let connection = try await client.connect()
        // A server that refuses early may close before it has taken everything.
        async let sent: Void? = try? send(input.pieces, over: connection)
        let output = try await connection.read(within: .seconds(60))
        await connection.close()
        await sent
        var reader = ResponseReader(Array(output.bytes.readableBytesView), request: input.bytes)
        var problem = reader.problem()
        if problem == nil, !output.isClosed { problem = "the connection does not end" }
        return (problem.map { "\($0)\nsent: \(text(input.bytes))\ngot: \(output)" }, reader.statuses)
    }

    private static func send(_ pieces: [ArraySlice<UInt8>], over connection: TestConnection) async throws {
        for piece in pieces { try await connection.send(ByteBuffer(bytes: piece)) }
        try await connection.finishSending()
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).debugDescription
    }

    @Test func `an input depends on its seed and number alone`() {
        #expect(FuzzedInput(seed: 7, number: 12).bytes == FuzzedInput(seed: 7, number: 12).bytes)
        #expect(FuzzedInput(seed: 7, number: 12).cuts == FuzzedInput(seed: 7, number: 12).cuts)
        #expect(FuzzedInput(seed: 7, number: 12).bytes != FuzzedInput(seed: 8, number: 12).bytes)
        let input = FuzzedInput(seed: 3, number: 4)
        #expect(input.pieces.flatMap { $0 } == input.bytes)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", nil),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: 1\r\n\r\n",
            nil
        ),
        ("HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n", nil),
        ("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", "the status 500"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", "content of 2 bytes instead of 3"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n", "the status line `kHTTP/1.1 200 OK`"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", "a head without an end"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "a chunk that is cut off"),
    ]) func `the reader tells right responses from wrong ones`(_ text: String, _ problem: String?) {
        var reader = ResponseReader(Array(text.utf8), request: [])
        #expect(reader.problem() == problem)
    }
}

/// What the workers of a run have found.
private final class Progress: Sendable {
    struct Result {
        var inputs = 0
        var statuses: [Int: Int] = [:]
        var failures: [String] = []
    }

    private let numbers = Atomic(0)
    private let state = Mutex(Result())

    var result: Result { state.withLock { $0 } }
    /// A few failures are enough to look at.
    var goesOn: Bool { state.withLock { $0.failures.count < 5 } }

    func next() -> Int { numbers.add(1, ordering: .relaxed).oldValue }

    func add(_ statuses: [Int], _ failure: String?) {
        state.withLock { state in
            state.inputs += 1
            for status in statuses { state.statuses[status, default: 0] += 1 }
            if let failure { state.failures.append(failure) }
        }
    }
}

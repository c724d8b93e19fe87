import Martlet
import Testing

@Suite struct IdempotencyStoreTests {
    @Test(arguments: IdempotencyStoreSuite.cases)
    func `the store in memory passes`(_ test: IdempotencyStoreSuite.Case) async throws {
        try await IdempotencyStoreSuite.run(test, against: MemoryIdempotencyStore())
    }

    private static func claim(_ owner: String) -> IdempotencyClaim {
        IdempotencyClaim(fingerprint: "f", owner: owner, lease: .seconds(60))
    }

    private static func finish(
        _ key: String, in store: MemoryIdempotencyStore, body: Int = 0, field: Int = 0, at now: Int64 = 0
    ) throws {
        #expect(try store.begin(key, claim(key), at: now) == .begun)
        let answer = RecordedAnswer(
            status: 200, fields: ["X", String(repeating: "x", count: field)], body: Array(repeating: 0, count: body))
        store.finish(key, owner: key, with: answer, keptFor: .seconds(3_600), at: now)
    }

    @Test func `room is made of answers, not of requests that run`() throws {
        for store in [MemoryIdempotencyStore(maximumBytes: 2_000), MemoryIdempotencyStore(maximumKeys: 3)] {
            #expect(try store.begin("slow", Self.claim("slow"), at: 0) == .begun)
            for number in 0..<1_000 { try Self.finish("\(number)", in: store, body: 900) }
            #expect(try store.begin("slow", Self.claim("again"), at: 0) == .running)
            #expect(store.count <= 3)
            let answer = RecordedAnswer(status: 201, fields: [], body: [1])
            store.finish("slow", owner: "slow", with: answer, keptFor: .seconds(3_600), at: 0)
            #expect(try store.begin("slow", Self.claim("again"), at: 0) == .answered(answer))
            guard case .answered = try store.begin("999", Self.claim("again"), at: 0) else {
                Issue.record("the latest answer is gone")
                continue
            }
        }
    }

    @Test func `where all run, one more is refused until one has ended`() throws {
        let store = MemoryIdempotencyStore(maximumKeys: 2)
        for key in ["a", "b"] { #expect(try store.begin(key, Self.claim(key), at: 0) == .begun) }
        let error = #expect(throws: HTTPError.self) { try store.begin("c", Self.claim("c"), at: 1) }
        #expect(error?.status == .serviceUnavailable)
        #expect(error?.headers[.retryAfter] == "1")
        store.release("a", owner: "a")
        #expect(try store.begin("c", Self.claim("c"), at: 2) == .begun)
        // Behind their lease they count for gone.
        for key in ["d", "e"] { #expect(try store.begin(key, Self.claim(key), at: 61_000_000) == .begun) }
    }

    @Test func `header fields count, and what is over is forgotten`() throws {
        let store = MemoryIdempotencyStore(maximumBytes: 1_000)
        for key in ["a", "b"] { try Self.finish(key, in: store, field: 600) }
        #expect(store.count == 1)
        #expect(try store.begin("a", Self.claim("a"), at: 0) == .begun)

        let large = MemoryIdempotencyStore()
        for number in 0..<100 { try Self.finish("\(number)", in: large, body: 10) }
        #expect(large.count == 100)
        try Self.finish("later", in: large, at: 3_601_000_000)
        #expect(large.count == 1)
    }
}

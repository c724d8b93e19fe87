public import MartletCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What every ``IdempotencyStore`` has to do, as cases that a test target runs against a store of its own.
///
/// Each case uses keys that no other case uses, and none of a run before; cases may run at the same time.
///
/// ```swift
/// @Test(arguments: IdempotencyStoreSuite.cases) func `the store passes`(_ test: IdempotencyStoreSuite.Case) async throws {
///     try await IdempotencyStoreSuite.run(test, against: RedisIdempotencyStore(client))
/// }
/// ```
/// The cases of ``timedCases`` go by the times that they give; a store that goes by its own clock runs ``clocklessCases``.
public enum IdempotencyStoreSuite {
    /// One expectation.
    public typealias Case = ContractCase<Probe>
    /// Something was not as expected.
    public typealias Failure = ContractFailure

    /// A key of a store, and the times at which it is used.
    public struct Probe: Sendable {
        let store: any IdempotencyStore
        let key: String
        let start: Int64

        func begin(_ owner: String, _ fingerprint: String = "f", at seconds: Int64 = 0, key other: String = "")
            async throws
            -> IdempotencyOutcome
        {
            let claim = IdempotencyClaim(fingerprint: fingerprint, owner: owner, lease: .seconds(60))
            return try await store.begin(key + other, claim, at: start + seconds * 1_000_000)
        }

        func finish(_ owner: String, _ answer: RecordedAnswer = .sample, at seconds: Int64 = 0) async throws {
            try await store.finish(
                key, owner: owner, with: answer, keptFor: .seconds(3600), at: start + seconds * 1_000_000)
        }
    }

    /// All expectations.
    public static let cases: [Case] = clocklessCases + timedCases

    /// What has to hold whatever the time is.
    public static let clocklessCases: [Case] = [
        Case("the first begins, and the others are told that it runs") { probe in
            try Failure.expect(try await probe.begin("a"), .begun, "the first")
            try Failure.expect(try await probe.begin("b"), .running, "another")
            try Failure.expect(try await probe.begin("a"), .running, "the first once more")
        },
        Case("an answer is given again, byte for byte") { probe in
            let answer = RecordedAnswer(
                status: 201, fields: ["Location", "/tracks/1", "X-Text", "é \"q\""], body: Array(0...255))
            _ = try await probe.begin("a")
            try await probe.finish("a", answer)
            for owner in ["b", "c"] { try Failure.expect(try await probe.begin(owner), .answered(answer), owner) }
        },
        Case("an empty answer is an answer") { probe in
            let answer = RecordedAnswer(status: 204, fields: [], body: [])
            _ = try await probe.begin("a")
            try await probe.finish("a", answer)
            try Failure.expect(try await probe.begin("b"), .answered(answer), "another")
        },
        Case("another request with the key is told so, while the first runs and after") { probe in
            _ = try await probe.begin("a", "one")
            try Failure.expect(try await probe.begin("b", "two"), .otherRequest, "while it runs")
            try await probe.finish("a")
            try Failure.expect(try await probe.begin("b", "two"), .otherRequest, "after it")
        },
        Case("what was released begins anew, also as another request") { probe in
            _ = try await probe.begin("a", "one")
            try await probe.store.release(probe.key, owner: "a")
            try Failure.expect(try await probe.begin("b", "two"), .begun, "another")
        },
        Case("nobody but the owner releases or answers") { probe in
            _ = try await probe.begin("a")
            try await probe.store.release(probe.key, owner: "b")
            try await probe.finish("b")
            try Failure.expect(try await probe.begin("c"), .running, "after what others did")
        },
        Case("an answer is not released") { probe in
            _ = try await probe.begin("a")
            try await probe.finish("a")
            try await probe.store.release(probe.key, owner: "a")
            try Failure.expect(try await probe.begin("b"), .answered(.sample), "after the release")
        },
        Case("keys do not know of each other") { probe in
            for key in ["a", "b", "A", "ab"] { try Failure.expect(try await probe.begin("o", key: key), .begun, key) }
        },
        Case("of many who begin at once one does") { probe in
            let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
                for owner in 0..<100 { group.addTask { try await probe.begin("\(owner)") == .begun } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            guard begun == 1 else { throw Failure("expected one that begins, got \(begun)") }
        },
    ]

    /// What has to hold as time goes by.
    public static let timedCases: [Case] = [
        Case("a lease that ended lets another begin, whose answer alone counts") { probe in
            _ = try await probe.begin("a")
            try Failure.expect(try await probe.begin("b", at: 59), .running, "within the lease")
            try Failure.expect(try await probe.begin("b", at: 61), .begun, "behind it")
            try await probe.finish("a", RecordedAnswer(status: 200, fields: [], body: [1]), at: 62)
            try Failure.expect(try await probe.begin("c", at: 63), .running, "after an answer that came too late")
            try await probe.finish("b", at: 64)
            try Failure.expect(try await probe.begin("c", at: 65), .answered(.sample), "after the answer")
        },
        Case("an answer is forgotten after its lifetime") { probe in
            _ = try await probe.begin("a")
            try await probe.finish("a", at: 1)
            try Failure.expect(try await probe.begin("b", at: 3600), .answered(.sample), "within it")
            try Failure.expect(try await probe.begin("b", "other", at: 3602), .begun, "behind it")
        },
    ]

    /// Tests one expectation.
    /// - Throws: ``Failure`` when the store does something else; what the store throws.
    public static func run(_ test: Case, against store: some IdempotencyStore) async throws {
        let start = Int64(Date().timeIntervalSince1970) * 1_000_000
        try await test.body(Probe(store: store, key: "suite-\(UUID().uuidString)-", start: start))
    }
}

extension RecordedAnswer {
    fileprivate static let sample = RecordedAnswer(
        status: 201, fields: ["Content-Type", "text/plain"], body: [1, 2, 3])
}

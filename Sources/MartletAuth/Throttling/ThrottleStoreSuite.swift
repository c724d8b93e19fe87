/// What every ``ThrottleStore`` has to do, as cases that a test target runs against a store of its own.
///
/// Each case uses keys that no other case uses, and none of a run before; cases may run at the same time.
///
/// ```swift
/// @Test(arguments: ThrottleStoreSuite.cases) func `the store passes`(_ test: ThrottleStoreSuite.Case) async throws {
///     try await ThrottleStoreSuite.run(test, against: RedisThrottleStore(client))
/// }
/// ```
/// The cases go by the times that they give. A store that goes by its own clock runs ``concurrencyCases`` alone.
public enum ThrottleStoreSuite {
    /// One expectation.
    public typealias Case = ContractCase<Probe>
    /// Something was not as expected.
    public typealias Failure = ContractFailure

    /// A key of a store, and the rule by which it is asked.
    public struct Probe: Sendable {
        let store: any ThrottleStore
        let key: String

        func take(_ rule: ThrottleRule, _ cost: Int = 1, at seconds: Double, of other: String = "") async throws
            -> ThrottleDecision
        {
            try await store.take(
                cost, of: key + other, by: rule, at: 1_800_000_000_000_000 + Int64(seconds * 1_000_000))
        }

        /// Does the same as the store on a record in memory, and compares each decision.
        func follow(_ rule: ThrottleRule, _ steps: [(seconds: Double, cost: Int)]) async throws {
            var record: ThrottleRecord?
            for (index, step) in steps.enumerated() {
                let now = 1_800_000_000_000_000 + Int64(step.seconds * 1_000_000)
                let expected = rule.decide(&record, cost: step.cost, at: now)
                let got = try await store.take(step.cost, of: key, by: rule, at: now)
                guard got == expected else {
                    throw Failure(
                        "step \(index + 1), \(step.cost) at \(step.seconds) s by \(rule.algorithm): expected "
                            + "\(expected), got \(got)")
                }
            }
        }
    }

    /// All expectations.
    public static let cases: [Case] = ruleCases + concurrencyCases

    /// What has to hold when many ask at once.
    public static let concurrencyCases: [Case] = [
        Case("of many who ask at once exactly as many are allowed as the quota has") { probe in
            for rule in rules(quota: 50, window: 3_600) {
                let allowed = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<200 {
                        group.addTask {
                            try await probe.take(rule, at: 0, of: rule.algorithm.rawValue).isAllowed
                        }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                try Failure.expect(allowed, 50, "allowed of 200 by \(rule.algorithm)")
            }
        }
    ]

    /// Tests one expectation.
    /// - Throws: ``Failure``, or what the store threw.
    public static func run(_ test: Case, against store: some ThrottleStore) async throws {
        let key = "suite:\(UInt64.random(in: .min ... .max)):"
        try await test.body(Probe(store: store, key: key))
    }

    private static func rules(quota: Int, window: Int) -> [ThrottleRule] {
        [
            .fixedWindow(quota, per: .seconds(window)), .slidingWindow(quota, per: .seconds(window)),
            .tokenBucket(quota, refilledIn: .seconds(window)),
        ]
    }

    private static let ruleCases: [Case] = [
        Case("a fixed window counts until it is over") { probe in
            try await probe.follow(
                .fixedWindow(3, per: .seconds(10)),
                [(0, 1), (1, 1), (2, 1), (3, 1), (9.999, 1), (10, 1), (10.5, 2), (11, 1), (30, 3), (31, 1)])
        },
        Case("a sliding window forgets little by little") { probe in
            try await probe.follow(
                .slidingWindow(10, per: .seconds(10)),
                [(0, 10), (1, 1), (10, 1), (11, 1), (12, 1), (15, 5), (15, 1), (19, 3), (20, 1), (25, 4), (60, 10)])
        },
        Case("a bucket fills steadily") { probe in
            try await probe.follow(
                .tokenBucket(5, refilledIn: .seconds(10)),
                [(0, 5), (0, 1), (1.9, 1), (2, 1), (3, 1), (4, 1), (14, 5), (14, 1), (15.999, 1), (16, 1)])
        },
        Case("what is refused takes nothing") { probe in
            for rule in rules(quota: 2, window: 100) {
                let name = rule.algorithm.rawValue
                _ = try await probe.take(rule, 1, at: 0, of: name)
                try Failure.expect(try await probe.take(rule, 2, at: 0, of: name).isAllowed, false, "2 of 1 by \(name)")
                try Failure.expect(try await probe.take(rule, 1, at: 0, of: name).isAllowed, true, "1 of 1 by \(name)")
            }
        },
        Case("looking takes nothing") { probe in
            for rule in rules(quota: 2, window: 100) {
                let name = rule.algorithm.rawValue
                for _ in 0..<5 { try Failure.expect(try await probe.take(rule, 0, at: 0, of: name).remaining, 2, name) }
            }
        },
        Case("more than the quota is never allowed") { probe in
            for rule in rules(quota: 2, window: 100) {
                let decision = try await probe.take(rule, 3, at: 0, of: rule.algorithm.rawValue)
                try Failure.expect(decision.isAllowed, false, "3 of 2 by \(rule.algorithm)")
            }
        },
        Case("keys do not know of each other") { probe in
            for rule in rules(quota: 1, window: 100) {
                let name = rule.algorithm.rawValue
                for key in ["a", "b", "A", "a ", "ab"] {
                    try Failure.expect(
                        try await probe.take(rule, at: 0, of: name + key).isAllowed, true, "\(name) of `\(key)`")
                }
            }
        },
        Case("a clock that goes back frees nothing") { probe in
            for rule in rules(quota: 2, window: 10) {
                let name = rule.algorithm.rawValue
                _ = try await probe.take(rule, 2, at: 100, of: name)
                try Failure.expect(
                    try await probe.take(rule, at: 99, of: name).isAllowed, false, "a second earlier by \(name)")
            }
        },
        Case("large numbers are counted") { probe in
            try await probe.follow(
                .slidingWindow(1_000_000_000, per: .seconds(30 * 86_400)),
                [(0, 1_000_000_000), (1, 1), (40 * 86_400, 500_000_000), (41 * 86_400, 500_000_000)])
        },
    ]
}

/// How fast the machine is just now, so that limits of time hold on one that has other work too.
struct FaultPace: Sendable {
    /// How many times longer than on a quiet machine everything may take.
    let factor: Double

    /// What a connection and a statement through the proxy take on a quiet machine, at most.
    static let quiet = Duration.milliseconds(100)

    /// Measures what a connection and a statement take: the longest of three.
    init(_ reach: () async throws -> Void) async throws {
        var longest = Duration.zero
        for _ in 0..<3 {
            let took = try await ContinuousClock().measure { try await reach() }
            longest = max(longest, took)
        }
        self.init(roundTrip: longest)
    }

    init(roundTrip: Duration) { factor = max(1, roundTrip / Self.quiet) }

    /// Short limits for a database that is reached through the proxy.
    var options: String {
        func milliseconds(_ quiet: Double) -> String { "\(Int(quiet * factor))ms" }
        return
            "statement_timeout=\(milliseconds(500))&connect_timeout=\(milliseconds(1000))&pool_wait=\(milliseconds(2000))"
    }

    /// A limit that is so many seconds on a quiet machine.
    func seconds(_ quiet: Double) -> Duration { .seconds(quiet * factor) }
}

import Synchronization
import Testing

@testable import MartletMySQL

/// How a server is told to end a statement.
@Suite struct MySQLInterruptionTests {
    @Test func `the server is told again until the statement ends`() async throws {
        let told = Mutex(0)
        let interruption = MySQLInterruption {
            told.withLock { $0 += 1 }
        } giveUp: {
        }
        interruption.cancel()
        let deadline = ContinuousClock.now + .seconds(30)
        while told.withLock({ $0 }) < 3, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        #expect(await interruption.finish())
        let count = told.withLock { $0 }
        #expect(count >= 3)
        try await Task.sleep(for: .milliseconds(900))
        #expect(told.withLock { $0 } == count)
    }

    @Test func `who cannot tell the server gives the connection up`() async {
        struct Unreachable: Error {}
        let isGivenUp = Mutex(false)
        let interruption = MySQLInterruption {
            throw Unreachable()
        } giveUp: {
            isGivenUp.withLock { $0 = true }
        }
        interruption.expire()
        #expect(await interruption.finish())
        #expect(isGivenUp.withLock { $0 })
        #expect(interruption.isLate)
    }
}

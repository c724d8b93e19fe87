import MartletData
import Testing

@testable import MartletSQLite

/// Closing what is still used.
@Suite struct CloseGateTests {
    @Test func `closing waits for what is inside, and lets nothing further in`() async throws {
        let gate = CloseGate()
        let inside = Task {
            try await gate.pass {
                try await Task.sleep(for: .milliseconds(200))
                return 1
            }
        }
        try await Task.sleep(for: .milliseconds(20))
        let outcome = await gate.close(within: .seconds(60))
        #expect(outcome == .closed)
        #expect(try await inside.value == 1)
        await #expect(throws: DatabaseError.self) { try await gate.pass {} }
        #expect(await gate.close(within: .zero) == .wasClosed)
    }

    @Test func `closing gives up on what never leaves`() async throws {
        let gate = CloseGate()
        let inside = Task { try await gate.pass { try await Task.sleep(for: .seconds(60)) } }
        try await Task.sleep(for: .milliseconds(20))
        #expect(await gate.close(within: .milliseconds(50)) == .busy)
        inside.cancel()
        _ = await inside.result
    }
}

import Martlet
import Testing

@Suite struct IdempotencyStoreTests {
    @Test(arguments: IdempotencyStoreSuite.cases)
    func `the store in memory passes`(_ test: IdempotencyStoreSuite.Case) async throws {
        try await IdempotencyStoreSuite.run(test, against: MemoryIdempotencyStore())
    }
}

import Foundation
import MartletData
import MartletDriverSuite
import MartletSQLite
import Testing

/// What is expected of every driver, in a file and in memory.
@Suite struct SQLiteSuiteTests {
    @Test(arguments: DriverSuite.cases) func `a file passes`(_ test: DriverSuite.Case) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("suite-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let url = try DatabaseURL("sqlite:\(folder)/suite.sqlite?pool_wait=60")
        try await DriverSuite.run(test) { try SQLiteDriver(url: url) }
    }

    @Test(arguments: DriverSuite.cases) func `memory passes`(_ test: DriverSuite.Case) async throws {
        let url = try DatabaseURL("sqlite::memory:?pool_wait=60")
        try await DriverSuite.run(test) { try SQLiteDriver(url: url) }
    }
}

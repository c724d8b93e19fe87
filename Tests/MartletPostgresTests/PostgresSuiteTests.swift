import MartletData
import MartletDriverSuite
import MartletPostgres
import Testing

/// What is expected of every driver.
@Suite struct PostgresSuiteTests {
    @Test(arguments: DriverSuite.cases) func `PostgreSQL passes`(_ test: DriverSuite.Case) async throws {
        let url = try DatabaseURL(TestServer.url("pool_wait=60&connect_timeout=60"))
        try await DriverSuite.run(test) { try PostgresDriver(url: url) }
    }
}

import Foundation
import MartletData
import MartletDriverSuite
import MartletMySQL
import Testing

/// The server that `scripts/servers.sh run` has started.
enum TestServer {
    /// Its URL with options, and with its authority: otherwise the system's would be read for each connection.
    static func url(_ options: String = "") throws -> DatabaseURL {
        try bareURL("?ssl_ca=\(authority())" + (options.isEmpty ? "" : "&\(options.dropFirst())"))
    }

    /// Its URL with options alone.
    static func bareURL(_ options: String = "") throws -> DatabaseURL {
        guard let text = ProcessInfo.processInfo.environment["MARTLET_MYSQL_URL"] else {
            throw DatabaseError(
                .connection, "MARTLET_MYSQL_URL is not set; run the tests through scripts/servers.sh run")
        }
        return try DatabaseURL(text + options)
    }

    /// The file of the authority that signed its certificate.
    static func authority() throws -> String {
        guard let path = ProcessInfo.processInfo.environment["MARTLET_SERVERS_CA"] else {
            throw DatabaseError(
                .connection, "MARTLET_SERVERS_CA is not set; run the tests through scripts/servers.sh run")
        }
        return path
    }
}

/// What is expected of every driver.
@Suite struct MySQLSuiteTests {
    @Test(arguments: DriverSuite.cases) func `MariaDB passes`(_ test: DriverSuite.Case) async throws {
        let url = try TestServer.url("?pool_wait=60&connect_timeout=60")
        try await DriverSuite.run(test) { try MySQLDriver(url: url) }
    }
}

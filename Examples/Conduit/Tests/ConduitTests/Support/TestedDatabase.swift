import Foundation
import Martlet
import MartletMySQL
import MartletPostgres
import MartletTesting
import Testing

@testable import Conduit

/// The kinds of databases that everything is tested on; `scripts/servers.sh run` starts the servers.
enum TestedDatabase: String, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres, mariadb

    struct Missing: Error, CustomStringConvertible {
        let name: String
        var description: String { "\(name) is not set; run the tests through scripts/servers.sh run" }
    }

    var testDescription: String { rawValue }

    /// The machine may be busy with other tests.
    private static let patience = "pool_wait=60"

    private static func open(_ url: String) throws -> Database {
        try Database(url, drivers: [.sqlite, .postgres, .mysql])
    }

    /// Runs a body with an empty database of its own.
    func withDatabase(_ body: (Database) async throws -> Void) async throws {
        let name = "conduit_\(UInt64.random(in: 0 ... .max))"
        guard self != .sqlite else {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
            defer { try? FileManager.default.removeItem(atPath: folder) }
            return try await closing(Self.open("sqlite:\(folder)/app.sqlite?\(Self.patience)"), body)
        }
        let variable = self == .postgres ? "MARTLET_POSTGRES_URL" : "MARTLET_MYSQL_URL"
        guard let text = ProcessInfo.processInfo.environment[variable], let path = text.lastIndex(of: "/") else {
            throw Missing(name: variable)
        }
        try await closing(Self.open("\(text)?\(Self.patience)&connect_timeout=60")) { server in
            try await server.execute("CREATE DATABASE \(Identifier(name))")
            let result = await Result {
                try await closing(Self.open("\(text[...path])\(name)?\(Self.patience)&connect_timeout=60"), body)
            }
            try await server.execute("DROP DATABASE \(Identifier(name))")
            try result.get()
        }
    }

    private func closing(_ database: Database, _ body: (Database) async throws -> Void) async throws {
        let result = await Result { try await body(database) }
        try await database.close()
        try result.get()
    }

    /// Serves the application on an empty database of its own and visits it over a socket.
    func visit(_ body: (Visitor) async throws -> Void) async throws {
        try await withDatabase { database in
            try await Self.app(database).test(.live) { try await body(Visitor(client: $0)) }
        }
    }

    /// The application, with passwords that are hashed quickly.
    /// - Parameter logN: how dear new hashes are.
    static func app(_ database: Database, logN: Int = 4) async throws -> App {
        let hasher = PasswordHasher(parameters: ScryptParameters(logN: logN, parallelism: 1))
        let app = try await Application.make(
            database: DatabaseExtension(database, migrations: Application.history, onStart: .apply), hasher: hasher)
        app.logger.logLevel = .critical
        return app
    }
}

extension Result where Failure == any Error {
    /// What a body returns or throws.
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

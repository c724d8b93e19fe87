import Foundation
import MartletData
import MartletMySQL
import MartletPostgres
import MartletSQLite
import Testing

@testable import MartletData

/// The kinds of databases that migrations are tested on; `scripts/servers.sh run` starts the servers.
enum MigrationServer: String, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres, mysql

    var testDescription: String { rawValue }

    struct Missing: Error, CustomStringConvertible {
        let name: String
        var description: String { "\(name) is not set; run the tests through scripts/servers.sh run" }
    }

    /// The machine may be busy with other tests.
    private static let patience = "pool_wait=60&connect_timeout=60"

    static func open(_ url: String) throws -> Database {
        try Database(url, drivers: [.sqlite, .postgres, .mysql])
    }

    /// Runs a body with the URL of an empty database of its own, which is dropped at the end.
    func withURL<Value>(_ body: (_ url: String) async throws -> Value) async throws -> Value {
        guard self != .sqlite else { return try await MigrationStore.withFile(body) }
        let variable = self == .postgres ? "MARTLET_POSTGRES_URL" : "MARTLET_MYSQL_URL"
        guard let text = ProcessInfo.processInfo.environment[variable] else { throw Missing(name: variable) }
        let server = try Self.open("\(text)?\(Self.patience)")
        let name = "migrations_\(UInt64.random(in: 0 ... .max))"
        try await server.execute("CREATE DATABASE \(Identifier(name))")
        let url = try DatabaseURL(text)
        let account = "\(url.user ?? "")\(url.password.map { ":\($0)" } ?? "")"
        let address = "\(url.host ?? ""):\(url.port ?? 0)"
        let scheme = text.prefix { $0 != ":" }
        let drop: SQL =
            self == .postgres
            ? "DROP DATABASE \(Identifier(name)) WITH (FORCE)" : "DROP DATABASE \(Identifier(name))"
        do {
            let value = try await body("\(scheme)://\(account)@\(address)/\(name)?\(Self.patience)")
            try await server.execute(drop)
            try await server.close()
            return value
        } catch {
            _ = try? await server.execute(drop)
            try? await server.close()
            throw error
        }
    }

    /// Runs a body with an empty database of its own.
    func withDatabase<Value>(_ body: (Database) async throws -> Value) async throws -> Value {
        try await withURL { (url) async throws in
            let database = try Self.open(url)
            do {
                let value = try await body(database)
                try await database.close()
                return value
            } catch {
                try? await database.close()
                throw error
            }
        }
    }
}

extension Database {
    /// The names of a table's columns, in order; none where it is missing.
    func columns(of table: String) async throws -> [String] {
        try await inspector.tables().first { $0.name == table }?.columns.map(\.name) ?? []
    }
}

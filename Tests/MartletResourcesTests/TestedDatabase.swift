import Foundation
import Martlet
import MartletMySQL
import MartletPostgres
import MartletTesting
import Testing

/// The databases that resources are tested on; `scripts/servers.sh run` starts the servers.
enum TestedDatabase: String, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres, mariadb

    var testDescription: String { rawValue }

    /// The machine may be busy with other tests.
    private static let patience = "pool_wait=60&connect_timeout=60"

    /// Runs a body with an empty database of its own.
    func run(_ body: (Database) async throws -> Void) async throws {
        guard self != .sqlite else {
            let database = try Database("sqlite::memory:", drivers: [.sqlite])
            try await body(database)
            return try await database.close()
        }
        let server = try open(try serverURL() + "?\(Self.patience)&pool_size=1")
        let name = "resource_\(UInt64.random(in: 0 ... .max))"
        try await server.execute("CREATE DATABASE \(Identifier(name))")
        let url = try DatabaseURL(serverURL())
        let address = "\(url.user ?? ""):\(url.password ?? "")@\(url.host ?? ""):\(url.port ?? 0)"
        let failure: (any Error)?
        do {
            let database = try open("\(url.scheme)://\(address)/\(name)?\(Self.patience)")
            try await body(database)
            try await database.close()
            failure = nil
        } catch { failure = error }
        let force: SQL = self == .postgres ? " WITH (FORCE)" : ""
        try await server.execute("DROP DATABASE \(Identifier(name))\(force)")
        try await server.close()
        if let failure { throw failure }
    }

    private func open(_ url: String) throws -> Database { try Database(url, drivers: [.postgres, .mysql]) }

    private func serverURL() throws -> String {
        let name = self == .postgres ? "MARTLET_POSTGRES_URL" : "MARTLET_MYSQL_URL"
        guard let url = ProcessInfo.processInfo.environment[name] else {
            throw DatabaseError(.connection, "\(name) is not set; run the tests through scripts/servers.sh run")
        }
        return url
    }
}

extension TestedDatabase {
    /// Runs a test against an application with resources, and with the rows of ``Music``.
    func test(
        _ build: (RouteGroup) -> Void, run body: (TestClient, Database) async throws -> Void
    ) async throws {
        try await run { database in
            try await Music.create(in: database)
            let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
            try await app.install(DatabaseExtension(database))
            app.answerProblems()
            app.group("/api", build)
            try await app.test { client in try await body(client, database) }
        }
    }
}

extension TestResponse {
    private struct Problems: Decodable {
        struct Item: Decodable {
            let pointer: String?
            let parameter: String?
            let code: String
            let detail: String
        }
        let detail: String?
        let errors: [Item]?
    }

    /// The status, and each problem with its place and code: `422 /title too_long`.
    var problems: [String] {
        get throws {
            try json(Problems.self).errors?.map { item in
                "\(status.code) \(item.pointer ?? item.parameter.map { "?\($0)" } ?? "") \(item.code)"
            } ?? []
        }
    }

    /// The words of the problems.
    var details: [String] { get throws { try json(Problems.self).errors?.map(\.detail) ?? [] } }

    /// The words of the error.
    var detail: String? { get throws { try json(Problems.self).detail } }
}

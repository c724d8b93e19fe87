import Foundation
import MartletData
import MartletPostgres
import Testing

/// The server that `scripts/servers.sh run` started.
enum TestServer {
    struct Missing: Error, CustomStringConvertible {
        let name: String
        var description: String {
            "\(name) is not set; run: scripts/servers.sh run swift test --filter MartletPostgresTests"
        }
    }

    static func variable(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name] else { throw Missing(name: name) }
        return value
    }

    /// The URL with other options, or another user, password, host and port.
    static func url(
        _ options: String = "", user: String? = nil, password: String? = nil, host: String? = nil, port: Int? = nil,
        name: String? = nil
    ) throws -> String {
        let url = try DatabaseURL(variable("MARTLET_POSTGRES_URL"))
        let address = "\(host ?? url.host ?? ""):\(port ?? url.port ?? 5432)"
        return "postgres://\(user ?? url.user ?? ""):\(password ?? url.password ?? "")@\(address)/\(name ?? url.path)"
            + (options.isEmpty ? "" : "?\(options)")
    }

    /// A database with connections of its own, which close when nobody has it any more. It waits for long, since the
    /// machine may be busy with other tests.
    static func database(_ options: String = "") throws -> Database {
        let patience = options.contains("pool_wait") ? "" : "pool_wait=60&connect_timeout=60"
        return try Database(
            url([options, patience].filter { !$0.isEmpty }.joined(separator: "&")), drivers: [.postgres])
    }
}

extension Database {
    /// A connection of the database for several statements.
    func driverSession(_ body: @Sendable (Transaction) async throws -> Void) async throws {
        try await transaction { try await body($0) }
    }
}

extension QueryExecutor {
    /// The values of the first column.
    func values(_ sql: String, _ bindings: [DatabaseValue] = []) async throws -> [DatabaseValue] {
        try await query(Statement(StatementText(sql), bindings)) { $0.value(at: 0) }
    }

    /// The only value.
    func value(_ sql: String, _ bindings: DatabaseValue...) async throws -> DatabaseValue {
        let values = try await values(sql, bindings)
        return try #require(values.first)
    }

    func run(_ sql: String, _ bindings: DatabaseValue...) async throws {
        _ = try await execute(Statement(StatementText(sql), bindings))
    }
}

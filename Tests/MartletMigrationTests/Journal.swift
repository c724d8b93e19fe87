import Foundation
import MartletData
import MartletSQLite
import Synchronization
import Testing

@testable import MartletData

/// The lines that something printed.
final class Journal: Sendable {
    private let printed = Mutex<[String]>([])
    var lines: [String] { printed.withLock { $0 } }
    @Sendable func print(_ line: String) { printed.withLock { $0.append(line) } }
}

/// A database in memory, or in a file of its own that several connections open.
enum MigrationStore {
    static func memory() throws -> Database { try Database("sqlite::memory:", drivers: [.sqlite]) }

    static func withFile<Value>(_ body: (_ url: String) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body("sqlite:\(folder)/app.sqlite")
    }
}

extension QueryExecutor {
    /// The first column of a query as texts.
    func texts(_ sql: String) async throws -> [String] {
        try await query(Statement(sql)) { row in
            switch row.value(at: 0) {
            case .text(let text): text
            case .integer(let value): "\(value)"
            case .null: "NULL"
            case let value: "\(value)"
            }
        }
    }
}

/// The shop whose tables the tests migrate.
enum Shop {
    static let artists = TableSchema(
        name: "artists",
        columns: [
            ColumnSchema(name: "id", type: .integer, isGenerated: true),
            ColumnSchema(name: "name", type: .text, isUnique: true, maximumLength: 120),
        ], primaryKey: ["id"])

    static let albums = TableSchema(
        name: "albums",
        columns: [
            ColumnSchema(name: "id", type: .integer, isGenerated: true),
            ColumnSchema(name: "title", type: .text, maximumLength: 160),
            ColumnSchema(name: "artist_id", type: .integer),
        ], primaryKey: ["id"],
        foreignKeys: [
            ForeignKeySchema(columns: ["artist_id"], table: "artists", referencedColumns: ["id"], onDelete: .cascade)
        ],
        indexes: [IndexSchema(columns: ["artist_id"])])

    static let initial = Migration("0001_initial", operations: [.createTable(artists), .createTable(albums)])
    static let genre = Migration(
        "0002_add_albums_genre", dependencies: ["0001_initial"],
        operations: [.addColumn("albums", ColumnSchema(name: "genre", type: .text, isNullable: true))])
    static let price = Migration(
        "0003_add_albums_price", dependencies: ["0002_add_albums_genre"],
        operations: [
            .addColumn(
                "albums", ColumnSchema(name: "cents", type: .integer, check: "\"cents\" >= 0"),
                fill: .value(.integer(99)))
        ])

    static func fill(_ database: Database) async throws {
        try await database.execute("INSERT INTO artists (id, name) VALUES (1, 'Queen'), (2, 'ABBA')")
        try await database.execute("INSERT INTO albums (id, title, artist_id) VALUES (1, 'Jazz', 1), (2, 'Arrival', 2)")
    }
}

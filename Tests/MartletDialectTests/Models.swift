import Foundation
import MartletData
import MartletMySQL
import MartletPostgres
import MartletSQLite
import Testing

@Model struct Artist: Equatable {
    var id: Int
    var name: String
    static let albums = HasMany<Album>(\.artist)
}

@Model struct Album: Equatable {
    var id: Int
    var title: String
    @BelongsTo var artist: Artist.ID
    var released: Date?
    var details: String?
}

@Model struct Track: Equatable {
    var id: Int
    var name: String
    @BelongsTo var album: Album.ID?
    var seconds: Int
    var price: Decimal
    var isLive: Bool
}

@Model(table: "staff") struct Employee: Equatable {
    @Column(primaryKey: true) var number: Int
    var name: String
    @BelongsTo var boss: Employee.ID?
}

@Model struct Note: Equatable {
    var id: Int
    var text: String
    @Column(role: .deleted) var deleted: Date?
}

/// The databases that SQL is written for.
enum Dialects {
    static let sqlite = SQLiteDialect()
    static let postgres = PostgresDialect()
    static let mariadb = MySQLDialect()
    static let mysql = MySQLDialect(isMySQL: true)
}

/// What a condition on tracks is in each database.
func expect(
    _ condition: @Sendable (Track.Fields) -> SQLExpression<Bool>, sqlite: String? = nil, postgres: String? = nil,
    mariadb: String? = nil, _ bindings: [DatabaseValue]? = nil, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let query = Track.query.where(condition)
    for (dialect, expected) in [
        (Dialects.sqlite as any Dialect, sqlite), (Dialects.postgres, postgres), (Dialects.mariadb, mariadb),
    ] {
        guard let expected else { continue }
        let statement = try query.sql(for: dialect)
        let start = try #require(statement.sql.range(of: " WHERE "), sourceLocation: sourceLocation)
        #expect(String(statement.sql[start.upperBound...]) == expected, sourceLocation: sourceLocation)
        if let bindings { #expect(statement.bindings == bindings, sourceLocation: sourceLocation) }
    }
}

/// What a query is in each database, from `FROM` on, or the whole when it has none.
func expect(
    _ query: RowQuery<some Any, some Any>, sqlite: String? = nil, postgres: String? = nil, mariadb: String? = nil,
    _ bindings: [DatabaseValue]? = nil, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    for (dialect, expected) in [
        (Dialects.sqlite as any Dialect, sqlite), (Dialects.postgres, postgres), (Dialects.mariadb, mariadb),
    ] {
        guard let expected else { continue }
        let statement = try query.sql(for: dialect)
        #expect(statement.sql == expected, sourceLocation: sourceLocation)
        if let bindings { #expect(statement.bindings == bindings, sourceLocation: sourceLocation) }
    }
}

/// The message with which a database refuses a query before it is sent.
func refusal(of query: RowQuery<some Any, some Any>, _ dialect: any Dialect) -> String? {
    let error = #expect(throws: DatabaseError.self) { try query.sql(for: dialect) }
    #expect(error?.kind == .unsupported)
    return error?.message
}

import MartletData
import MartletSQLite
import Testing

@testable import MartletData

/// SQLite orders decimals by their value where they are stored, also in SQL that somebody writes by hand.
@Suite struct DecimalColumnTests {
    @Test(arguments: MigrationServer.allCases)
    func `decimals are ordered by value`(_ server: MigrationServer) async throws {
        let prices = TableSchema(
            name: "prices",
            columns: [
                ColumnSchema(name: "price", type: .decimal(precision: 10, scale: 2), check: "\"price\" >= 0")
            ], primaryKey: ["price"])
        try await server.withDatabase { (database) async throws in
            let made = Migration("0001_initial", operations: [.createTable(prices)])
            try await Migrations([made], tables: []).migrate(database)
            try await database.execute("INSERT INTO prices (price) VALUES ('10'), ('9.5')")
            #expect(try await database.texts("SELECT count(*) FROM prices WHERE price > '9.75'") == ["1"])
            await #expect(throws: DatabaseError.self) {
                try await database.execute("INSERT INTO prices (price) VALUES ('10.00')")
            }
        }
    }

    @Test func `the column has the collation`() throws {
        let price = ColumnSchema(name: "price", type: .decimal)
        let table = TableSchema(name: "prices", columns: [price])
        let text = try DefinitionWriter(dialect: SQLiteDialect()).column(price, of: table)
        #expect(text == #""price" TEXT COLLATE "MARTLET_DECIMAL" NOT NULL"#)
    }
}

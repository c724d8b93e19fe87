import MartletData
import MartletMySQL
import Testing

/// How columns are named in MariaDB.
@Suite struct MySQLDialectTests {
    @Test func `types have MariaDB's names`() {
        let dialect = MySQLDialect()
        let given: [(ColumnType, String)] = [
            (.boolean, "tinyint(1)"), (.integer(.int8), "tinyint"), (.integer(.uint16), "smallint unsigned"),
            (.integer(.int64), "bigint"), (.real(.double), "double"), (.text, "longtext collate utf8mb4_nopad_bin"),
            (.uuid, "uuid"),
            (.decimal(precision: 10, scale: 2), "decimal(10, 2)"), (.timestamp, "datetime(6)"), (.json, "json"),
        ]
        for (type, name) in given { #expect(dialect.typeName(of: ColumnSchema(name: "c", type: type)) == name) }
        #expect(
            dialect.typeName(of: ColumnSchema(name: "c", type: .text, maximumLength: 20))
                == "varchar(20) collate utf8mb4_nopad_bin")
    }
}

import MartletData
import MartletPostgres
import Testing

/// How columns are named in PostgreSQL.
@Suite struct PostgresDialectTests {
    @Test func `types have PostgreSQL's names`() {
        let dialect = PostgresDialect()
        let given: [(ColumnType, String)] = [
            (.boolean, "boolean"), (.integer(.int8), "smallint"), (.integer(.uint16), "integer"),
            (.integer(.int64), "bigint"), (.integer(.uint64), "numeric(20)"), (.real(.float), "real"),
            (.decimal(precision: 10, scale: 2), "numeric(10, 2)"), (.text, "text"), (.blob, "bytea"), (.uuid, "uuid"),
            (.timestamp, "timestamptz"), (.json, "jsonb"), (.array(.integer(.int32)), "integer[]"),
            (.range(.date), "daterange"), (.custom("inet"), "inet"),
        ]
        for (type, name) in given { #expect(dialect.typeName(of: ColumnSchema(name: "c", type: type)) == name) }
        #expect(dialect.typeName(of: ColumnSchema(name: "c", type: .text, maximumLength: 20)) == "varchar(20)")
    }
}

import Foundation
import MartletData
import MartletPostgres
import Synchronization
import Testing

@Model(table: "bulk_updated") private struct BulkRow: Equatable {
    var id: Int
    @Column(max: 5) var code: String
    var amount: Decimal?
    var large: UInt64
    var day: CalendarDate
    var active: Bool
}

/// Columns of many rows are written by one statement whose text is the same for any number of them.
@Suite struct PostgresBulkUpdateTests {
    private final class Texts: DatabaseObserver {
        let all = Mutex<[String]>([])
        func didRun(_ event: QueryEvent) { all.withLock { $0.append(event.sql) } }
    }

    @Test func `many rows are updated by lists`() async throws {
        let texts = Texts()
        let database = try TestServer.database("pool_size=1").observed(by: texts)
        try await database.rolledBack { transaction in
            try await transaction.run(
                "CREATE TABLE bulk_updated (id bigint PRIMARY KEY, code varchar(5), amount numeric, large numeric(20), day date, active boolean)"
            )
            var rows = (1...300).map { number in
                BulkRow(
                    id: number, code: "a", amount: 1, large: 1, day: CalendarDate(daysSinceEpoch: Int32(number)),
                    active: true)
            }
            try await BulkRow.insert(rows, in: transaction)
            for index in rows.indices {
                rows[index].code = index % 2 == 0 ? #"{",\"# : "NULL"
                rows[index].amount = index % 3 == 0 ? nil : Decimal(index) / 8
                rows[index].large = .max - UInt64(index)
                rows[index].day = CalendarDate(daysSinceEpoch: -Int32(index))
                rows[index].active = index % 2 == 0
            }
            #expect(try await BulkRow.update(rows, in: transaction) == 300)
            #expect(try await BulkRow.query.order { $0.id.ascending }.all(in: transaction) == rows)

            texts.all.withLock { $0 = [] }
            #expect(try await BulkRow.update(rows.prefix(2), set: { [$0.code, $0.amount] }, in: transaction) == 2)
            #expect(
                texts.all.withLock { $0.last }
                    == #"UPDATE "bulk_updated" SET "code" = "new_values"."v0", "amount" = "new_values"."v1" FROM unnest(CAST($1 AS bigint[]), CAST($2 AS text[]), CAST($3 AS numeric[])) AS "new_values" ("k0", "v0", "v1") WHERE "bulk_updated"."id" = "new_values"."k0""#
            )
            // A key that stands there twice has the first of its values.
            var first = rows[0]
            first.code = "first"
            _ = try await BulkRow.update([first, rows[0]], set: { [$0.code] }, in: transaction)
            #expect(try await BulkRow.find(1, in: transaction)?.code == "first")

            // Too long a text is refused, and not cut off; in both forms.
            for rows in [[rows[0], rows[1]], [rows[0], rows[0]]] {
                let long = rows.map { row in
                    var row = row
                    row.code = "too long"
                    return row
                }
                let error = await #expect(throws: DatabaseError.self) {
                    try await transaction.transaction { savepoint in
                        _ = try await BulkRow.update(long, set: { [$0.code] }, in: savepoint)
                    }
                }
                #expect(error?.code == "22001")
            }
        }
    }
}

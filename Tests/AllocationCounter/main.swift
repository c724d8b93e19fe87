import AllocationCount
import MartletData
import MartletMySQL
import MartletPostgres
import MartletSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

// Prints what the SQL of a query costs that was written before: a line for each database, kind of clauses, number of
// clauses and number of values, with how often memory was asked for and how many bytes. The first line is the size of a
// value.

@Model(table: "owners") struct Owner {
    var id: Int
    var name: String?
}

@Model(table: "wide_articles") struct Wide {
    var id: Int
    var amount: Int
    var note: String?
    @BelongsTo var owner: Owner.ID
}

let conditions: (Int, Int) -> ModelQuery<Wide, Wide> = { clauses, values in
    (0..<clauses).reduce(Wide.query) { query, index in
        index < values ? query.where { $0.amount > index } : query.where { $0.note != nil }
    }
}
let orders: (Int, Int) -> ModelQuery<Wide, Wide> = { clauses, values in
    (0..<clauses).reduce(conditions(values, values)) { query, _ in query.order { $0.amount.descending } }
}
let relations: (Int, Int) -> ModelQuery<Wide, Wide> = { clauses, values in
    (0..<clauses).reduce(conditions(values, values)) { query, _ in query.where { $0.owner.name != nil } }
}

guard count_allocations() else {
    print("allocations cannot be counted on this system")
    exit(1)
}
print("value \(MemoryLayout<DatabaseValue>.stride)")
let dialects: [any Dialect] = [PostgresDialect(), SQLiteDialect(), MySQLDialect()]
for dialect in dialects {
    for (kind, make) in [("conditions", conditions), ("orders", orders), ("relations", relations)] {
        for (clauses, values) in [(2, 2), (8, 2), (32, 2), (32, 8), (32, 32)] {
            let query = make(clauses, values)
            for _ in 0..<20 { _ = try query.sql(for: dialect) }
            let (count, bytes) = (allocation_count(), allocation_bytes())
            for _ in 0..<10 { _ = try query.sql(for: dialect) }
            print(
                dialect.name, kind, clauses, values, (allocation_count() - count) / 10,
                (allocation_bytes() - bytes) / 10)
        }
    }
}

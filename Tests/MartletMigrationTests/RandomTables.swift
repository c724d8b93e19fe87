@testable import MartletData

/// Makes tables at random, the same ones for the same seed, and others that differ from them in a few places.
struct RandomTables {
    private var state: UInt64

    /// MariaDB indexes no text without a limit, no expression and no part of a table.
    private let isMariaDB: Bool
    private let isPostgres: Bool

    init(seed: UInt64, server: MigrationServer) {
        isMariaDB = server == .mysql
        isPostgres = server == .postgres
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    /// A number from 0 up to a limit.
    mutating func number(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(max(1, limit)))
    }

    mutating func happens(_ percent: Int) -> Bool { number(100) < percent }

    /// Four tables, of which the later ones refer to the earlier ones; the last has a key of two columns and is referred to
    /// by itself.
    mutating func tables() -> [TableSchema] {
        var tables: [TableSchema] = []
        for name in ["artists", "albums", "odd \"name\""] {
            var table = TableSchema(
                name: name, columns: [ColumnSchema(name: "id", type: .integer, isGenerated: true)], primaryKey: ["id"])
            addColumns(to: &table)
            addRules(to: &table, others: tables.map(\.name))
            tables.append(table)
        }
        var pairs = TableSchema(
            name: "pairs",
            columns: [ColumnSchema(name: "id", type: .integer), ColumnSchema(name: "half", type: .integer)],
            primaryKey: ["half", "id"])
        addColumns(to: &pairs)
        addRules(to: &pairs, others: tables.map(\.name))
        if happens(60) {
            pairs.columns += ["other_half", "other_pair"].map {
                ColumnSchema(name: $0, type: .integer, isNullable: true)
            }
            pairs.foreignKeys.append(
                ForeignKeySchema(
                    columns: ["other_half", "other_pair"], table: "pairs", referencedColumns: ["half", "id"],
                    onDelete: .cascade))
        }
        return tables + [pairs]
    }

    private mutating func addColumns(to table: inout TableSchema) {
        for index in 0..<(2 + number(3)) { table.columns.append(column("c\(index)")) }
        table.columns.append(ColumnSchema(name: "n", type: .integer(.int16), isNullable: happens(50)))
        if happens(50) {
            // PostgreSQL stores what it computes.
            let computed = ComputedColumn("\"n\" + \(number(3))", isStored: isPostgres || happens(50))
            table.columns.append(ColumnSchema(name: "sum", type: .integer, isNullable: true, computed: computed))
        }
    }

    private mutating func column(_ name: String) -> ColumnSchema {
        let types: [ColumnType] = [.integer, .text, .real, .integer(.int16), .decimal(precision: 10, scale: 2)]
        let type = types[number(types.count)]
        var column = ColumnSchema(name: name, type: type, isNullable: happens(50))
        if type == .text, happens(40) || isMariaDB { column.maximumLength = 40 + number(3) * 10 }
        if happens(30) {
            switch type {
            case .text: column.defaultValue = .value(.text("it's \(number(9))"))
            case .real: column.defaultValue = .value(.real(0.5))
            case .decimal: column.defaultValue = .value(.decimal("1.50"))
            default: column.defaultValue = .value(.integer(Int64(number(9))))
            }
        }
        if happens(20), type == .integer { column.check = "\"\(name)\" >= 0" }
        if happens(15), type != .real { column.isUnique = true }
        if happens(15) { column.comment = "who's \(number(9))" }
        return column
    }

    private mutating func addRules(to table: inout TableSchema, others: [String]) {
        if let other = others.last, happens(60) {
            table.columns.append(
                ColumnSchema(name: "other_id", type: .integer, isNullable: true, isUnique: happens(20)))
            table.foreignKeys = [
                ForeignKeySchema(
                    columns: ["other_id"], table: other, referencedColumns: ["id"],
                    onDelete: happens(50) ? .setNull : .cascade)
            ]
        }
        addIndexes(to: &table)
        if happens(30) {
            table.constraints.append(
                .check(name: "\(table.name)_ruled", condition: "\"c0\" IS NOT NULL OR \"c1\" IS NOT NULL OR 1 = 1"))
        }
        if happens(30) {
            let condition = isMariaDB || happens(50) ? nil : "\"c1\" IS NOT NULL"
            table.constraints.append(
                .unique(
                    UniqueConstraintSchema(name: "\(table.name)_once", columns: ["c1", "id"], condition: condition)))
        }
    }

    private mutating func addIndexes(to table: inout TableSchema) {
        if happens(40) { table.indexes.append(IndexSchema(columns: ["c0", "c1"])) }
        if happens(30) {
            table.indexes.append(
                IndexSchema(
                    name: "\(table.name)_low", parts: [.init(.column("c1"), isDescending: true)],
                    condition: isMariaDB ? nil : "\"c0\" IS NOT NULL"))
        }
        if table.column("other_id") != nil, happens(40) {
            table.indexes.append(IndexSchema(columns: ["other_id", "n"]))
        }
        if table.column("sum") != nil, happens(60) { table.indexes.append(IndexSchema(columns: ["sum", "n"])) }
        if !isMariaDB, happens(40) {
            table.indexes.append(IndexSchema(name: "\(table.name)_expr", parts: [.init(.expression("\"n\" * 2"))]))
        }
    }

    /// Tables that came of others by a few changes; columns keep their values.
    mutating func changed(_ tables: [TableSchema]) -> [TableSchema] {
        var result = tables
        for index in result.indices {
            var table = result[index]
            if happens(50) { table.columns.append(added("extra\(number(3))")) }
            if happens(30), let last = table.columns.lastIndex(where: { $0.name.hasPrefix("c") }), last > 2,
                table.columns[last].isNullable, table.columns[last].name != "c1",
                // One value for all rows would not come back.
                !table.columns[last].isUnique || table.columns[last].defaultValue == nil
            {
                table.columns.remove(at: last)
            }
            change(&table)
            if happens(30) { rename("c0", of: &table, to: "renamed") }
            if happens(20) { rename("n", of: &table, to: "number") }
            if happens(20) { rename("other_id", of: &table, to: "another_id") }
            if table.name == "pairs", happens(20) { rename("half", of: &table, to: "side") }
            if happens(30) { table.indexes = [] }
            if happens(25) { addIndexesAgain(to: &table) }
            if happens(30) { table.constraints = [] }
            if happens(20) { table.foreignKeys = [] }
            if happens(20), table.name == "pairs", table.foreignKeys.allSatisfy({ $0.table != "pairs" }) {
                table.primaryKey.reverse()
            }
            if happens(15) { table.comment = "table \(number(9))" }
            result[index] = table
        }
        if happens(25) { renameTable(&result, number(result.count)) }
        if happens(15) { dropTable(&result, number(result.count)) }
        return result
    }

    private mutating func change(_ table: inout TableSchema) {
        for position in table.columns.indices where table.columns[position].name.hasPrefix("c") && happens(40) {
            var column = table.columns[position]
            column.isNullable = true
            if column.type == .text { column.maximumLength = happens(50) && !isMariaDB ? nil : 200 }
            column.check = nil
            column.isUnique = happens(20) && column.type != .real
            if happens(30) { column.comment = nil }
            if happens(50), case .integer = column.type { column = retyped(column) }
            // No row has NULL in it.
            if happens(25), case .integer = column.type {
                column.isNullable = false
                column.defaultValue = .value(.integer(4))
            }
            table.columns[position] = column
        }
        if let position = table.position(of: "other_id"), happens(30) { table.columns[position].isUnique.toggle() }
        if let position = table.position(of: "n"), happens(40) { table.columns[position].type = .integer }
        guard let position = table.position(of: "sum"), happens(50) else { return }
        if happens(50) {
            table.columns[position].computed = ComputedColumn(
                "\"n\" * \(2 + number(3))", isStored: isPostgres || happens(50))
        } else {
            table.columns.remove(at: position)
            table.indexes.removeAll { $0.uses("sum") }
        }
    }

    /// A whole number as another type that has its values.
    private mutating func retyped(_ column: ColumnSchema) -> ColumnSchema {
        var column = column
        let types: [ColumnType] = [.integer, .integer(.int32), .text, .decimal(precision: 12, scale: 3)]
        column.type = types[number(types.count)]
        if column.defaultValue != nil { column.defaultValue = nil }
        if column.type == .text { column.maximumLength = 60 }
        return column
    }

    private mutating func addIndexesAgain(to table: inout TableSchema) {
        let names = Set(table.columns.map(\.name))
        guard names.isSuperset(of: ["c0", "c1", "n"]) else { return }
        table.indexes = []
        addIndexes(to: &table)
    }

    private func rename(_ old: String, of table: inout TableSchema, to new: String) {
        guard let position = table.position(of: old) else { return }
        table.columns[position].name = new
        table.columns[position].renamedFrom = old
        for index in table.columns.indices {
            let column = table.columns[index]
            table.columns[index].check = column.check.map { SQLNames.rename(old, to: new, in: $0) }
            if let computed = column.computed {
                table.columns[index].computed?.expression = SQLNames.rename(old, to: new, in: computed.expression)
            }
        }
        table.indexes = table.indexes.map { $0.renaming(old, to: new) }
        table.constraints = table.constraints.map { $0.renaming(old, to: new) }
        func renamed(_ names: [String]) -> [String] { names.map { $0 == old ? new : $0 } }
        table.primaryKey = renamed(table.primaryKey)
        for key in table.foreignKeys.indices {
            table.foreignKeys[key].columns = renamed(table.foreignKeys[key].columns)
            guard table.foreignKeys[key].table == table.name else { continue }
            table.foreignKeys[key].referencedColumns = renamed(table.foreignKeys[key].referencedColumns)
        }
    }

    private func dropTable(_ tables: inout [TableSchema], _ index: Int) {
        let gone = tables.remove(at: index).name
        for table in tables.indices { tables[table].foreignKeys.removeAll { $0.table == gone } }
    }

    private func renameTable(_ tables: inout [TableSchema], _ index: Int) {
        let old = tables[index].name
        tables[index].renamedFrom = old
        tables[index].name = "moved"
        for table in tables.indices {
            for key in tables[table].foreignKeys.indices where tables[table].foreignKeys[key].table == old {
                tables[table].foreignKeys[key].table = "moved"
            }
        }
    }

    /// A column for rows that are there: one that may be NULL, or has a default.
    private mutating func added(_ name: String) -> ColumnSchema {
        var column = column(name)
        column.check = nil
        column.isUnique = false
        column.isNullable = column.isNullable || column.defaultValue == nil
        return column
    }
}

@testable import MartletData

/// Makes tables at random, the same ones for the same seed, and others that differ from them in a few places.
struct RandomTables {
    private var state: UInt64

    /// MariaDB indexes no text without a limit, and no part of a table.
    private let isMariaDB: Bool

    init(seed: UInt64, server: MigrationServer) {
        isMariaDB = server == .mysql
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    /// A number from 0 up to a limit.
    mutating func number(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(max(1, limit)))
    }

    private mutating func happens(_ percent: Int) -> Bool { number(100) < percent }

    /// Three tables, of which the later ones refer to the earlier ones.
    mutating func tables() -> [TableSchema] {
        var tables: [TableSchema] = []
        for name in ["artists", "albums", "odd \"name\""] {
            var table = TableSchema(
                name: name, columns: [ColumnSchema(name: "id", type: .integer, isGenerated: true)], primaryKey: ["id"])
            for index in 0..<(2 + number(3)) { table.columns.append(column("c\(index)")) }
            addRules(to: &table, others: tables.map(\.name))
            tables.append(table)
        }
        return tables
    }

    private mutating func column(_ name: String) -> ColumnSchema {
        let types: [ColumnType] = [.integer, .text, .real, .integer(.int16)]
        let type = types[number(types.count)]
        var column = ColumnSchema(name: name, type: type, isNullable: happens(50))
        if type == .text, happens(40) || isMariaDB { column.maximumLength = 40 + number(3) * 10 }
        if happens(30) {
            switch type {
            case .text: column.defaultValue = .value(.text("it's \(number(9))"))
            case .real: column.defaultValue = .value(.real(0.5))
            default: column.defaultValue = .value(.integer(Int64(number(9))))
            }
        }
        if happens(20), type == .integer { column.check = "\"\(name)\" >= 0" }
        return column
    }

    private mutating func addRules(to table: inout TableSchema, others: [String]) {
        if let other = others.last, happens(60) {
            table.columns.append(ColumnSchema(name: "other_id", type: .integer, isNullable: true))
            table.foreignKeys = [
                ForeignKeySchema(
                    columns: ["other_id"], table: other, referencedColumns: ["id"],
                    onDelete: happens(50) ? .setNull : .cascade)
            ]
        }
        if happens(40) { table.indexes.append(IndexSchema(columns: ["c0", "c1"])) }
        if happens(30) {
            table.indexes.append(
                IndexSchema(
                    name: "\(table.name)_low", parts: [.init(.column("c1"), isDescending: true)],
                    condition: isMariaDB ? nil : "\"c0\" IS NOT NULL"))
        }
        if happens(30) {
            table.constraints.append(
                .check(name: "\(table.name)_ruled", condition: "\"c0\" IS NOT NULL OR \"c1\" IS NOT NULL OR 1 = 1"))
        }
    }

    /// Tables that came of others by a few changes; columns keep their type, so that values survive.
    mutating func changed(_ tables: [TableSchema]) -> [TableSchema] {
        var result = tables
        for index in result.indices {
            var table = result[index]
            if happens(50) { table.columns.append(nullable("extra\(number(3))")) }
            if happens(30), let last = table.columns.indices.last, table.columns[last].name.hasPrefix("c"),
                table.columns[last].isNullable, last > 2
            {
                table.columns.removeLast()
            }
            for position in table.columns.indices where table.columns[position].name.hasPrefix("c") && happens(30) {
                table.columns[position].isNullable = true
                if table.columns[position].type == .text {
                    table.columns[position].maximumLength = happens(50) && !isMariaDB ? nil : 200
                }
                table.columns[position].check = nil
            }
            if happens(30), let position = table.columns.firstIndex(where: { $0.name == "c0" }) {
                table.columns[position].name = "renamed"
                table.columns[position].renamedFrom = "c0"
                table.columns[position].check = nil
                table.indexes = table.indexes.map { $0.renaming("c0", to: "renamed") }
                table.constraints = table.constraints.map { $0.renaming("c0", to: "renamed") }
            }
            if happens(30) { table.indexes = [] }
            if happens(30) { table.constraints = [] }
            if happens(20) { table.foreignKeys = [] }
            result[index] = table
        }
        return result
    }

    private mutating func nullable(_ name: String) -> ColumnSchema {
        var column = column(name)
        column.isNullable = true
        column.check = nil
        return column
    }
}

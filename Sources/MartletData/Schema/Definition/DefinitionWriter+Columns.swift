extension DefinitionWriter {
    /// The definition of a column: name, type, and what belongs to it.
    func column(_ column: ColumnSchema, of table: TableSchema) throws -> String {
        let isKey = table.primaryKey.contains(column.name)
        var parts = [quote(column.name), try type(of: column, in: table)]
        if let collation = column.collation ?? Self.collation(of: column.type, in: dialect) {
            parts.append("COLLATE \(self.collation(collation))")
        }
        if let computed = column.computed { parts.append(try self.computed(computed, column, in: table)) }
        if column.isGenerated { parts.append(try generated(column, in: table)) }
        if !column.isNullable || isKey { parts.append("NOT NULL") }
        // MariaDB makes a column NULL-able only when nothing is said; a computed one takes no such word.
        if let value = column.defaultValue {
            guard column.computed == nil, !column.isGenerated else {
                throw DatabaseError(
                    .statement,
                    "`\(table.name).\(column.name)` has a default and is \(column.computed == nil ? "generated" : "computed"); keep one of the two",
                    table: table.name, columns: [column.name])
            }
            parts.append("DEFAULT \(try defaultValue(value, of: column))")
        }
        if dialect.family == .sqlite {
            if column.isUnique {
                parts.append("CONSTRAINT \(quote(table.uniqueName(of: column.name))) UNIQUE")
            }
            for check in try checks(of: column, in: table) { parts.append(check) }
        }
        if dialect.family == .mysql, let comment = column.comment {
            parts.append("COMMENT \(try SQLLiteral(dialect: dialect).quote(comment))")
        }
        return parts.joined(separator: " ")
    }

    /// The collation that a type needs to be ordered as on other databases: SQLite stores decimals as text.
    static func collation(of type: ColumnType, in dialect: any Dialect) -> String? {
        guard dialect.family == .sqlite, case .decimal = type else { return nil }
        return decimalCollation
    }

    /// The collation of decimals that every connection to SQLite has.
    static let decimalCollation = "MARTLET_DECIMAL"

    /// The constraints of a column that stand on lines of their own; SQLite's stand with the column.
    func separateConstraints(of column: ColumnSchema, in table: TableSchema) throws -> [String] {
        guard dialect.family != .sqlite else { return [] }
        return try unique(column, in: table) + (try checks(of: column, in: table))
    }

    /// The constraint of a unique column.
    func unique(_ column: ColumnSchema, in table: TableSchema) throws -> [String] {
        guard column.isUnique else { return [] }
        try checkIndexable(column, in: table)
        return ["CONSTRAINT \(quote(table.uniqueName(of: column.name))) UNIQUE (\(quote(column.name)))"]
    }

    /// The conditions on a column that the database's types do not say.
    func checks(of column: ColumnSchema, in table: TableSchema) throws -> [String] {
        try conditions(of: column, in: table).map { "CONSTRAINT \(quote($0.name)) CHECK (\($0.condition))" }
    }

    /// Names and conditions of a column's checks.
    func conditions(of column: ColumnSchema, in table: TableSchema) throws -> [(name: String, condition: String)] {
        var found: [(name: String, condition: String)] = []
        let name = quote(column.name)
        if case .integer(let width) = column.type, let bounds = bounds(of: width) {
            found.append((table.rangeName(of: column.name), "\(name) >= \(bounds.0) AND \(name) <= \(bounds.1)"))
        }
        if let maximum = column.maximumLength, let function = lengthFunction(of: column, maximum) {
            found.append((table.lengthName(of: column.name), "\(function)(\(name)) <= \(maximum)"))
        }
        if dialect.family == .sqlite, column.type == .json {
            // Of NULL `json_valid` is 0 before its version 3.45.
            let null = column.isNullable ? "\(name) IS NULL OR " : ""
            found.append((table.jsonName(of: column.name), "\(null)json_valid(\(name))"))
        }
        if let condition = column.check { found.append((table.checkName(of: column.name), sql(condition))) }
        return found
    }

    /// The bounds that a column's type does not keep by itself.
    private func bounds(of width: IntegerWidth) -> (String, String)? {
        switch (dialect.family, width) {
        case (.mysql, _), (_, .int64): nil
        case (.postgres, .int16), (.postgres, .int32): nil
        case (_, .int8): ("-128", "127")
        case (_, .int16): ("-32768", "32767")
        case (_, .int32): ("-2147483648", "2147483647")
        case (_, .uint8): ("0", "255")
        case (_, .uint16): ("0", "65535")
        case (_, .uint32): ("0", "4294967295")
        // SQLite's numbers end at the largest with a sign.
        case (.sqlite, .uint64): ("0", "9223372036854775807")
        case (_, .uint64): ("0", "18446744073709551615")
        }
    }

    /// The function that measures a column whose type does not limit it.
    private func lengthFunction(of column: ColumnSchema, _ maximum: Int) -> String? {
        switch (dialect.family, column.type) {
        case (.sqlite, .text), (.sqlite, .blob): "length"
        case (.postgres, .blob): "octet_length"
        case (.mysql, .text): maximum > 16_383 ? "char_length" : nil
        case (.mysql, .blob): maximum > 65_535 ? "length" : nil
        default: nil
        }
    }

    /// The name of a column's type; MariaDB needs a length for a text that is part of a key.
    func type(of column: ColumnSchema, in table: TableSchema) throws -> String {
        if column.isGenerated, dialect.family == .sqlite { return "INTEGER" }
        if case .range = column.type, !dialect.features.arraysAndRanges {
            throw unsupported(
                "ranges", "`\(table.name).\(column.name)`", "store both ends in columns of their own")
        }
        var column = column
        if dialect.family == .mysql, column.maximumLength == nil, column.type == .text || column.type == .blob {
            let keys = [table.primaryKey] + table.foreignKeys.map(\.columns)
            if let key = keys.first(where: { $0.contains(column.name) }) {
                let texts = key.filter { [.text, .blob].contains(table.column($0)?.type) }
                column.maximumLength = Self.longestKey / max(1, texts.count)
            }
        }
        return dialect.typeName(of: column)
    }

    /// The most characters of a key: InnoDB's are 3,072 bytes, four for each character.
    static let longestKey = 768

    private func collation(_ name: String) -> String {
        // SQLite's and MariaDB's collations are words; PostgreSQL's are identifiers, of any case.
        dialect.family == .mysql ? name : quote(name)
    }

    private func generated(_ column: ColumnSchema, in table: TableSchema) throws -> String {
        guard case .integer = column.type else {
            throw DatabaseError(
                .statement,
                "`\(table.name).\(column.name)` is generated but no whole number; give it a default instead",
                table: table.name, columns: [column.name])
        }
        switch dialect.family {
        case .postgres: return "GENERATED BY DEFAULT AS IDENTITY"
        case .mysql:
            guard table.primaryKey.first == column.name else {
                throw unsupported(
                    "generated columns that do not begin the primary key", "`\(table.name).\(column.name)`",
                    "put the column first in the key")
            }
            return "AUTO_INCREMENT"
        case .sqlite:
            guard table.primaryKey == [column.name] else {
                throw unsupported(
                    "generated columns besides a primary key of one column", "`\(table.name).\(column.name)`",
                    "make the column alone the primary key")
            }
            // Without the word a deleted row's number is given again.
            return "PRIMARY KEY AUTOINCREMENT"
        }
    }

    private func computed(_ computed: ComputedColumn, _ column: ColumnSchema, in table: TableSchema) throws -> String {
        if dialect.family == .postgres, !computed.isStored {
            throw unsupported(
                "computed columns that are not stored", "`\(table.name).\(column.name)`", "write isStored: true")
        }
        return "GENERATED ALWAYS AS (\(sql(computed.expression))) \(computed.isStored ? "STORED" : "VIRTUAL")"
    }

    /// The default of a column as SQL.
    func defaultValue(_ value: ColumnDefault, of column: ColumnSchema) throws -> String {
        switch value {
        case .value(let value): return try SQLLiteral(dialect: dialect).text(value)
        case .expression(let text): return dialect.family == .postgres ? text : "(\(text))"
        case .now: return now(column.type)
        case .randomUUID: return randomUUID
        }
    }

    private func now(_ type: ColumnType) -> String {
        switch (dialect.family, type) {
        case (.postgres, .date), (.mysql, .date): "(CURRENT_DATE)"
        case (.postgres, .time): "LOCALTIME"
        case (.mysql, .time): "(CURRENT_TIME(6))"
        case (.postgres, _): "CURRENT_TIMESTAMP"
        case (.mysql, _): "CURRENT_TIMESTAMP(6)"
        case (.sqlite, .date): "(date('now'))"
        case (.sqlite, .time): "(strftime('%H:%M:%f000', 'now'))"
        // SQLite's clock has milliseconds; the zeros make it as long as every other moment, so that they compare as text.
        case (.sqlite, _): "(strftime('%Y-%m-%d %H:%M:%f000', 'now'))"
        }
    }

    private var randomUUID: String {
        switch dialect.family {
        case .postgres: "gen_random_uuid()"
        case .mysql:
            "(lower(concat_ws('-', hex(random_bytes(4)), hex(random_bytes(2)), concat('4', substr(hex(random_bytes(2)), 2)), "
                + "concat(substr('89AB', 1 + floor(rand() * 4), 1), substr(hex(random_bytes(2)), 2)), hex(random_bytes(6)))))"
        case .sqlite:
            "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || "
                + "substr('89AB', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))"
        }
    }
}

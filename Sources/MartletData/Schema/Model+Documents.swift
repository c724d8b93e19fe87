extension Model {
    /// A row of which nothing is stored: NULL where a column takes it, the first case of an enumeration, zeros and the like.
    /// - Throws: ``DecodingFailure`` where a property takes none of the values that are tried.
    public static func madeUpForDocuments() throws -> Self {
        let values = schema.columns.map { column in
            if column.isNullable { return DatabaseValue.null }
            let values = column.choices ?? MadeUpColumn.values(column.type)
            return values.first { column.accepts($0) } ?? .null
        }
        var reader = RowReader(ValueRow(values: values), table: schema)
        return try Self(reading: &reader)
    }

    /// The limit of the column that the property stands for, by its name in Swift or that of the column.
    public static func maximumLength(ofMember name: String) -> Int? {
        guard let column = FieldName.column(name, among: schema.columns.map(\.name)) else { return nil }
        return schema.column(column).flatMap { $0.type == .text ? $0.maximumLength : nil }
    }
}

/// Values that a column of a type may have.
private enum MadeUpColumn {
    static func values(_ type: ColumnType) -> [DatabaseValue] {
        switch type {
        case .boolean: [.boolean(false)]
        case .integer: [.integer(0), .integer(1)]
        case .real: [.real(0)]
        case .decimal: [.decimal("0")]
        case .text, .custom: ["", "a", "1", "https://example.com"].map { .text($0) }
        case .blob: [.blob([])]
        case .uuid: [.text("00000000-0000-4000-8000-000000000000")]
        case .timestamp: [.timestamp(microseconds: 0)]
        case .date: [.date(days: 0)]
        case .time: [.time(microseconds: 0)]
        case .duration: [.duration(microseconds: 0)]
        case .json: ["{}", "[]", "\"\"", "0", "false"].map { .json($0) }
        case .array(let element): [.array([], of: element)]
        case .range(let element):
            values(element).map { .range(DatabaseRange(lower: $0, upper: $0, includesUpper: true), of: element) }
        }
    }
}

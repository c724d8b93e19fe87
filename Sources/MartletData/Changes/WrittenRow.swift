#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The values of a model on their way into its table.
struct WrittenRow<Root: Model>: Sendable {
    var values: [DatabaseValue]
    let layout = ModelLayout.of(Root.self)

    init(_ model: Root) { values = model.databaseValues }

    subscript(_ column: String) -> DatabaseValue? {
        get { layout.position(of: column).flatMap { values.indices.contains($0) ? values[$0] : nil } }
        set {
            guard let position = layout.position(of: column), values.indices.contains(position), let newValue
            else { return }
            values[position] = newValue
        }
    }

    /// Sets the columns that carry moments.
    mutating func stamp(_ roles: ColumnRole..., now: DatabaseValue? = nil) {
        guard layout.hasRoles else { return }
        let now = now ?? Date().databaseValue
        for role in roles {
            guard let position = layout.position(of: role), values.indices.contains(position) else { continue }
            values[position] = now
        }
    }

    /// - Throws: ``QueryError`` when the model has other values than its schema has columns, ``DatabaseError`` of kind
    ///   ``DatabaseError/Kind/value`` for a decimal that would be rounded.
    func check(for dialect: any Dialect) throws {
        try checkCount()
        for (position, column) in layout.decimals {
            guard case .decimal(let decimal) = values[position],
                let digits = DecimalDigits(column.type, in: dialect.family), !digits.hold(decimal)
            else { continue }
            throw DatabaseError(
                .value,
                "`\(column.name)` of \(Root.table.name) has more than \(digits.words); round it before it is written",
                table: Root.table.name, columns: [column.name])
        }
    }

    private func checkCount() throws {
        guard values.count == layout.names.count else {
            throw QueryError(
                "\(Root.self).databaseValues has \(values.count) values, expected \(layout.names.count): one for each "
                    + "column of its schema, in order")
        }
    }

    /// The model with these values.
    func model() throws -> Root {
        var reader = RowReader(ValueRow(values: values), table: Root.schema)
        return try Root(reading: &reader)
    }
}

/// A row that is made of values.
struct ValueRow: RowSource {
    let values: [DatabaseValue]
    var count: Int { values.count }
    func value(at index: Int) -> DatabaseValue { values.indices.contains(index) ? values[index] : .null }
}

/// The row that was to be changed is not there, or is not what it was when it was read.
public struct RowConflict: Error, CustomStringConvertible, Sendable {
    /// What happened to it.
    public enum Reason: Sendable, Hashable {
        /// There is no row with the key.
        case missing
        /// Another has changed it since it was read.
        case stale
    }

    /// What happened to it.
    public let reason: Reason
    /// The table.
    public let table: String
    /// The key, as values.
    public let key: [DatabaseValue]

    public var description: String {
        let key = key.map { $0.plainText }.joined(separator: ", ")
        return switch reason {
        case .missing: "\(table) has no row with the key \(key); it was deleted or never inserted"
        case .stale: "the row of \(table) with the key \(key) was changed by another; reload it and try again"
        }
    }
}

extension DatabaseValue {
    /// The value without the name of its case, for messages about keys.
    var plainText: String {
        switch self {
        case .integer(let value): "\(value)"
        case .text(let text), .decimal(let text), .json(let text): text
        case .uuid(let value): value.uuidString.lowercased()
        case .boolean(let value): "\(value)"
        case .date(let days): TimestampText.formatDate(days)
        case .timestamp(let microseconds): TimestampText.format(microseconds)
        default: "\(self)"
        }
    }
}

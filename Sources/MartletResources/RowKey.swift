import MartletCore
import MartletData
import MartletJSON

/// The columns by which clients name a row: those of the primary key, or another that is unique.
struct RowKey<Root: Model>: Sendable {
    let columns: [ColumnSchema]
    /// The names of their members in content.
    let members: [String]
    /// Where a row is below its collection: `/{id}`, a segment for each column.
    let pattern: String
    /// The placeholders of the path.
    let placeholders: [String]

    /// - Parameters:
    ///   - lookup: the column in place of the primary key.
    ///   - served: how members are named, where it is not like columns.
    init(lookup: String? = nil, _ served: ResourceColumns<Root>? = nil) {
        let columns = (lookup.map { [$0] } ?? Root.schema.primaryKey).compactMap { Root.schema.column($0) }
        let members = columns.map { served?[$0.name]?.member ?? $0.name }
        self.columns = columns
        self.members = members
        placeholders =
            lookup.map { [Self.placeholder(members.first, $0)] }
            ?? Root.schema.primaryKey.indices.map { $0 == 0 ? "id" : "id\($0 + 1)" }
        pattern = placeholders.map { "/{\($0)}" }.joined()
    }

    /// The name of a member in a path, where a path can hold it; that of its column else.
    private static func placeholder(_ member: String?, _ column: String) -> String {
        guard let member, !member.isEmpty,
            member.allSatisfy({ $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) })
        else {
            return column
        }
        return member
    }

    /// The names of the columns.
    var names: [String] { columns.map(\.name) }
    /// The only column; `nil` for a composite key and for none.
    var single: ColumnSchema? { columns.count == 1 ? columns.first : nil }

    /// The key of a row.
    func values(of row: Root) -> [DatabaseValue] { row.values(of: names) }

    /// The key that a path names; `nil` for texts that are none. Placeholders of the groups around stand before.
    func values(ofPath texts: [String]) -> [DatabaseValue]? {
        let values = zip(columns, texts.suffix(columns.count)).compactMap { column, text in
            try? ParameterValue.read(text, as: column.type)
        }
        return values.count == columns.count && !values.isEmpty ? values : nil
    }

    /// The segments of a row's path.
    func path(of row: Root) -> String {
        values(of: row).map { PercentEncoding.encode(KeyText.text(of: $0)) }.joined(separator: "/")
    }

    /// The condition that a row has a key.
    func isRow(_ key: [DatabaseValue]) -> SQLCondition {
        zip(columns, key).reduce(SQLCondition.always) { condition, pair in
            condition && SQLExpression<BoundValue>(column: pair.0.name, at: Root.place) == BoundValue(pair.1)
        }
    }

    /// The condition that a row has one of some keys.
    func isOne(of keys: [[DatabaseValue]]) -> SQLCondition {
        if let single, let filter = RowFilter(single, at: Root.place),
            let condition = filter.condition(.isIn, keys.flatMap(\.self))
        {
            return condition
        }
        return keys.reduce(SQLCondition.never) { $0 || isRow($1) }
    }
}

/// Keys as paths have them.
private enum KeyText {
    static func text(of value: DatabaseValue) -> String {
        let json = JSONFragment.bytes(of: value) ?? []
        let isText = json.first == UInt8(ascii: "\"")
        if case .text(let text) = value { return text }
        return String(decoding: isText ? json.dropFirst().dropLast() : json[...], as: UTF8.self)
    }
}

extension RowKey {
    /// What keeps a column from naming rows, for the start; `nil` where nothing does.
    static func mistake(lookup name: String, _ columns: ResourceColumns<Root>) -> String? {
        guard let column = columns[name] else { return nil }
        let place = "the resource of \(Root.self) looks rows up by `\(name)`, which"
        if !isUnique(column.schema) { return "\(place) several rows may share; give it `@Column(unique: true)`" }
        if column.schema.isNullable { return "\(place) may be NULL" }
        if column.schema.type.comparedType == nil { return "\(place) cannot be compared with a text" }
        return column.isShown ? nil : "\(place) its clients do not see"
    }

    private static func isUnique(_ column: ColumnSchema) -> Bool {
        if column.isUnique || Root.schema.primaryKey == [column.name] { return true }
        let isIndexed = Root.schema.indexes.contains {
            $0.isUnique && $0.condition == nil && $0.parts.map(\.content) == [.column(column.name)]
        }
        return isIndexed
            || Root.schema.constraints.contains {
                guard case .unique(let unique) = $0 else { return false }
                return unique.columns == [column.name] && unique.condition == nil
            }
    }
}

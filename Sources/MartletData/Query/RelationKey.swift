/// The values by which rows of two tables belong together.
struct RelationKey: Hashable, Sendable {
    let first: DatabaseValue
    /// Further values, of a composite key.
    let rest: [DatabaseValue]

    init(_ value: DatabaseValue) {
        first = value
        rest = []
    }

    init(_ values: [DatabaseValue]) {
        first = values.first ?? .null
        rest = Array(values.dropFirst())
    }

    /// Whether a value is NULL, so that the key refers to nothing.
    var isNull: Bool { first == .null || rest.contains(.null) }

    var values: [DatabaseValue] { [first] + rest }
}

extension RelationKey: CustomStringConvertible {
    var description: String { values.map { "\($0)" }.joined(separator: ", ") }
}

extension Model {
    /// The values of columns by their names.
    package func values(of columns: [String]) -> [DatabaseValue] {
        let values = databaseValues
        return columns.map { column in
            guard let position = Self.schema.position(of: column), values.indices.contains(position) else {
                return .null
            }
            return values[position]
        }
    }

    var relationKey: RelationKey { RelationKey(primaryKey.keyValues) }
}

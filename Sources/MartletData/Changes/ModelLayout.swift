import Synchronization

/// What writes look up in a model's schema for each row, found once for each model.
final class ModelLayout: Sendable {
    /// A column that the database may fill in.
    private struct Filled: Sendable {
        let position: Int
        let isComputed: Bool
        let isGenerated: Bool
        /// Whether the database has a default that takes the place of NULL.
        let hasDefault: Bool

        func isLeft(_ value: DatabaseValue) -> Bool {
            if isComputed { return true }
            switch value {
            case .integer(0): return isGenerated
            case .null: return hasDefault
            default: return false
            }
        }
    }

    /// The names of the columns.
    let names: [String]
    /// The columns of decimals with their positions: databases round what has too many digits, or keep it all.
    let decimals: [(position: Int, column: ColumnSchema)]
    private let filled: [Filled]
    private let roles: [ColumnRole: Int]
    private let positions: [String: Int]

    private init(_ schema: TableSchema, _ roles: ColumnRoles) {
        names = schema.columns.map(\.name)
        decimals = schema.columns.enumerated().compactMap { position, column in
            if case .decimal = column.type, column.computed == nil { (position, column) } else { nil }
        }
        positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        filled = schema.columns.enumerated().compactMap { position, column in
            let filled = Filled(
                position: position, isComputed: column.computed != nil, isGenerated: column.isGenerated,
                hasDefault: column.defaultValue != nil && column.isNullable)
            return filled.isComputed || filled.isGenerated || filled.hasDefault ? filled : nil
        }
        self.roles = roles.columns.compactMapValues { [positions] in positions[$0] }
    }

    func position(of column: String) -> Int? { positions[column] }

    var hasRoles: Bool { !roles.isEmpty }

    func position(of role: ColumnRole) -> Int? { roles[role] }

    /// The positions of the columns that are left to the database.
    func left(of values: [DatabaseValue]) -> [Int] {
        filled.compactMap { values.indices.contains($0.position) && $0.isLeft(values[$0.position]) ? $0.position : nil }
    }

    /// Whether exactly these columns are left to the database.
    func leaves(_ left: [Int], of values: [DatabaseValue]) -> Bool {
        var count = 0
        for column in filled where values.indices.contains(column.position) && column.isLeft(values[column.position]) {
            guard count < left.count, left[count] == column.position else { return false }
            count += 1
        }
        return count == left.count
    }

    private static let layouts = Mutex<[ObjectIdentifier: ModelLayout]>([:])

    static func of<Root: Model>(_ model: Root.Type) -> ModelLayout {
        let key = ObjectIdentifier(model)
        if let known = layouts.withLock({ $0[key] }) { return known }
        let made = ModelLayout(Root.schema, Root.roles)
        return layouts.withLock { layouts in
            if let known = layouts[key] { return known }
            layouts[key] = made
            return made
        }
    }
}

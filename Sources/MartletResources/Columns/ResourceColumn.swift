import MartletCore
import MartletData

/// A column as a resource serves it; an object, since each row that is written looks at it.
final class ResourceColumn: Sendable {
    let schema: ColumnSchema
    /// Where its value stands in the row.
    let position: Int
    /// The member's name as it stands in JSON, with quotes and colon.
    let memberName: [UInt8]
    let access: ColumnAccess
    let isKey: Bool
    /// Whether nobody but the database or the model itself sets it.
    let isAutomatic: Bool
    /// Whether a new row has to bring a value.
    let isRequired: Bool

    init(
        _ schema: ColumnSchema, position: Int, access: ColumnAccess, isKey: Bool, isAutomatic: Bool, isRequired: Bool
    ) {
        self.schema = schema
        self.position = position
        memberName = Array("\(JSONText.quote(schema.name)):".utf8)
        self.access = access
        self.isKey = isKey
        self.isAutomatic = isAutomatic
        self.isRequired = isRequired
    }

    var name: String { schema.name }
    /// Whether clients read it.
    var isShown: Bool { access == .readWrite || access == .readOnly }
    /// Whether clients write it; a key only in a new row.
    func isTaken(by action: WriteAction) -> Bool {
        guard access == .readWrite || access == .writeOnly else { return false }
        return !isKey || action == .create
    }
}

/// What a row is written for.
enum WriteAction: Sendable { case create, replace, patch }

/// The columns of a model as a resource serves them.
struct ResourceColumns<Root: Model>: Sendable {
    let all: [ResourceColumn]
    let shown: [ResourceColumn]
    let version: ResourceColumn?
    private let positions: [String: Int]

    /// - Parameter overrides: what the resource says of columns, in place of the model.
    init(_ overrides: [String: ColumnAccess] = [:]) {
        all = Root.schema.columns.enumerated().map { position, column in
            ResourceColumn(
                column, position: position, access: overrides[column.name] ?? Root.clientAccess(to: column),
                isKey: Root.schema.primaryKey.contains(column.name), isAutomatic: Root.isAutomatic(column),
                isRequired: Self.initialValue(of: column) == nil)
        }
        shown = all.filter(\.isShown)
        version = all.first { $0.name == Root.roles[.version] }
        positions = Dictionary(all.map { ($0.name, $0.position) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(_ name: String) -> ResourceColumn? { positions[name].map { all[$0] } }

    /// The names that clients may write.
    func takenNames(by action: WriteAction) -> [String] {
        all.filter { $0.isTaken(by: action) }.map(\.name)
    }

    /// What a row has that brings no value; made anew for each row, since it may be a moment or random.
    static func initialValue(of column: ColumnSchema) -> DatabaseValue? {
        Root.initialValue(of: column.name) ?? (column.isNullable ? .null : nil)
    }
}

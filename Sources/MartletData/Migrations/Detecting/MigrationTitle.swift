/// The name of a migration from what it does: `0002_add_albums_genre`.
enum MigrationTitle {
    /// - Parameters:
    ///   - number: the position in the history, from 1.
    ///   - title: what a person calls it; made of the operations when `nil`.
    static func name(_ number: Int, _ operations: [MigrationOperation], title: String? = nil) throws -> String {
        let digits = String(repeating: "0", count: max(0, 4 - "\(number)".count)) + "\(number)"
        let words = title ?? (number == 1 ? "initial" : made(of: operations))
        let slug = slug(words)
        guard !slug.isEmpty else {
            throw MigrationError(
                "`\(words)` is no name for a migration; expected letters, digits and `_`, such as add_genre")
        }
        return "\(digits)_\(slug)"
    }

    /// The number that a name begins with.
    static func number(of name: String) -> Int? { Int(name.prefix { $0.isASCII && $0.isNumber }) }

    private static func slug(_ text: String) -> String {
        let mapped = text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return String(mapped).split(separator: "_").joined(separator: "_")
    }

    private static func made(of operations: [MigrationOperation]) -> String {
        let titles = operations.map(title)
        guard let first = titles.first else { return "empty" }
        let all = titles.joined(separator: "_")
        return all.count <= 40 ? all : titles.count == 1 ? String(first.prefix(40)) : "\(first.prefix(31))_and_more"
    }

    private static func title(_ operation: MigrationOperation) -> String {
        switch operation {
        case .createTable(let table): "create_\(table.name)"
        case .dropTable(let table): "drop_\(table.name)"
        case .renameTable(let table, let new): "rename_\(table.name)_to_\(new)"
        case .addColumn(let table, let column, _): "add_\(table.name)_\(column.name)"
        case .dropColumn(let table, let column, _): "drop_\(table.name)_\(column)"
        case .renameColumn(let table, let old, let new): "rename_\(table.name)_\(old)_to_\(new)"
        case .alterColumn(let table, let column, _, _): "alter_\(table.name)_\(column.name)"
        case .alterPrimaryKey(let table, _): "key_of_\(table.name)"
        case .addForeignKey(let table, let key, _): "key_\(table.name)_\(key.columns.joined(separator: "_"))"
        case .dropForeignKey(_, let name), .dropIndex(_, let name, _), .dropConstraint(_, let name): "drop_\(name)"
        case .addIndex(let table, _, _): "index_\(table.name)"
        case .renameIndex(_, let old, _): "rename_\(old)"
        case .addConstraint(_, let constraint, _): "add_\(constraint.name)"
        case .validateConstraint(_, let name): "validate_\(name)"
        case .setTableComment(let table, _): "comment_\(table.name)"
        case .createView(let view): "create_\(view.name)"
        case .dropView(let view): "drop_\(view.name)"
        case .createTrigger(let trigger): "create_\(trigger.name)"
        case .dropTrigger(_, let name): "drop_\(name)"
        case .createExtension(let name): "create_\(name)"
        case .dropExtension(let name): "drop_\(name)"
        case .runSQL: "sql"
        case .runData(let data): data.name
        case .separate: "separate"
        }
    }
}

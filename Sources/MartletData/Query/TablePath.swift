/// A place in a query: the model that is asked for, or one that relations lead to from there.
public struct TablePath: Sendable, Hashable {
    struct Step: Sendable, Hashable {
        let relation: String
        let table: String
        /// The column here that refers there.
        let local: String
        let foreign: String
        let isOptional: Bool
    }

    let root: String
    var steps: [Step] = []

    /// The model that a query asks for.
    public init(root: String) { self.root = root }

    func joining(_ relation: String, table: String, local: String, foreign: String, isOptional: Bool) -> TablePath {
        var path = self
        // Everything behind an optional step may be missing too.
        let optional = isOptional || steps.contains(where: \.isOptional)
        path.steps.append(Step(relation: relation, table: table, local: local, foreign: foreign, isOptional: optional))
        return path
    }

    /// The name under which the table stands in the query.
    var alias: String { steps.isEmpty ? root : steps.map(\.relation).joined(separator: "__") }

    var parent: TablePath? {
        guard !steps.isEmpty else { return nil }
        var path = self
        path.steps.removeLast()
        return path
    }
}

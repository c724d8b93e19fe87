/// A place in a query: the model that is asked for, or one that relations lead to from there.
public struct TablePath: Sendable, Hashable {
    struct Step: Sendable, Hashable {
        let relation: String
        let table: String
        let namespace: String?
        /// The columns here that refer there.
        let local: [String]
        let foreign: [String]
        let isOptional: Bool
    }

    let root: String
    var steps: [Step] = []

    /// The model that a query asks for.
    /// - Parameter root: the name of its table, or the alias under which it stands in the query.
    public init(root: String) { self.root = root }

    func joining(
        _ relation: String, table: String, namespace: String? = nil, local: String, foreign: String, isOptional: Bool
    ) -> TablePath {
        joining(
            relation, table: table, namespace: namespace, local: [local], foreign: [foreign], isOptional: isOptional)
    }

    func joining(
        _ relation: String, table: String, namespace: String? = nil, local: [String], foreign: [String],
        isOptional: Bool
    ) -> TablePath {
        var path = self
        // Everything behind an optional step may be missing too.
        let optional = isOptional || steps.contains(where: \.isOptional)
        path.steps.append(
            Step(
                relation: relation, table: table, namespace: namespace, local: local, foreign: foreign,
                isOptional: optional))
        return path
    }
}

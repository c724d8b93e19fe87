/// A relation that can be loaded together with the models that it starts from.
public protocol LoadableRelation<Source>: Sendable {
    /// The model that the relation starts from.
    associatedtype Source: Model
    /// What is loaded for each of them.
    associatedtype Loaded: Sendable
    /// Loads for many models at once, one value for each, in their order.
    func load(for models: [Source], in database: any QueryExecutor) async throws -> [Loaded]
}

/// A relation to a row that others refer to as well.
package protocol SharedRelation<Source, Target>: Sendable {
    associatedtype Source: Model
    associatedtype Target: Model
    /// Loads each row once.
    /// - Returns: the rows, and for each model the place of its row among them.
    func loadOnce(
        for models: [Source], in database: any QueryExecutor
    ) async throws -> (rows: [Target], places: [Int?])
}

/// A row refers to one that does not exist.
public struct MissingRelation: Error, CustomStringConvertible {
    public let description: String
    init(table: String, column: String, target: String, key: RelationKey) {
        description = "\(table).\(column) refers to a row of \(target) that does not exist (\(key))"
    }
}

extension TablePath {
    func joining<Target: Model>(
        to target: Target.Type, _ relation: String, _ columns: [String], isOptional: Bool
    ) -> TablePath {
        let table = Target.table
        return joining(
            relation, table: table.name, namespace: table.namespace, local: columns, foreign: table.key,
            isOptional: isOptional)
    }
}

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A relation to any number of rows, of which conditions ask whether there are any, and how many.
///
/// ```swift
/// Album.query.where { $0.tracks.exists { $0.seconds > 600 } }
/// Album.query.where { $0.tracks.count() >= 10 }.order { $0.tracks.count().descending }
/// Album.query.with { $0.tracks.counted }                                    // [(Album, Int)]
/// Album.query.with { $0.tracks.aggregated { $0.seconds.sum() } }            // [(Album, Int?)]
/// ```
public protocol RelatedRows<Source>: LoadableRelation {
    /// The model of the rows.
    associatedtype Target: Model
    /// Where the rows are found.
    var related: RelatedStatement<Source, Target> { get }
}

extension RelatedRows {
    /// Whether there is a row that fulfils a condition; any row when not given.
    public func exists(_ condition: (Target.Fields) -> SQLCondition = { _ in .always }) -> SQLCondition {
        SQLCondition(related.exists(condition))
    }

    /// How many rows fulfil a condition; all when not given.
    public func count(_ condition: (Target.Fields) -> SQLCondition = { _ in .always }) -> SQLExpression<Int> {
        SQLExpression<Int>(related.scalar(condition) { _ in .text("COUNT(*)") })
    }

    /// An aggregate of the rows that fulfil a condition, such as a sum.
    public func aggregate<Value: ColumnValue>(
        where condition: (Target.Fields) -> SQLCondition = { _ in .always },
        _ value: (Target.Fields) -> SQLExpression<Value>
    ) -> SQLExpression<Value.Unwrapped?> {
        SQLExpression<Value.Unwrapped?>(related.scalar(condition) { value($0).node })
    }

    /// Loads how many rows there are.
    public var counted: RelatedCount<Source, Target> { counted { _ in .always } }

    /// Loads how many rows fulfil a condition.
    public func counted(_ condition: (Target.Fields) -> SQLCondition) -> RelatedCount<Source, Target> {
        RelatedCount(groups: related.grouped(condition) { _ in .text("COUNT(*)") })
    }

    /// Loads an aggregate of the rows that fulfil a condition; `nil` where there are none.
    public func aggregated<Value: ColumnValue>(
        where condition: (Target.Fields) -> SQLCondition = { _ in .always },
        _ value: (Target.Fields) -> SQLExpression<Value>
    ) -> RelatedAggregate<Source, Target, Value.Unwrapped> {
        RelatedAggregate(groups: related.grouped(condition) { value($0).node })
    }
}

/// Where the rows of a relation are found, as seen from a place in a query.
public struct RelatedStatement<Source: Model, Target: Model>: Sendable {
    let target: TablePath
    let source: TablePath
    /// The tables of the rows.
    let statement: SelectStatement
    /// The columns that have the key of the row that the relation starts from.
    let keys: [SQLNode]
    /// Why the relation leads nowhere.
    var problem: String?

    /// A name that the rows' table has in no query around.
    static func alias(_ path: TablePath, _ relation: String) -> String {
        ([path.root] + path.steps.map(\.relation) + [relation]).joined(separator: "__")
    }

    private func rows(_ condition: (Target.Fields) -> SQLCondition) -> SelectStatement {
        var rows = statement
        let fields = Target.Fields(at: target)
        rows.add(Target.scope(fields).node)
        if let column = Target.roles[.deleted] { rows.add(.isNull(.column(target, column), negated: false)) }
        rows.add(condition(fields).node)
        return rows
    }

    private func correlated(_ condition: (Target.Fields) -> SQLCondition) -> SelectStatement {
        var rows = statement
        for (key, column) in zip(keys, Source.table.key) { rows.add(.binary(key, "=", .column(source, column))) }
        let inner = self.rows(condition)
        if let condition = inner.condition { rows.add(condition) }
        return rows
    }

    func exists(_ condition: (Target.Fields) -> SQLCondition) -> SQLNode {
        if let problem { return .call { $0.fail(DatabaseError(.statement, problem)) } }
        var rows = correlated(condition)
        rows.projection = .columns([.text("1")])
        return .exists(rows)
    }

    func scalar(_ condition: (Target.Fields) -> SQLCondition, _ value: (Target.Fields) -> SQLNode) -> SQLNode {
        if let problem { return .call { $0.fail(DatabaseError(.statement, problem)) } }
        var rows = correlated(condition)
        rows.projection = .columns([value(Target.Fields(at: target))])
        return .scalar(rows)
    }

    func grouped(
        _ condition: (Target.Fields) -> SQLCondition, _ value: (Target.Fields) -> SQLNode
    ) -> RelatedGroups<Source> {
        var rows = rows(condition)
        rows.projection = .columns(keys + [value(Target.Fields(at: target))])
        rows.groups = keys
        return RelatedGroups(statement: rows, keys: keys, problem: problem)
    }
}

/// One value for each row that a relation starts from.
struct RelatedGroups<Source: Model>: Sendable {
    let statement: SelectStatement
    let keys: [SQLNode]
    let problem: String?

    func load<Value: ColumnValue>(
        _ type: Value.Type, for models: [Source], in database: any QueryExecutor
    ) async throws -> [Value?] {
        if let problem { throw QueryError(problem) }
        let wanted = models.map(\.relationKey)
        let types = Source.table.key.map { Source.schema.column($0)?.type ?? .text }
        var found: [RelationKey: Value] = [:]
        for chunk in Self.chunks(Array(Set(wanted)), width: keys.count, for: database.dialect) {
            var rows = statement
            rows.add(isIn(chunk, types))
            let written = try SQLWriter.statement(for: database.dialect, isReadOnly: true) { $0.select(rows) }
            let pairs = try await database.query(written) { [count = keys.count] row in
                let key = RelationKey((0..<count).map { row.value(at: $0).asKey(types[$0]) })
                return (key, try row.read(Value?.self, at: count))
            }
            for (key, value) in pairs { found[key] = value }
        }
        return wanted.map { found[$0] }
    }

    private static func chunks(
        _ keys: [RelationKey], width: Int, for dialect: any Dialect
    ) -> [ArraySlice<RelationKey>] {
        // What else the statement binds is little.
        let size = max(1, min(width == 1 ? Int.max : 500, dialect.maximumBindings / 2 / max(1, width)))
        return stride(from: 0, to: keys.count, by: size).map { keys[$0..<min($0 + size, keys.count)] }
    }

    private func isIn(_ chunk: ArraySlice<RelationKey>, _ types: [ColumnType]) -> SQLNode {
        if keys.count == 1, let key = keys.first, let type = types.first {
            return .inList(key, chunk.map(\.first), of: type, negated: false)
        }
        return .any(
            chunk.map { wanted in .all(zip(keys, wanted.values).map { .binary($0, "=", .value($1)) }) })
    }
}

/// How many rows a relation has, as a loaded value.
public struct RelatedCount<Source: Model, Target: Model>: LoadableRelation {
    let groups: RelatedGroups<Source>

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Int] {
        try await groups.load(Int.self, for: models, in: database).map { $0 ?? 0 }
    }
}

/// An aggregate of the rows of a relation, as a loaded value.
public struct RelatedAggregate<Source: Model, Target: Model, Value: ColumnValue>: LoadableRelation {
    let groups: RelatedGroups<Source>

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Value?] {
        try await groups.load(Value.self, for: models, in: database)
    }
}

extension DatabaseValue {
    /// The form that a model's key has, whatever form the database gave it.
    func asKey(_ type: ColumnType) -> DatabaseValue {
        switch type {
        case .uuid: UUID(databaseValue: self)?.databaseValue ?? self
        case .timestamp: Date(databaseValue: self)?.databaseValue ?? self
        case .date: CalendarDate(databaseValue: self)?.databaseValue ?? self
        case .time: TimeOfDay(databaseValue: self)?.databaseValue ?? self
        case .decimal: Decimal(databaseValue: self)?.databaseValue ?? self
        case .boolean: Bool(databaseValue: self)?.databaseValue ?? self
        case .duration: Duration(databaseValue: self)?.databaseValue ?? self
        default: self
        }
    }
}

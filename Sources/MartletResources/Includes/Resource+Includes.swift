import MartletCore
public import MartletData
import MartletJSON

/// What is told of the rows of a relation.
///
/// ```swift
/// tracks.include("album") {
///     $0.album
/// } shape: { album in
///     album.hidden { [$0.notes] }
///     album.include("artist") { $0.artist }
/// }
/// ```
/// It is told as the model says by ``ColumnAccess``; what another resource of the model says is not known here. A row that
/// queries do not see, marked as deleted or out of the model's ``Model/scope(_:)``, is `null` where a foreign key refers to
/// it, unless ``includingDeleted()`` or ``unscoped()`` say otherwise.
public struct IncludeShape<Target: Model>: Sendable {
    var access: [String: ColumnAccess] = [:]
    var names = ResourceNames()
    var computed: [ComputedMember<Target>] = []
    /// The rows that a foreign key finds.
    var rows = Target.query
    var includes: [IncludeDeclaration<Target>] = []
    var mistakes: [String] = []

    init() {}

    /// Columns that are not told.
    public mutating func hidden(_ columns: (Target.Fields) -> [any ColumnReference]) {
        for name in columns(Target.Fields(at: Target.place)).flatMap(\.columnNames) { access[name] = .hidden }
    }

    /// Tells the row that a foreign key refers to also where it is marked as deleted.
    public mutating func includingDeleted() { rows = rows.includingDeleted() }

    /// Tells the row that a foreign key refers to also where it is out of the model's ``Model/scope(_:)``.
    public mutating func unscoped() { rows = rows.unscoped() }
}

// Three functions, since what a relation loads is a row, a row or nothing, or rows.

extension Resource {
    /// Lets clients ask for a relation with the rows: `?include=album`. It is loaded by one query for all of them.
    /// - Parameters:
    ///   - name: the member that it becomes, and its name in `include`.
    ///   - relation: the relation, with an order and a limit where it has several rows.
    ///   - shape: what is told of its rows; all columns but the hidden and write-only ones by default.
    public mutating func include<Relation: LoadableRelation, Target: Model>(
        _ name: String, _ relation: (Root.Fields) -> Relation, shape: (inout IncludeShape<Target>) -> Void = { _ in }
    ) where Relation.Source == Root, Relation.Loaded == Target {
        add(name, IncludeShape.include(name, relation, .one, shape) { [$0] })
    }

    /// Lets clients ask for a relation whose row may be missing, and is `null` then.
    public mutating func include<Relation: LoadableRelation, Target: Model>(
        _ name: String, _ relation: (Root.Fields) -> Relation, shape: (inout IncludeShape<Target>) -> Void = { _ in }
    ) where Relation.Source == Root, Relation.Loaded == Target? {
        add(name, IncludeShape.include(name, relation, .one, isOptional: true, shape) { $0.map { [$0] } ?? [] })
    }

    /// Lets clients ask for a relation of several rows.
    public mutating func include<Relation: LoadableRelation, Target: Model>(
        _ name: String, _ relation: (Root.Fields) -> Relation, shape: (inout IncludeShape<Target>) -> Void = { _ in }
    ) where Relation.Source == Root, Relation.Loaded == [Target] {
        add(name, IncludeShape.include(name, relation, .many, shape) { $0 })
    }

    private mutating func add(_ name: String, _ include: IncludeDeclaration<Root>) {
        mistakes += include.mistakes
        includes.append(include)
    }
}

extension IncludeShape {
    /// Lets clients ask for a relation behind this one: `?include=album.artist`.
    public mutating func include<Relation: LoadableRelation, Other: Model>(
        _ name: String, _ relation: (Target.Fields) -> Relation, shape: (inout IncludeShape<Other>) -> Void = { _ in }
    ) where Relation.Source == Target, Relation.Loaded == Other {
        add(name, IncludeShape<Other>.include(name, relation, .one, shape) { [$0] })
    }

    /// Lets clients ask for a relation whose row may be missing, and is `null` then.
    public mutating func include<Relation: LoadableRelation, Other: Model>(
        _ name: String, _ relation: (Target.Fields) -> Relation, shape: (inout IncludeShape<Other>) -> Void = { _ in }
    ) where Relation.Source == Target, Relation.Loaded == Other? {
        add(name, IncludeShape<Other>.include(name, relation, .one, isOptional: true, shape) { $0.map { [$0] } ?? [] })
    }

    /// Lets clients ask for a relation of several rows.
    public mutating func include<Relation: LoadableRelation, Other: Model>(
        _ name: String, _ relation: (Target.Fields) -> Relation, shape: (inout IncludeShape<Other>) -> Void = { _ in }
    ) where Relation.Source == Target, Relation.Loaded == [Other] {
        add(name, IncludeShape<Other>.include(name, relation, .many, shape) { $0 })
    }

    private mutating func add(_ name: String, _ include: IncludeDeclaration<Target>) {
        mistakes += include.mistakes
        includes.append(include)
    }

    /// The relation of a model as its rows are told by this shape.
    /// - Parameter rows: the rows among what is loaded of the relation.
    static func include<Source: Model, Relation: LoadableRelation>(
        _ name: String, _ relation: (Source.Fields) -> Relation, _ count: IncludedCount, isOptional: Bool = false,
        _ build: (inout IncludeShape<Target>) -> Void, rows: @escaping @Sendable (Relation.Loaded) -> [Target]
    ) -> IncludeDeclaration<Source> where Relation.Source == Source {
        var shape = IncludeShape<Target>()
        build(&shape)
        let relation = relation(Source.Fields(at: Source.place))
        let found = shape
        return IncludeDeclaration(name: name, mistakes: shape.mistakes + shape.names.mistakes) { naming in
            found.served(name, relation, count, isOptional: isOptional, in: naming, rows: rows)
        }
    }

    /// - Parameter around: how members are named around.
    private func served<Source: Model, Relation: LoadableRelation>(
        _ name: String, _ relation: Relation, _ count: IncludedCount, isOptional: Bool, in around: MemberNaming,
        rows: @escaping @Sendable (Relation.Loaded) -> [Target]
    ) -> Include<Source> where Relation.Source == Source {
        let naming = names.naming ?? around
        let columns = ResourceColumns<Target>(access, names, in: naming)
        let includes = includes.map { $0.served(naming) }
        let computed = computed
        let foreignKey = relation as? any ForeignKeyRelation<Source, Target>
        let visible = self.rows
        let isOptional = isOptional || foreignKey != nil && visible.hidesRows
        let describe: @Sendable (String) -> ValueSchema = { owner in
            let object = ModelShapes.read(columns, includes, computed: computed, name: "\(owner)\(capitalised(name))")
            return switch count {
            case .one: isOptional ? .nullable(object) : object
            case .many: .array(object, isUnique: false)
            }
        }
        let told = RowWish(columns: columns.shown, computed: computed)
        return Include<Source>(
            name: name, memberName: Array("\(JSONText.quote(name)):".utf8),
            nested: Include<Source>.names(of: includes), shape: describe,
            load: { sources, selection, request, database in
                let wish = told.selecting(selection)
                if let foreignKey {
                    let (targets, places) = try await foreignKey.loadOnce(for: sources, from: visible, in: database)
                    if !isOptional, let index = places.firstIndex(of: nil) { throw foreignKey.missing(sources[index]) }
                    let rendering = try await RowRendering(
                        FoundRows(targets), wish, of: includes, for: request, in: database)
                    return try SharedRows(rendering, places)
                }
                var targets: [Target] = []
                var ranges: [Range<Int>] = []
                for loaded in try await relation.load(for: sources, in: database) {
                    let start = targets.count
                    targets += rows(loaded)
                    ranges.append(start..<targets.count)
                }
                let rendering = try await RowRendering(
                    FoundRows(targets), wish, of: includes, for: request, in: database)
                return IncludedRows(rendering: rendering, ranges: ranges, count: count)
            },
            mistakes: MemberMistakes.find(columns, computed: computed, includes: includes, isReadLater: true)
                + includes.flatMap(\.mistakes))
    }
}

/// A name as a part of that of a shape.
func capitalised(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }

extension Include {
    /// The names of relations, and of those behind them.
    static func names<Other: Model>(of includes: [Include<Other>]) -> [String: IncludeNames] {
        Dictionary(
            includes.map { ($0.name, IncludeNames(nested: $0.nested)) }, uniquingKeysWith: { first, _ in first })
    }
}

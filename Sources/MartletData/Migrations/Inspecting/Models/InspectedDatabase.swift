/// The models of a database that was there before them.
struct InspectedDatabase: Sendable {
    /// A model for each table and view, in the order in which they were read.
    private(set) var models: [InspectedModel] = []
    /// The names and values of the database's own types that the models use.
    private(set) var types: [DatabaseEnumeration] = []

    /// - Parameters:
    ///   - tables: the tables as an inspector reads them.
    ///   - enumerations: the database's own types of few texts.
    ///   - notes: what models cannot say, by the name of the table.
    init(_ tables: [TableSchema], enumerations: [DatabaseEnumeration] = [], notes: [String: [String]] = [:]) {
        var taken: Set<String> = []
        let names = tables.map { table in
            let name = SwiftNames.unique(SwiftNames.type(of: table.name), among: taken)
            taken.insert(name)
            return name
        }
        let used = Set(tables.flatMap(\.columns).compactMap { Self.ownType(of: $0.type) })
        types = enumerations.filter { used.contains($0.name) }
        var enums: [String: InspectedEnumeration] = [:]
        for type in types {
            let name = SwiftNames.unique(SwiftNames.type(of: type.name), among: taken)
            taken.insert(name)
            enums[type.name] = InspectedEnumeration(name: name, origin: "the type `\(type.name)`", values: type.values)
        }
        let drafts = zip(tables, names).map { table, name in
            InspectedTable(table, name: name, enumerations: enums.mapValues(\.name), taken: &taken)
        }
        models = drafts.map { Self.model($0, among: drafts) }
        for index in models.indices { models[index].notes += notes[models[index].table.name] ?? [] }
        for index in models.indices {
            // An enum of the database stands with the first model that has a column of it.
            for column in drafts[index].table.columns {
                guard let type = Self.ownType(of: column.type), let shared = enums.removeValue(forKey: type) else {
                    continue
                }
                models[index].enumerations.append(shared)
            }
            models[index].enumerations += drafts[index].enumerations
        }
        nameOtherProperties()
        addInverses()
    }

    /// The tables as the models describe them.
    var tables: [TableSchema] { models.map(\.table) }

    private static func ownType(of type: ColumnType) -> String? {
        switch type {
        case .custom(let name): name
        case .array(let element): ownType(of: element)
        default: nil
        }
    }

    private static func model(_ draft: InspectedTable, among drafts: [InspectedTable]) -> InspectedModel {
        let table = draft.table
        var relations: [String: (key: ForeignKeySchema, model: String)] = [:]
        var links: [ForeignKeySchema] = []
        var notes: [String] = []
        for key in table.foreignKeys {
            guard let target = drafts.first(where: { $0.table.name == key.table }) else {
                let list = key.columns.map { "`\($0)`" }.joined(separator: ", ")
                notes.append("The foreign key of \(list) to `\(key.table)` is not here: that table is not among these.")
                continue
            }
            if let column = key.columns.first, relations[column] == nil, isRelation(key, of: draft, to: target) {
                relations[column] = (key, target.name)
            } else {
                links.append(key)
            }
        }
        if !draft.isView, table.isView {
            notes.append("The table has no primary key, so its rows are read only and migrations leave it alone.")
        }
        let properties = properties(of: draft, relations)
        var taken = Set(properties.flatMap { [$0.name, $0.name + "ID"] })
        let declared = links.compactMap { key -> InspectedModel.Link? in
            guard let target = drafts.first(where: { $0.table.name == key.table }) else { return nil }
            guard key.referencedColumns == target.table.primaryKey else {
                return InspectedModel.Link(name: nil, model: target.name, key: key)
            }
            let only = key.columns.count == 1 ? key.columns.first : nil
            let word = only.map { SwiftNames.property(of: stem($0)) } ?? SwiftNames.uncapitalized(target.name)
            let name = SwiftNames.unique(taken.contains(word) ? word + "Row" : word, among: taken)
            taken.insert(name)
            return InspectedModel.Link(name: name, model: target.name, key: key)
        }
        var described = table
        described.columns = properties.map(\.column)
        described.foreignKeys =
            properties.compactMap(\.relation?.key) + declared.filter { $0.name != nil }.map(\.key)
            + declared.filter { $0.name == nil }.map(\.key)
        // The macro takes a property `id` for the key, of a view too.
        if table.isView, let id = properties.first(where: { $0.name == "id" && !$0.column.isNullable }) {
            described.primaryKey = [id.column.name]
        }
        return InspectedModel(
            name: draft.name, isView: draft.isView, table: described, properties: properties, links: declared,
            notes: notes)
    }

    /// Whether a key is all that its column is, so that `@BelongsTo` says it.
    private static func isRelation(_ key: ForeignKeySchema, of draft: InspectedTable, to target: InspectedTable) -> Bool
    {
        guard key.columns.count == 1, let column = key.columns.first.flatMap({ draft.table.column($0) }),
            let other = target.table.singleKey, key.referencedColumns == [other.name],
            let type = draft.types[column.name], type.isExact, type == target.types[other.name],
            column.type == other.type
        else { return false }
        var bare = ColumnSchema(
            name: column.name, type: column.type, isNullable: column.isNullable, isUnique: column.isUnique)
        bare.comment = column.comment
        guard bare == column else { return false }
        // A key that is the key of another row has that one's type, which ends nowhere where keys go round in a circle.
        return !draft.table.primaryKey.contains(column.name)
            || !target.table.foreignKeys.contains { $0.columns.contains(other.name) }
    }

    private static func properties(
        of draft: InspectedTable, _ relations: [String: (key: ForeignKeySchema, model: String)]
    ) -> [InspectedModel.Property] {
        let table = draft.table
        var names: [String: String] = [:]
        var taken: Set<String> = []
        for column in table.columns where relations[column.name] == nil {
            names[column.name] = SwiftNames.unique(SwiftNames.property(of: column.name), among: taken)
            taken.insert(names[column.name] ?? "")
        }
        // `AlbumId` of `Album` is its `id`.
        if table.primaryKey.count == 1, let key = table.primaryKey.first, !taken.contains("id"),
            names[key] == SwiftNames.uncapitalized(draft.name) + "ID"
        {
            names[key] = "id"
            taken.insert("id")
        }
        for column in table.columns where relations[column.name] != nil {
            var name = SwiftNames.property(of: stem(column.name))
            if taken.contains(name) || taken.contains(name + "ID") { name += "Row" }
            while taken.contains(name) || taken.contains(name + "ID") { name += "2" }
            names[column.name] = name
            taken.formUnion([name, name + "ID"])
        }
        let key = table.primaryKey
        let isPlain = key.count == 1 && key.first.map { names[$0] == "id" } == true
        return table.columns.compactMap { column in
            guard let name = names[column.name], let type = draft.types[column.name] else { return nil }
            return InspectedModel.Property(
                name: name, column: column, type: type, relation: relations[column.name],
                marksKey: !isPlain && key.contains(column.name),
                isGeneratedByDefault: column.type.isInteger && key == [column.name])
        }
    }

    /// A column's name without `_id`, `Id` or `ID` at its end.
    private static func stem(_ column: String) -> String {
        let words = SwiftNames.words(of: column)
        guard words.count > 1, words.last == "id" else { return column }
        return words.dropLast().joined(separator: "_")
    }

    /// Names the properties that foreign keys refer to, which are known when all models are.
    private mutating func nameOtherProperties() {
        for index in models.indices {
            for position in models[index].links.indices {
                let link = models[index].links[position]
                let other = models.first { $0.name == link.model }
                models[index].links[position].properties = link.key.referencedColumns.map {
                    other?.property(of: $0)?.name ?? $0
                }
            }
        }
    }

    /// Adds the other direction of each relation.
    private mutating func addInverses() {
        for child in models {
            for property in child.properties {
                guard let relation = property.relation,
                    let index = models.firstIndex(where: { $0.name == relation.model })
                else { continue }
                let isSingle = property.column.isUnique || child.table.primaryKey == [property.column.name]
                let isOnly = child.properties.filter { $0.relation?.model == relation.model }.count == 1
                var name = isSingle ? SwiftNames.uncapitalized(child.name) : SwiftNames.property(of: child.table.name)
                if !isOnly || child.name == relation.model { name += "By" + SwiftNames.capitalized(property.name) }
                guard !models[index].takenNames.contains(name) else { continue }
                models[index].inverses.append(
                    InspectedModel.Inverse(
                        name: name, kind: isSingle ? "HasOne" : "HasMany", model: child.name, property: property.name))
            }
        }
    }
}

extension ColumnType {
    fileprivate var isInteger: Bool { if case .integer = self { true } else { false } }
}

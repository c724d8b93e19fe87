/// The Swift file of a model.
struct ModelFile {
    let model: InspectedModel

    /// The name of the file: `Album.swift`.
    var fileName: String { model.name + ".swift" }

    /// The content of the file.
    var source: String {
        let imports = needsFoundation ? ["import Foundation", "import MartletData"] : ["import MartletData"]
        return imports.joined(separator: "\n") + "\n\n" + declarations
    }

    /// Whether a column's type is in Foundation.
    var needsFoundation: Bool {
        model.properties.contains { $0.relation == nil && InspectedType.needsFoundation($0.type.name) }
            || declarations.contains("UUID(uuid:")
    }

    /// The struct and its enums.
    var declarations: String {
        var lines = ["/// A row of the \(model.isView ? "view" : "table") `\(Self.oneLine(model.table.name))`."]
        lines += model.notes.isEmpty ? [] : ["///"] + model.notes.map { "/// " + Self.oneLine($0) }
        var arguments = SwiftArguments()
        arguments.add("table", .string(model.table.name))
        arguments.add("schema", model.table.namespace)
        arguments.add("comment", model.table.comment)
        arguments.add("view", model.table.isView, default: false)
        lines.append(SwiftExpression.call("@Model", arguments.list).text(indent: 0, before: 0, after: 0))
        lines.append("struct \(model.name) {")
        lines += model.properties.map(Self.property)
        let statics = relations + [indexes, constraints].compactMap(\.self)
        if !statics.isEmpty { lines += [""] + statics }
        lines.append("}")
        for enumeration in model.enumerations { lines += ["", Self.enumeration(enumeration)] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func property(_ property: InspectedModel.Property) -> String {
        let name = SwiftNames.quoted(property.name)
        let question = property.column.isNullable ? "?" : ""
        let attribute: SwiftExpression?
        let type: String
        if let relation = property.relation {
            let arguments = arguments(ofRelation: property, relation.key)
            attribute = arguments.isEmpty ? .text("@BelongsTo") : .call("@BelongsTo", arguments)
            type = relation.model + ".ID"
        } else {
            let arguments = arguments(ofColumn: property)
            attribute = arguments.isEmpty ? nil : .call("@Column", arguments)
            type = property.type.name
        }
        let declaration = "var \(name): \(type)\(question)"
        guard let attribute else { return "    " + declaration }
        let line = "    \(attribute.line) \(declaration)"
        if line.count <= SwiftExpression.lineLength { return line }
        return "    \(attribute.text(indent: 4, before: 4, after: 0))\n    \(declaration)"
    }

    private static func arguments(
        ofColumn property: InspectedModel.Property
    ) -> [(label: String, value: SwiftExpression)] {
        let column = property.column
        var arguments = SwiftArguments()
        if !SwiftNames.derives(column.name, from: property.name) { arguments.add("name", .string(column.name)) }
        if !property.type.isExact { arguments.add("type", SwiftSource.type(column.type)) }
        if let maximum = column.maximumLength { arguments.add("max", .text("\(maximum)")) }
        arguments.add("unique", column.isUnique, default: false)
        arguments.add("primaryKey", property.marksKey, default: false)
        if column.isGenerated != property.isGeneratedByDefault {
            arguments.add("generated", .text("\(column.isGenerated)"))
        }
        if let value = column.defaultValue { arguments.add("databaseDefault", SwiftSource.defaultValue(value)) }
        arguments.add("check", column.check)
        if let computed = column.computed {
            var inner = SwiftArguments()
            inner.add("", .string(computed.expression))
            inner.add("isStored", computed.isStored, default: true)
            arguments.add("computed", .call("ComputedColumn", inner.list))
        }
        arguments.add("collation", column.collation)
        arguments.add("comment", column.comment)
        return arguments.list
    }

    private static func arguments(
        ofRelation property: InspectedModel.Property, _ key: ForeignKeySchema
    ) -> [(label: String, value: SwiftExpression)] {
        let column = property.column
        var arguments = SwiftArguments()
        if !SwiftNames.derives(column.name, from: property.name, suffix: "_id") {
            arguments.add("name", .string(column.name))
        }
        arguments.add("constraint", key.name)
        add(rulesOf: key, to: &arguments)
        arguments.add("unique", column.isUnique, default: false)
        arguments.add("primaryKey", property.marksKey, default: false)
        arguments.add("comment", column.comment)
        return arguments.list
    }

    private static func add(rulesOf key: ForeignKeySchema, to arguments: inout SwiftArguments) {
        arguments.add("onDelete", key.onDelete, default: .restrict)
        arguments.add("onUpdate", key.onUpdate, default: .noAction)
        arguments.add("deferral", key.deferral, default: .notDeferrable)
        arguments.add("index", key.isIndexed, default: true)
    }

    /// The relations that are declared by static properties.
    private var relations: [String] {
        let inverses = model.inverses.map { inverse in
            "    static let \(SwiftNames.quoted(inverse.name)) = \(inverse.kind)<\(inverse.model)>(\(Self.path(inverse.property)))"
        }
        let links = model.links.compactMap { link -> String? in
            guard let name = link.name else { return nil }
            var arguments = SwiftArguments()
            for column in link.key.columns { arguments.add("", path(of: column)) }
            arguments.add("name", link.key.name)
            Self.add(rulesOf: link.key, to: &arguments)
            let start = "    static let \(SwiftNames.quoted(name)) = "
            let call = SwiftExpression.call("Reference<\(model.name), \(link.model)>", arguments.list)
            return start + call.text(indent: 4, before: start.count, after: 0)
        }
        return inverses + links
    }

    private func path(of column: String) -> SwiftExpression {
        .text(Self.path(model.property(of: column)?.name ?? column))
    }

    private static func path(_ property: String) -> String { "\\." + SwiftNames.quoted(property) }

    private var indexes: String? {
        list("indexes", "Index<\(model.name)>", model.table.indexes.map(index))
    }

    private func index(_ index: IndexSchema) -> SwiftExpression {
        var arguments = SwiftArguments()
        let plain = index.parts.compactMap { part -> String? in
            guard case .column(let name) = part.content, part == IndexSchema.Part(.column(name)) else { return nil }
            return name
        }
        if plain.count == index.parts.count {
            for column in plain { arguments.add("", path(of: column)) }
        } else {
            for (position, part) in index.parts.enumerated() {
                arguments.add(position == 0 ? "parts" : "", self.part(part))
            }
        }
        arguments.add("name", index.name)
        arguments.add("unique", index.isUnique, default: false)
        arguments.add("where", index.condition)
        add(including: index.including, to: &arguments)
        arguments.add("method", index.method)
        arguments.add("nullsAreDistinct", index.nullsAreDistinct, default: true)
        return .call("Index<\(model.name)>", arguments.list)
    }

    private func add(including columns: [String], to arguments: inout SwiftArguments) {
        guard !columns.isEmpty else { return }
        arguments.add("including", .text("{ [\(columns.map(field(of:)).joined(separator: ", "))] }"))
    }

    /// A column as closures name it.
    private func field(of column: String) -> String {
        "$0." + SwiftNames.quoted(model.property(of: column)?.name ?? column)
    }

    private func part(_ part: IndexSchema.Part) -> SwiftExpression {
        var arguments = SwiftArguments()
        switch part.content {
        case .column(let column):
            arguments.add("", path(of: column))
            arguments.add("collation", part.collation)
            arguments.add("operatorClass", part.operatorClass)
            return .call(part.isDescending ? ".descending" : ".column", arguments.list)
        case .expression(let text):
            arguments.add("", .string(text))
            arguments.add("descending", part.isDescending, default: false)
            arguments.add("collation", part.collation)
            arguments.add("operatorClass", part.operatorClass)
            return .call(".expression", arguments.list)
        }
    }

    private var constraints: String? {
        let keys = model.links.filter { $0.name == nil }.map(foreignKey)
        return list("constraints", "Constraint<\(model.name)>", model.table.constraints.compactMap(rule) + keys)
    }

    private func rule(_ constraint: ConstraintSchema) -> SwiftExpression? {
        switch constraint {
        case .check(let name, let condition):
            return .call(".check", [("", .string(name)), ("", .string(condition))])
        case .unique(let unique):
            var arguments = SwiftArguments()
            for column in unique.columns { arguments.add("", path(of: column)) }
            arguments.add("name", .string(unique.name))
            arguments.add("where", unique.condition)
            arguments.add("deferral", unique.deferral, default: .notDeferrable)
            arguments.add("nullsAreDistinct", unique.nullsAreDistinct, default: true)
            add(including: unique.including, to: &arguments)
            return .call(".unique", arguments.list)
        case .exclusion(let exclusion):
            var arguments = SwiftArguments()
            arguments.add("", .string(exclusion.name))
            if exclusion.method != "gist" { arguments.add("method", exclusion.method) }
            arguments.add("where", exclusion.condition)
            arguments.add("deferral", exclusion.deferral, default: .notDeferrable)
            let elements = exclusion.elements.map {
                "(\(operand(of: $0)), \(SwiftExpression.string($0.comparison).line))"
            }
            let lines = elements.map { "                \($0),\n" }.joined()
            let start = SwiftExpression.call(".exclusion", arguments.list).text(indent: 8, before: 8, after: 2)
            let ignores = elements.contains { $0.contains("($0.") } ? "" : " _ in"
            return .text("\(start) {\(ignores)\n            [\n\(lines)            ]\n        }")
        }
    }

    /// What an exclusion constraint compares: a column, or anything else as SQL.
    private func operand(of element: ExclusionConstraintSchema.Element) -> String {
        if let column = model.table.columns.first(where: { element.expression == PostgresInspector.quoted($0.name) }) {
            return field(of: column.name)
        }
        return "SQL(\(SwiftExpression.string(element.expression).line)).expression(String.self)"
    }

    private func foreignKey(_ link: InspectedModel.Link) -> SwiftExpression {
        var arguments = SwiftArguments()
        for column in link.key.columns { arguments.add("", path(of: column)) }
        arguments.add("to", .text(link.model + ".self"))
        for name in link.properties { arguments.add("", .text(Self.path(name))) }
        arguments.add("name", link.key.name)
        Self.add(rulesOf: link.key, to: &arguments)
        return .call(".foreignKey", arguments.list)
    }

    private func list(_ name: String, _ type: String, _ elements: [SwiftExpression]) -> String? {
        guard !elements.isEmpty else { return nil }
        let start = "    static let \(name): [\(type)] = "
        return start + SwiftExpression.array(elements).text(indent: 4, before: start.count, after: 0)
    }

    private static func enumeration(_ enumeration: InspectedEnumeration) -> String {
        let cases = enumeration.cases.map { name, value in
            let text = name == value ? "" : " = " + SwiftExpression.string(value).line
            return "    case \(SwiftNames.quoted(name))\(text)"
        }
        return """
            /// The values of \(oneLine(enumeration.origin)).
            enum \(enumeration.name): String, ColumnValue {
            \(cases.joined(separator: "\n"))
            }
            """
    }

    /// A name of the database within a comment, which a line break would end.
    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}

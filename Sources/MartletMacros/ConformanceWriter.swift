import SwiftSyntax
import SwiftSyntaxBuilder

/// Writes the members that make a struct a `Model` or a `ColumnGroup`.
///
/// They stand in the struct itself, where the types around it can be named as the struct names them.
///
/// What it writes is kept small and plain, since every model of an application is compiled with it: statements that are
/// checked one by one, types that need no inference.
struct ConformanceWriter {
    let model: ModelDescription
    let name: String
    /// `public ` or the like, before each member.
    let access: String

    /// The members of a model.
    func model(_ table: TableArguments) -> [String] {
        let key = model.primaryKey
        let namespace = table.namespace.map { ", in: \(literal($0))" } ?? ""
        let columns = key.map { literal($0.column) }.joined(separator: ", ")
        let arguments = table.others.map { ", \($0.label): \($0.value)" }.joined()
        var members = keyMembers(key)
        members.append("\(access)static let table = TableName(\(literal(table.name))\(namespace), key: [\(columns)])")
        var steps = model.properties.map { column($0) }
        for relation in model.relations where relation.kind == .reference {
            steps.append("table.reference(\(relation.name))")
        }
        if model.hasIndexes { steps.append("table.indexes(indexes)") }
        if model.hasConstraints { steps.append("table.constraints(constraints)") }
        members.append(
            """
            \(access)static let schema: TableSchema = {
                var table = TableBuilder(Self.table\(arguments))
                \(steps.joined(separator: "\n    "))
                return table.schema
            }()
            """)
        members += shared
        members.append(
            """
            \(access)struct Fields: ModelFields {
                private let _place: TablePath
                \(access)init(at place: TablePath) {
                    _place = place
                }
                \(fields.joined(separator: "\n    "))
            }
            """)
        return members
    }

    /// The members of a group of columns.
    func group() -> [String] {
        let steps = model.properties.map { column($0) }
        var members = [
            """
            \(access)static func addColumns(to table: inout TableBuilder, prefix: String) {
                \(steps.joined(separator: "\n    "))
            }
            """
        ]
        members += shared
        members.append(
            """
            \(access)struct Fields: Sendable {
                private let _place: TablePath
                private let _prefix: String
                \(access)init(at place: TablePath, prefix: String) {
                    _place = place
                    _prefix = prefix
                }
                \(fields.joined(separator: "\n    "))
            }
            """)
        return members
    }

    /// What models and groups have in common: roles, initial values and binding.
    private var shared: [String] {
        [roles, initialValues].compactMap(\.self) + ["\(access)var databaseValues: [DatabaseValue] { \(values) }"]
    }

    /// The initialiser that reads a row: in an extension, so that the struct keeps its memberwise one.
    var decoding: String {
        let reads = model.properties.map { property in
            property.prefix == nil
                ? "self.\(property.name) = try row.next()"
                : "self.\(property.name) = try .init(reading: &row)"
        }
        return """
            \(access)init(reading row: inout RowReader) throws {
                \(reads.joined(separator: "\n    "))
            }
            """
    }

    /// The names of the members that are told; `nil` where all are.
    var told: String? {
        model.toldMembers.map { names in
            "\(access)static let toldMembers: Set<String>? = [\(names.map(literal).joined(separator: ", "))]"
        }
    }

    private func keyMembers(_ key: [ModelDescription.Property]) -> [String] {
        guard let first = key.first else {
            return ["\(access)typealias ID = NoKey", "\(access)var primaryKey: ID { NoKey() }"]
        }
        guard key.count > 1 else {
            return ["\(access)typealias ID = \(first.type)", "\(access)var primaryKey: ID { \(first.name) }"]
        }
        let parameters = key.map { "\($0.name): \($0.type)" }.joined(separator: ", ")
        let initialiser = """
            \(access)init(\(parameters)) {
                    \(key.map { "self.\($0.name) = \($0.name)" }.joined(separator: "\n        "))
                }
            """
        let copies = key.map { "\($0.name): \($0.name)" }.joined(separator: ", ")
        return [
            """
            \(access)struct Key: ModelKey, Hashable {
                \(key.map { "\(access)var \($0.name): \($0.type)" }.joined(separator: "\n    "))
                \(access.isEmpty ? "" : initialiser)
                \(access)var keyValues: [DatabaseValue] { [\(key.map { "\($0.name).databaseValue" }.joined(separator: ", "))] }
            }
            """,
            "\(access)typealias ID = Key", "\(access)var primaryKey: ID { Key(\(copies)) }",
        ]
    }

    /// The step that adds a property's column to the table.
    private func column(_ property: ModelDescription.Property) -> String {
        let isGroup = model.subject == .embeddable
        let column = isGroup ? "prefix + \(literal(property.column))" : literal(property.column)
        let arguments = property.arguments.map { ", \($0.label): \($0.value)" }.joined()
        switch property.kind {
        case .column: return "table.column(\(column), \(metatype(property))\(arguments))"
        case .reference(let target):
            return "table.reference(\(column), \(metatype(property)), to: \(target).self\(arguments))"
        case .embedded(let prefix):
            let whole = isGroup ? "prefix + \(literal(prefix))" : literal(prefix)
            return "\(property.type).addColumns(to: &table, prefix: \(whole))"
        }
    }

    private func metatype(_ property: ModelDescription.Property) -> String {
        property.type.hasSuffix("?") ? "(\(property.type)).self" : "\(property.type).self"
    }

    private var roles: String? {
        let own = model.properties.compactMap { property in
            property.role.map { ".\($0): \(literal(property.column))" }
        }
        let embedded = model.properties.compactMap { property in
            property.prefix.map { ".merging(\(property.type).roles, prefix: \(literal($0)))" }
        }
        guard !own.isEmpty || !embedded.isEmpty else { return nil }
        let start = own.isEmpty ? "ColumnRoles()" : "ColumnRoles([\(own.joined(separator: ", "))])"
        return "\(access)static let roles: ColumnRoles = \(start)\(embedded.joined())"
    }

    private var initialValues: String? {
        let cases = model.properties.compactMap { property -> String? in
            guard let value = property.initialValue, property.prefix == nil else { return nil }
            return "case \(literal(property.column)): (\(value) as \(property.type)).databaseValue"
        }
        let embedded = model.properties.compactMap { property in
            property.prefix.map { "\(property.type).initialValue(of: column, prefix: \(literal($0)))" }
        }
        guard !cases.isEmpty || !embedded.isEmpty else { return nil }
        let rest = embedded.isEmpty ? "nil" : embedded.joined(separator: " ?? ")
        return """
            \(access)static func initialValue(of column: String) -> DatabaseValue? {
                switch column {
                \((cases + ["default: \(rest)"]).joined(separator: "\n    "))
                }
            }
            """
    }

    private var values: String {
        var parts: [String] = []
        var singles: [String] = []
        func close() {
            if !singles.isEmpty { parts.append("[\(singles.joined(separator: ", "))]") }
            singles = []
        }
        for property in model.properties {
            if property.prefix == nil {
                singles.append("\(property.name).databaseValue")
            } else {
                close()
                parts.append("\(property.name).databaseValues")
            }
        }
        close()
        return parts.isEmpty ? "[]" : parts.joined(separator: " + ")
    }

    /// The columns and relations as queries name them.
    private var fields: [String] {
        var lines: [String] = []
        func add(_ name: String, _ type: String, _ arguments: String) {
            lines.append("\(access)var \(name): \(type) {\n        .init(\(arguments))\n    }")
        }
        let isGroup = model.subject == .embeddable
        for property in model.properties {
            let column = isGroup ? "_prefix + \(literal(property.column))" : literal(property.column)
            switch property.kind {
            case .column:
                add(property.name, "SQLExpression<\(property.type)>", "column: \(column), at: _place")
            case .reference(let target):
                let field = property.isOptional ? "OptionalBelongsToField" : "BelongsToField"
                let arguments = "\(literal(property.plainName)), column: \(column), at: _place"
                lines.append(
                    """
                    \(access)var \(property.name): \(field)<\(name), \(target)> {
                            .init(\(arguments)) {
                                $0.\(property.name).databaseValue
                            }
                        }
                    """)
                add("\(property.plainName)ID", "SQLExpression<\(property.type)>", "column: \(column), at: _place")
            case .embedded(let prefix):
                let whole = isGroup ? "_prefix + \(literal(prefix))" : literal(prefix)
                add(property.name, "\(property.type).Fields", "at: _place, prefix: \(whole)")
            }
        }
        for relation in model.relations {
            let arguments = "\(name).\(relation.name), \(literal(relation.name)), at: _place"
            switch relation.kind {
            case .hasMany: add(relation.name, "HasManyField<\(name), \(relation.target)>", arguments)
            case .hasOne: add(relation.name, "HasOneField<\(name), \(relation.target)>", arguments)
            case .toAny: add(relation.name, "BelongsToAnyField<\(name), \(relation.target)>", arguments)
            case .manyToMany:
                let models = [name, relation.target, relation.through ?? relation.target].joined(separator: ", ")
                add(relation.name, "ManyToManyField<\(models)>", arguments)
            case .reference:
                let field = relation.isOptional ? "OptionalBelongsToField" : "BelongsToField"
                add(relation.name, "\(field)<\(name), \(relation.target)>", arguments)
            }
        }
        return lines
    }

    private func literal(_ text: String) -> String { StringLiteralExprSyntax(content: text).description }
}

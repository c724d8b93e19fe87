import SwiftDiagnostics
public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

/// Writes the conformance of a struct to `Model`.
public struct ModelMacro: ExtensionMacro {
    public static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        guard let declaration = declaration.as(StructDeclSyntax.self) else {
            context.diagnose(Diagnostic(node: declaration.introducer, message: MacroMistake.notAStruct))
            return []
        }
        let model = ModelDescription(reading: declaration)
        for mistake in model.mistakes { context.diagnose(mistake) }
        guard let key = model.primaryKey, model.mistakes.isEmpty else { return [] }
        let name = declaration.name.text
        let access = accessLevel(of: declaration)
        let table = tableName(node) ?? SnakeCase.plural(SnakeCase.convert(name))

        let conformances = key.name == "id" ? "Model, Identifiable" : "Model"
        let code: DeclSyntax = """
            extension \(type.trimmed): \(raw: conformances) {
                \(raw: access)typealias ID = \(raw: key.type)
                \(raw: access)static var tableName: String { \(literal: table) }
                \(raw: access)static var primaryKeyName: String { \(literal: key.column) }
                \(raw: access)var primaryKey: ID { \(raw: key.name) }

                \(raw: access)static let schema = TableSchema(
                    name: \(literal: table),
                    columns: [
                        \(raw: model.properties.map(column).joined(separator: ",\n            "))
                    ],
                    primaryKey: [\(literal: key.column)],
                    foreignKeys: [\(raw: model.properties.compactMap(foreignKey).joined(separator: ", "))])

                \(raw: access)init(reading row: inout RowReader) throws {
                    \(raw: model.properties.map { "self.\($0.name) = try row.next(\(parenthesised($0.type)).self)" }.joined(separator: "\n        "))
                }

                \(raw: access)var databaseValues: [DatabaseValue] {
                    [\(raw: model.properties.map { "\($0.name).databaseValue" }.joined(separator: ", "))]
                }

                \(raw: access)func withPrimaryKey(_ key: ID) -> Self {
                    var copy = self
                    copy.\(raw: key.name) = key
                    return copy
                }

                \(raw: access)static func columnName(of property: PartialKeyPath<Self>) -> String? {
                    switch property {
                    \(raw: model.properties.map { "case \\Self.\($0.name): \"\($0.column)\"" }.joined(separator: "\n        "))
                    default: nil
                    }
                }

                \(raw: access)struct Fields: ModelFields {
                    private let _place: TablePath
                    \(raw: access)init(at place: TablePath) { _place = place }
                    \(raw: fields(of: model, name: name, access: access).joined(separator: "\n        "))
                }
            }
            """
        guard let result = code.as(ExtensionDeclSyntax.self) else { return [] }
        return [result]
    }

    /// What stands before each member, so that the conformance is as visible as the struct.
    private static func accessLevel(of declaration: StructDeclSyntax) -> String {
        for modifier in declaration.modifiers {
            switch modifier.name.tokenKind {
            case .keyword(.public): return "public "
            case .keyword(.package): return "package "
            default: break
            }
        }
        return ""
    }

    private static func tableName(_ node: AttributeSyntax) -> String? {
        guard case .argumentList(let list) = node.arguments else { return nil }
        let argument = list.first { $0.label?.text == "table" }
        return ModelDescription.stringLiteral(argument?.expression.trimmedDescription)
    }

    private static func column(_ property: ModelDescription.Property) -> String {
        var text = "ColumnSchema(\"\(property.column)\", \(parenthesised(property.type)).self"
        if property.isPrimaryKey, property.target == nil { text += ", isKey: true" }
        if property.isUnique { text += ", isUnique: true" }
        if let max = property.max { text += ", maximumLength: \(max)" }
        return text + ")"
    }

    private static func foreignKey(_ property: ModelDescription.Property) -> String? {
        property.target.map { target in
            "ForeignKeySchema(columns: [\"\(property.column)\"], table: \(target).tableName, referencedColumns: [\(target).primaryKeyName], onDelete: \(property.onDelete))"
        }
    }

    private static func fields(of model: ModelDescription, name: String, access: String) -> [String] {
        var lines: [String] = []
        for property in model.properties {
            let column = "SQLExpression<\(property.type)>(column: \"\(property.column)\", at: _place)"
            guard let target = property.target else {
                lines.append("\(access)var \(property.name): SQLExpression<\(property.type)> { \(column) }")
                continue
            }
            let relation = (property.isOptional ? "OptionalBelongsToField" : "BelongsToField") + "<\(name), \(target)>"
            lines.append(
                "\(access)var \(property.name): \(relation) { \(relation)(\"\(property.name)\", column: \"\(property.column)\", at: _place) }"
            )
            lines.append("\(access)var \(property.name)ID: SQLExpression<\(property.type)> { \(column) }")
        }
        for relation in model.hasMany {
            let type = "HasManyField<\(name), \(relation.target)>"
            lines.append("\(access)var \(relation.name): \(type) { \(type)(\(name).\(relation.name)) }")
        }
        return lines
    }

    private static func parenthesised(_ type: String) -> String { type.hasSuffix("?") ? "(\(type))" : type }
}

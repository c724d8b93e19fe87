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
        let table = TableArguments(of: node, on: declaration)
        let model = ModelDescription(reading: declaration, as: .model(isView: table.isView))
        let mistakes = table.mistakes + model.mistakes
        for mistake in mistakes { context.diagnose(mistake) }
        guard mistakes.isEmpty else { return [] }
        let writer = ConformanceWriter(model: model, name: type.trimmedDescription, access: declaration.accessLevel)
        let isIdentifiable = model.primaryKey.map(\.plainName) == ["id"]
        let code: DeclSyntax = """
            extension \(type.trimmed): \(raw: isIdentifiable ? "Model, Identifiable" : "Model") {
                \(raw: writer.model(table).joined(separator: "\n\n"))
            }
            """
        guard let result = code.as(ExtensionDeclSyntax.self) else { return [] }
        return [result]
    }
}

/// Writes the conformance of a struct to `ColumnGroup`.
public struct EmbeddableMacro: ExtensionMacro {
    public static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        guard let declaration = declaration.as(StructDeclSyntax.self) else {
            context.diagnose(Diagnostic(node: declaration.introducer, message: MacroMistake.notAnEmbeddableStruct))
            return []
        }
        let group = ModelDescription(reading: declaration, as: .embeddable)
        for mistake in group.mistakes { context.diagnose(mistake) }
        guard group.mistakes.isEmpty else { return [] }
        let writer = ConformanceWriter(model: group, name: type.trimmedDescription, access: declaration.accessLevel)
        let code: DeclSyntax = """
            extension \(type.trimmed): ColumnGroup {
                \(raw: writer.group().joined(separator: "\n\n"))
            }
            """
        guard let result = code.as(ExtensionDeclSyntax.self) else { return [] }
        return [result]
    }
}

extension StructDeclSyntax {
    /// What stands before each member, so that the conformance is as visible as the struct.
    fileprivate var accessLevel: String {
        for modifier in modifiers {
            switch modifier.name.tokenKind {
            case .keyword(.public): return "public "
            case .keyword(.package): return "package "
            default: break
            }
        }
        return ""
    }
}

import SwiftDiagnostics
public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

/// Makes a struct a `Model`: members in the struct, conformance and decoding in an extension.
public struct ModelMacro: MemberMacro, ExtensionMacro {
    public static func expansion(
        of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        // The extension tells of mistakes.
        guard let declaration = declaration.as(StructDeclSyntax.self) else { return [] }
        let table = TableArguments(of: node, on: declaration)
        let model = ModelDescription(reading: declaration, as: .model(isView: table.isView))
        guard table.mistakes.isEmpty, model.mistakes.isEmpty else { return [] }
        return declaration.writer(model).model(table).map { "\(raw: $0)" }
    }

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
        let isIdentifiable = model.primaryKey.map(\.plainName) == ["id"]
        return try declaration.conformance(of: type, to: isIdentifiable ? "Model, Identifiable" : "Model", model)
    }
}

/// Makes a struct a `ColumnGroup`, as ``ModelMacro`` makes one a model.
public struct EmbeddableMacro: MemberMacro, ExtensionMacro {
    public static func expansion(
        of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let declaration = declaration.as(StructDeclSyntax.self) else { return [] }
        let group = ModelDescription(reading: declaration, as: .embeddable)
        guard group.mistakes.isEmpty else { return [] }
        return declaration.writer(group).group().map { "\(raw: $0)" }
    }

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
        return try declaration.conformance(of: type, to: "ColumnGroup", group)
    }
}

extension StructDeclSyntax {
    fileprivate func writer(_ model: ModelDescription) -> ConformanceWriter {
        ConformanceWriter(model: model, name: name.trimmedDescription, access: accessLevel)
    }

    fileprivate func conformance(
        of type: some TypeSyntaxProtocol, to protocols: String, _ model: ModelDescription
    ) throws -> [ExtensionDeclSyntax] {
        let writer = writer(model)
        let decoding: DeclSyntax = "\(raw: writer.decoding)"
        let told: DeclSyntax? = writer.told.map { "\(raw: $0)" }
        let others = told == nil ? "" : ", PartlyTold"
        return [
            try ExtensionDeclSyntax("extension \(type.trimmed): \(raw: protocols + others)") {
                MemberBlockItemSyntax(decl: decoding)
                if let told { MemberBlockItemSyntax(decl: told) }
            }
        ]
    }
}

extension DeclGroupSyntax {
    /// What stands before each member, so that the conformance is as visible as the type.
    var accessLevel: String {
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

import SwiftDiagnostics
public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

extension SchemaMacro {
    /// The declarations in an enumeration; the extension tells of mistakes.
    static func members(of declaration: EnumDeclSyntax, _ node: AttributeSyntax) -> [DeclSyntax] {
        let description = EnumDescription(reading: declaration, node)
        guard description.mistakes.isEmpty else { return [] }
        let writer = EnumWriter(description: description, access: declaration.accessLevel)
        return writer.members.map { DeclSyntax("\(raw: $0)") }
    }

    /// The extension of an enumeration.
    static func extensions(
        of declaration: EnumDeclSyntax, _ node: AttributeSyntax, _ type: some TypeSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        let description = EnumDescription(reading: declaration, node)
        for mistake in description.mistakes { context.diagnose(mistake) }
        guard description.mistakes.isEmpty else { return [] }
        let writer = EnumWriter(description: description, access: declaration.accessLevel)
        return [
            try ExtensionDeclSyntax("extension \(type.trimmed): SchemaUnion") {
                for member in writer.extensionMembers { MemberBlockItemSyntax(decl: DeclSyntax("\(raw: member)")) }
            }
        ]
    }
}

/// Marks a case for `@Schema`, which reads the argument; writes nothing itself.
public struct CaseMacro: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        let owner = context.lexicalContext.first?.asProtocol((any DeclGroupSyntax).self)
        let attributes = owner?.attributes.compactMap { $0.as(AttributeSyntax.self) } ?? []
        let isRead = attributes.contains { $0.isNamed("Schema") && $0.discriminator != nil }
        if !isRead || !declaration.is(EnumCaseDeclSyntax.self) {
            context.diagnose(Diagnostic(node: node, message: MacroMistake.caseOfNoUnion))
        }
        return []
    }
}

import SwiftDiagnostics
public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

extension SchemaMacro {
    /// The declarations in an enumeration; the extension tells of mistakes.
    static func members(of declaration: EnumDeclSyntax, _ node: AttributeSyntax) -> [DeclSyntax] {
        let description = EnumDescription(reading: declaration, node)
        guard description.mistakes.isEmpty, description.discriminator != nil else { return [] }
        let writer = EnumWriter(description: description, access: declaration.accessLevel)
        return writer.unionMembers.map { DeclSyntax("\(raw: $0)") }
    }

    /// The extension of an enumeration.
    /// - Parameter protocols: those to which it does not conform already.
    static func extensions(
        of declaration: EnumDeclSyntax, _ node: AttributeSyntax, _ type: some TypeSyntaxProtocol,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        let description = EnumDescription(reading: declaration, node)
        for mistake in description.mistakes { context.diagnose(mistake) }
        guard description.mistakes.isEmpty else { return [] }
        let writer = EnumWriter(description: description, access: declaration.accessLevel)
        if description.discriminator != nil {
            return [try made(type, ["SchemaUnion"], writer.unionExtensionMembers)]
        }
        // As they are written there, perhaps behind the names of their modules.
        let missing = protocols.compactMap { $0.trimmedDescription.split(separator: ".").last }
        let wanted: [String] = ["CaseIterable", "SchemaValue"].filter { missing.contains($0[...]) }
        guard !wanted.isEmpty else { return [] }
        return [try made(type, wanted, wanted.contains("CaseIterable") ? [writer.allCases] : [])]
    }

    private static func made(
        _ type: some TypeSyntaxProtocol, _ protocols: [String], _ members: [String]
    ) throws -> ExtensionDeclSyntax {
        try ExtensionDeclSyntax("extension \(type.trimmed): \(raw: protocols.joined(separator: ", "))") {
            for member in members { MemberBlockItemSyntax(decl: DeclSyntax("\(raw: member)")) }
        }
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

import SwiftDiagnostics
public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

/// Makes a struct a `Schema`: what is known of it, reading and writing, in an extension.
public struct SchemaMacro: ExtensionMacro {
    public static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        guard let declaration = declaration.as(StructDeclSyntax.self) else {
            context.diagnose(Diagnostic(node: declaration.introducer, message: MacroMistake.schemaOfNoStruct))
            return []
        }
        let description = SchemaDescription(reading: declaration, node)
        for mistake in description.mistakes { context.diagnose(mistake) }
        guard description.mistakes.isEmpty else { return [] }
        let writer = SchemaWriter(schema: description, access: declaration.accessLevel)
        return [
            try ExtensionDeclSyntax("extension \(type.trimmed): Schema") {
                for member in writer.members { MemberBlockItemSyntax(decl: DeclSyntax("\(raw: member)")) }
            }
        ]
    }
}

/// Marks a property for `@Schema`, which reads the arguments; writes nothing itself.
public struct FieldMacro: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] { [] }
}

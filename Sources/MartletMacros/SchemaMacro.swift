import SwiftDiagnostics
public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

/// Makes a struct a `Schema`: what is known of it as members, reading and writing in an extension; an enumeration of structs
/// becomes a `SchemaUnion`.
///
/// Types and values that were written in the struct are looked up from within it, where a name may mean something else
/// than in an extension; an initializer among the members would take the place of the one that the compiler makes.
public struct SchemaMacro: MemberMacro, ExtensionMacro {
    public static func expansion(
        of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        // The other role tells of mistakes.
        if let enumeration = declaration.as(EnumDeclSyntax.self) { return members(of: enumeration, node) }
        guard let declaration = declaration.as(StructDeclSyntax.self), node.discriminator == nil else { return [] }
        let description = SchemaDescription(reading: declaration, node)
        guard description.mistakes.isEmpty else { return [] }
        let writer = SchemaWriter(schema: description, access: declaration.accessLevel)
        return writer.members.map { DeclSyntax("\(raw: $0)") }
    }

    public static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        if let enumeration = declaration.as(EnumDeclSyntax.self) {
            return try extensions(of: enumeration, node, type, in: context)
        }
        guard let declaration = declaration.as(StructDeclSyntax.self) else {
            context.diagnose(Diagnostic(node: declaration.introducer, message: MacroMistake.schemaOfNoStruct))
            return []
        }
        if let discriminator = node.discriminator {
            context.diagnose(Diagnostic(node: discriminator, message: MacroMistake.discriminatorOfStruct))
            return []
        }
        let description = SchemaDescription(reading: declaration, node)
        for mistake in description.mistakes { context.diagnose(mistake) }
        guard description.mistakes.isEmpty else { return [] }
        let writer = SchemaWriter(schema: description, access: declaration.accessLevel)
        return [
            try ExtensionDeclSyntax("extension \(type.trimmed): Schema") {
                for member in writer.extensionMembers + writer.decoding(of: declaration) {
                    MemberBlockItemSyntax(decl: DeclSyntax("\(raw: member)"))
                }
            }
        ]
    }
}

/// Marks a property for `@Schema` as `@Field`, `@Each` or `@Keys`: the other macro reads the arguments; writes nothing itself.
public struct FieldMacro: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        let owner = context.lexicalContext.first?.asProtocol((any DeclGroupSyntax).self)
        let attributes = owner?.attributes.compactMap { $0.as(AttributeSyntax.self) } ?? []
        if !attributes.contains(where: { $0.isNamed("Schema") }) {
            context.diagnose(Diagnostic(node: node, message: MacroMistake.fieldOfNoSchema(node.plainName)))
        }
        return []
    }
}

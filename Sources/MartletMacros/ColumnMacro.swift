public import SwiftSyntax
public import SwiftSyntaxMacros

/// Marks a property for `@Model`, which reads the arguments; writes nothing itself.
public struct ColumnMacro: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] { [] }
}

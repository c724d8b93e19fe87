import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder

/// The fixes that `@Model` offers for mistakes.
enum ModelFixes {
    /// Puts a primary key before the other members.
    static func addKey(to declaration: StructDeclSyntax) -> FixIt {
        var members = declaration.memberBlock
        let first = members.members.first
        let indentation = first?.leadingTrivia ?? [.newlines(1), .spaces(4)]
        let key = MemberBlockItemSyntax(
            leadingTrivia: indentation, decl: DeclSyntax("var id: Int"), trailingTrivia: first == nil ? .newline : [])
        members.members = MemberBlockItemListSyntax([key] + Array(members.members))
        return FixIt(
            message: MacroFix.addKey,
            changes: [.replace(oldNode: Syntax(declaration.memberBlock), newNode: Syntax(members))])
    }

    /// Makes a constant a variable.
    static func makeVariable(_ variable: VariableDeclSyntax) -> FixIt {
        let specifier = variable.bindingSpecifier
        let replacement = specifier.with(\.tokenKind, .keyword(.var))
        return FixIt(
            message: MacroFix.makeVariable,
            changes: [.replace(oldNode: Syntax(specifier), newNode: Syntax(replacement))])
    }

    /// Puts `.ID` behind the name of the model.
    static func useID(of type: TypeSyntax, _ model: String, isOptional: Bool) -> FixIt {
        let text = "\(model).ID\(isOptional ? "?" : "")"
        var replacement: TypeSyntax = "\(raw: text)"
        replacement.leadingTrivia = type.leadingTrivia
        replacement.trailingTrivia = type.trailingTrivia
        return FixIt(
            message: MacroFix.useID(text), changes: [.replace(oldNode: Syntax(type), newNode: Syntax(replacement))])
    }
}

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

    /// Puts the type of a literal behind the name; no fix for other initial values.
    static func addType(to binding: PatternBindingSyntax) -> [FixIt] {
        let type: String
        switch binding.initializer?.value.kind {
        case .stringLiteralExpr: type = "String"
        case .integerLiteralExpr: type = "Int"
        case .floatLiteralExpr: type = "Double"
        case .booleanLiteralExpr: type = "Bool"
        default: return []
        }
        var replacement = binding
        replacement.pattern.trailingTrivia = []
        replacement.typeAnnotation = TypeAnnotationSyntax(
            colon: .colonToken(trailingTrivia: .space), type: TypeSyntax("\(raw: type)"), trailingTrivia: .space)
        return [
            FixIt(
                message: MacroFix.addType(type),
                changes: [.replace(oldNode: Syntax(binding), newNode: Syntax(replacement))])
        ]
    }

    /// Takes an attribute away.
    static func remove(_ attribute: AttributeSyntax, from variable: VariableDeclSyntax) -> FixIt {
        var replacement = variable
        replacement.attributes = variable.attributes.filter { $0.as(AttributeSyntax.self)?.id != attribute.id }
        return FixIt(
            message: MacroFix.remove(attribute.trimmedDescription),
            changes: [.replace(oldNode: Syntax(variable), newNode: Syntax(replacement))])
    }

    /// Takes an argument away, with the parentheses when it is the only one.
    static func remove(_ argument: LabeledExprSyntax, from attribute: AttributeSyntax) -> FixIt {
        var rest = attribute.labeledArguments.filter { $0.id != argument.id }
        var replacement = attribute
        if let last = rest.indices.last {
            rest[last].trailingComma = nil
            rest[last].trailingTrivia = []
            replacement.arguments = .argumentList(LabeledExprListSyntax(rest))
        } else {
            replacement.leftParen = nil
            replacement.arguments = nil
            replacement.rightParen = nil
            replacement.trailingTrivia = attribute.trailingTrivia
        }
        return FixIt(
            message: MacroFix.remove("\(argument.with(\.trailingComma, nil).trimmedDescription)"),
            changes: [.replace(oldNode: Syntax(attribute), newNode: Syntax(replacement))])
    }
}

import SwiftDiagnostics
import SwiftSyntax

/// What `@Schema` reads in an enumeration of structs.
struct EnumDescription {
    /// A case.
    struct Case {
        /// Its name in Swift as written, perhaps in backticks.
        let name: String
        /// The discriminator's value in JSON.
        let value: String
        /// What stands with it; `nil` for nothing.
        let payload: Payload?
    }

    /// The struct of a case.
    struct Payload {
        let label: String?
        let type: String
    }

    /// The name for documents.
    let name: String
    /// Whether the attribute says the name.
    let isNamed: Bool
    /// The member that tells cases apart.
    let discriminator: String
    private(set) var cases: [Case] = []
    private(set) var mistakes: [Diagnostic] = []

    init(reading declaration: EnumDeclSyntax, _ node: AttributeSyntax) {
        let arguments = node.labeledArguments
        let written = arguments.first { $0.label?.text == "name" }?.expression
        isNamed = written?.literalText != nil
        name = written?.literalText ?? declaration.name.text.filter { $0 != "`" }
        let member = node.discriminator
        discriminator = member?.literalText ?? ""
        if member == nil {
            mistakes.append(
                Diagnostic(
                    node: declaration.name,
                    message: declaration.hasValues ? MacroMistake.noDiscriminator : MacroMistake.schemaOfRawValues))
        } else if let member, discriminator.isEmpty {
            mistakes.append(
                Diagnostic(
                    node: member, message: MacroMistake.notWritten("discriminator", "a string literal with a name")))
        }
        if let written, written.literalText == nil, !written.is(NilLiteralExprSyntax.self) {
            mistakes.append(Diagnostic(node: written, message: MacroMistake.notWritten("name", "a string literal")))
        }
        if let generics = declaration.genericParameterClause {
            mistakes.append(Diagnostic(node: generics, message: MacroMistake.genericUnion(declaration.name.text)))
        }
        for item in declaration.memberBlock.members {
            if let list = item.decl.as(EnumCaseDeclSyntax.self) { read(list) }
            if let conditional = item.decl.as(IfConfigDeclSyntax.self), conditional.hasCases {
                mistakes.append(Diagnostic(node: conditional, message: MacroMistake.conditionalCase))
            }
        }
        if cases.isEmpty, mistakes.isEmpty {
            mistakes.append(Diagnostic(node: declaration.name, message: MacroMistake.noCases(declaration.name.text)))
        }
    }

    private mutating func read(_ list: EnumCaseDeclSyntax) {
        let attributes = list.attributes.compactMap { $0.as(AttributeSyntax.self) }
        if let field = attributes.first(where: \.isOfMember) {
            mistakes.append(Diagnostic(node: field, message: MacroMistake.fieldOfCase(field.plainName)))
        }
        let names = attributes.filter { $0.isNamed("Case") }
        if let other = names.dropFirst().first ?? (list.elements.count > 1 ? names.first : nil) {
            mistakes.append(Diagnostic(node: other, message: MacroMistake.severalCases))
            return
        }
        let written = names.first?.labeledArguments.first?.expression
        if let written, written.literalText == nil {
            mistakes.append(Diagnostic(node: written, message: MacroMistake.notWritten("@Case", "a string literal")))
        }
        for element in list.elements { add(element, written?.literalText) }
    }

    private mutating func add(_ element: EnumCaseElementSyntax, _ written: String?) {
        let name = element.name.text
        let value = written ?? name.filter { $0 != "`" }
        if let first = cases.first(where: { $0.value == value }) {
            mistakes.append(Diagnostic(node: element, message: MacroMistake.twoCases(value, first.name)))
        }
        let parameters = element.parameterClause?.parameters
        if let parameters, parameters.count != 1 {
            mistakes.append(Diagnostic(node: element, message: MacroMistake.severalPayloads(name)))
        }
        let payload = parameters?.first.map { parameter in
            Payload(
                label: parameter.firstName.flatMap { $0.text == "_" ? nil : $0.text },
                type: parameter.type.trimmedDescription)
        }
        cases.append(Case(name: name, value: value, payload: payload))
    }
}

extension AttributeSyntax {
    /// By which member `@Schema` tells the cases of an enumeration apart.
    var discriminator: ExprSyntax? { labeledArguments.first { $0.label?.text == "discriminator" }?.expression }
}

extension EnumDeclSyntax {
    /// Whether something stands with a case.
    fileprivate var hasValues: Bool {
        memberBlock.members.contains { item in
            item.decl.as(EnumCaseDeclSyntax.self)?.elements.contains { $0.parameterClause != nil } ?? false
        }
    }
}

extension IfConfigDeclSyntax {
    fileprivate var hasCases: Bool {
        clauses.contains { clause in
            guard case .decls(let items)? = clause.elements else { return false }
            return items.contains { $0.decl.is(EnumCaseDeclSyntax.self) }
        }
    }
}

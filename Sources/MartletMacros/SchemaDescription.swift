import SwiftDiagnostics
import SwiftSyntax

/// What `@Schema` reads in a struct.
struct SchemaDescription {
    /// A stored property.
    struct Member {
        /// Its name in Swift as written, perhaps in backticks.
        let property: String
        /// Its name in JSON.
        let name: String
        let type: String
        /// What it is where it is absent.
        let initialValue: String?
        /// Whether that is the same each time, so that documents can tell it.
        let isAlwaysTheSame: Bool
        /// The arguments of `FieldRules`: `.length(1...200)`.
        let rules: [String]
        /// The arguments for documents as written: `description: "…"`.
        let notes: [String]
        let isReadOnly: Bool
        let isWriteOnly: Bool

        /// Its name in Swift without backticks.
        var plainProperty: String { property.filter { $0 != "`" } }
    }

    /// How many members the reader counts.
    static let mostMembers = 128
    /// The arguments of `@Field` that only documents read.
    private static let notes: Set<String> = ["description", "example", "deprecated"]

    let name: String
    /// Whether the attribute says the name.
    let isNamed: Bool
    let unknown: String
    /// The generic parameters; none for most structs.
    let parameters: [String]
    private let naming: MemberNaming
    private(set) var members: [Member] = []
    private(set) var mistakes: [Diagnostic] = []

    init(reading declaration: StructDeclSyntax, _ node: AttributeSyntax) {
        let arguments = node.labeledArguments
        let written = arguments.first { $0.label?.text == "name" }?.expression
        name = written?.literalText ?? declaration.name.text
        isNamed = written?.literalText != nil
        unknown = arguments.first { $0.label?.text == "unknown" }?.expression.trimmedDescription ?? ".refused"
        let generics = declaration.genericParameterClause?.parameters.map(\.self) ?? []
        parameters = generics.map(\.name.text)
        let names = arguments.first { $0.label?.text == "names" }?.expression
        let known = names.flatMap { Self.constant($0, of: "MemberNames") }.flatMap(MemberNaming.init)
        naming = known ?? .asWritten
        if let names, known == nil {
            let cases = "`.asWritten`, `.snakeCase`, `.kebabCase` or `.pascalCase`"
            mistakes.append(Diagnostic(node: names, message: MacroMistake.notWritten("names", cases)))
        }
        for parameter in generics {
            if parameter.specifier != nil {
                mistakes.append(Diagnostic(node: parameter, message: MacroMistake.noTypeParameter))
            } else if parameter.inheritedType == nil, declaration.genericWhereClause == nil {
                let name = parameter.name.text
                mistakes.append(Diagnostic(node: parameter, message: MacroMistake.anyParameter(name)))
            }
        }
        if let written, written.literalText == nil, !written.is(NilLiteralExprSyntax.self) {
            mistakes.append(Diagnostic(node: written, message: MacroMistake.notWritten("name", "a string literal")))
        }
        for item in declaration.memberBlock.members {
            guard let variable = item.decl.as(VariableDeclSyntax.self), !variable.isStatic, !variable.isLazy else {
                continue
            }
            read(variable)
        }
        if members.count > Self.mostMembers {
            mistakes.append(
                Diagnostic(node: declaration.name, message: MacroMistake.tooManyMembers(Self.mostMembers)))
        }
    }

    private mutating func read(_ variable: VariableDeclSyntax) {
        let attributes = variable.attributes.compactMap { $0.as(AttributeSyntax.self) }
        let fields = attributes.filter { $0.isNamed("Field") }
        let field = fields.first
        for other in fields.dropFirst() {
            mistakes.append(Diagnostic(node: other, message: MacroMistake.severalFields))
        }
        guard let binding = variable.bindings.first, !ModelDescription.isComputed(binding) else {
            for attribute in attributes where attribute.isOfMember {
                mistakes.append(
                    Diagnostic(
                        node: attribute, message: MacroMistake.computedField(attribute.plainName),
                        fixIt: ModelFixes.remove(attribute, from: variable)))
            }
            return
        }
        guard variable.bindings.count == 1 else {
            mistakes.append(Diagnostic(node: variable, message: MacroMistake.severalMembers))
            return
        }
        guard let pattern = binding.pattern.as(IdentifierPatternSyntax.self) else { return }
        let property = pattern.identifier.text
        guard let type = binding.typeAnnotation?.type else {
            mistakes.append(
                Diagnostic(
                    node: pattern, message: MacroMistake.missingMemberType(property),
                    fixIts: ModelFixes.addType(to: binding)))
            return
        }
        if variable.isConstant, binding.initializer != nil {
            mistakes.append(
                Diagnostic(
                    node: variable.bindingSpecifier, message: MacroMistake.constantMember(property),
                    fixIt: ModelFixes.makeVariable(variable)))
        }
        let elements = ElementRules(of: attributes)
        mistakes += elements.mistakes
        add(property, type, binding.initializer, field, elements.arguments)
    }

    private mutating func add(
        _ property: String, _ type: TypeSyntax, _ initializer: InitializerClauseSyntax?, _ field: AttributeSyntax?,
        _ elements: [String]
    ) {
        var name = naming.name(of: property.filter { $0 != "`" })
        var rules = RuleArguments()
        var notes: [String] = []
        var access = "readWrite"
        for argument in field?.labeledArguments ?? [] {
            guard let label = argument.label?.text, !rules.read(argument) else { continue }
            let value = argument.expression
            if Self.notes.contains(label) {
                notes.append("\(label): \(value.trimmedDescription)")
            } else if label == "access" {
                guard let written = Self.access(value) else {
                    mistakes.append(
                        Diagnostic(
                            node: value,
                            message: MacroMistake.notWritten("access", "`.readOnly`, `.writeOnly` or `.readWrite`")))
                    continue
                }
                access = written
                notes.append("access: .\(access)")
            } else if label == "name" {
                guard let text = value.literalText else {
                    mistakes.append(
                        Diagnostic(node: value, message: MacroMistake.notWritten("name", "a string literal")))
                    continue
                }
                name = text
            }
        }
        mistakes += rules.mistakes
        if let first = members.first(where: { $0.name == name }) {
            mistakes.append(
                Diagnostic(
                    node: field.map(Syntax.init) ?? Syntax(type), message: MacroMistake.twoMembers(name, first.property)
                ))
        }
        let isReadOnly = access == "readOnly"
        if isReadOnly, initializer == nil, !type.unwrapped.isOptional {
            mistakes.append(Diagnostic(node: type, message: MacroMistake.readOnlyWithoutValue(property)))
        }
        members.append(
            Member(
                property: property, name: name, type: type.trimmedDescription,
                initialValue: initializer?.value.trimmedDescription,
                isAlwaysTheSame: initializer?.value.isAlwaysTheSame ?? true, rules: rules.rules + elements,
                notes: notes,
                isReadOnly: isReadOnly,
                isWriteOnly: access == "writeOnly"))
    }

    /// The name of a constant of `MemberAccess`; `nil` for any other expression.
    private static func access(_ value: ExprSyntax) -> String? {
        let name = constant(value, of: "MemberAccess")
        return name.flatMap { ["readWrite", "readOnly", "writeOnly"].contains($0) ? $0 : nil }
    }

    /// The name of a constant of a type, written with the type or without; `nil` for any other expression.
    private static func constant(_ value: ExprSyntax, of type: String) -> String? {
        guard let member = value.as(MemberAccessExprSyntax.self),
            member.base == nil || member.base?.trimmedDescription.hasSuffix(type) == true
        else { return nil }
        return member.declName.baseName.text
    }
}

extension AttributeSyntax {
    /// Its name without that of a module.
    var plainName: String { attributeName.trimmedDescription.split(separator: ".").last.map(String.init) ?? "" }

    /// Whether it says something of a member of a schema.
    var isOfMember: Bool { ["Field", "Each", "Keys"].contains { isNamed($0) } }
}

extension ExprSyntax {
    /// Whether an expression is a literal, a constant of a type such as `.rock`, or a list of such.
    fileprivate var isAlwaysTheSame: Bool {
        if let text = self.as(StringLiteralExprSyntax.self) { return text.representedLiteralValue != nil }
        if let list = self.as(ArrayExprSyntax.self) { return list.elements.allSatisfy(\.expression.isAlwaysTheSame) }
        if let number = self.as(PrefixOperatorExprSyntax.self) { return number.expression.isAlwaysTheSame }
        if let members = self.as(DictionaryExprSyntax.self) {
            return members.content.as(DictionaryElementListSyntax.self)?.allSatisfy {
                $0.key.isAlwaysTheSame && $0.value.isAlwaysTheSame
            } ?? true
        }
        if let member = self.as(MemberAccessExprSyntax.self) {
            // `Date.now` looks like a constant.
            let isType = member.base?.is(DeclReferenceExprSyntax.self) ?? true
            return isType && member.declName.baseName.text != "now" && member.declName.argumentNames == nil
        }
        return `is`(IntegerLiteralExprSyntax.self) || `is`(FloatLiteralExprSyntax.self)
            || `is`(BooleanLiteralExprSyntax.self) || `is`(NilLiteralExprSyntax.self)
    }
}

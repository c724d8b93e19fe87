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
        /// The rules as calls: `.length(1...200)`.
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
    /// The arguments of `@Field` that are rules.
    private static let rules: Set<String> = ["length", "range", "multipleOf", "count", "unique", "format", "oneOf"]
    /// Those that only documents read.
    private static let notes: Set<String> = ["description", "example", "deprecated"]

    let name: String
    /// Whether the attribute says the name.
    let isNamed: Bool
    let unknown: String
    private(set) var members: [Member] = []
    private(set) var mistakes: [Diagnostic] = []

    init(reading declaration: StructDeclSyntax, _ node: AttributeSyntax) {
        let arguments = node.labeledArguments
        let written = arguments.first { $0.label?.text == "name" }?.expression
        name = written?.literalText ?? declaration.name.text
        isNamed = written?.literalText != nil
        unknown = arguments.first { $0.label?.text == "unknown" }?.expression.trimmedDescription ?? ".refused"
        if let written, written.literalText == nil, !written.is(NilLiteralExprSyntax.self) {
            mistakes.append(Diagnostic(node: written, message: MacroMistake.notWritten("name", "a string literal")))
        }
        if let generics = declaration.genericParameterClause {
            mistakes.append(Diagnostic(node: generics, message: MacroMistake.genericSchema(declaration.name.text)))
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
        let fields = variable.attributes.compactMap { $0.as(AttributeSyntax.self) }.filter { $0.isNamed("Field") }
        let field = fields.first
        for other in fields.dropFirst() {
            mistakes.append(Diagnostic(node: other, message: MacroMistake.severalFields))
        }
        guard let binding = variable.bindings.first, !ModelDescription.isComputed(binding) else {
            if let field {
                mistakes.append(
                    Diagnostic(
                        node: field, message: MacroMistake.computedField,
                        fixIt: ModelFixes.remove(field, from: variable)))
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
        add(property, type, binding.initializer, field)
    }

    private mutating func add(
        _ property: String, _ type: TypeSyntax, _ initializer: InitializerClauseSyntax?, _ field: AttributeSyntax?
    ) {
        var name = property.filter { $0 != "`" }
        var rules: [String] = []
        var notes: [String] = []
        var access = "readWrite"
        for argument in field?.labeledArguments ?? [] {
            guard let label = argument.label?.text else { continue }
            let value = argument.expression
            if Self.rules.contains(label) {
                rules.append(".\(label)(\(value.trimmedDescription))")
            } else if Self.notes.contains(label) {
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
            } else if label == "pattern" {
                guard let literal = value.as(RegexLiteralExprSyntax.self) else {
                    mistakes.append(
                        Diagnostic(
                            node: value, message: MacroMistake.notWritten("pattern", "a literal such as /^[a-z]+$/")))
                    continue
                }
                let source = String(reflecting: literal.regex.text)
                rules.append(".pattern(\(value.trimmedDescription), source: \(source))")
            } else if label == "name" {
                guard let text = value.literalText else {
                    mistakes.append(
                        Diagnostic(node: value, message: MacroMistake.notWritten("name", "a string literal")))
                    continue
                }
                name = text
            }
        }
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
                isAlwaysTheSame: initializer?.value.isAlwaysTheSame ?? true, rules: rules, notes: notes,
                isReadOnly: isReadOnly,
                isWriteOnly: access == "writeOnly"))
    }

    /// The name of a constant of `MemberAccess`; `nil` for any other expression.
    private static func access(_ value: ExprSyntax) -> String? {
        guard let member = value.as(MemberAccessExprSyntax.self),
            member.base == nil || member.base?.trimmedDescription.hasSuffix("MemberAccess") == true
        else { return nil }
        let name = member.declName.baseName.text
        return ["readWrite", "readOnly", "writeOnly"].contains(name) ? name : nil
    }
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

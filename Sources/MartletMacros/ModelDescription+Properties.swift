import SwiftDiagnostics
import SwiftSyntax

extension ModelDescription {
    /// Reads a property that is stored.
    mutating func readProperty(_ variable: VariableDeclSyntax, marksKey: Bool) {
        guard let binding = variable.bindings.first, !Self.isComputed(binding) else { return }
        guard variable.bindings.count == 1 else {
            mistakes.append(Diagnostic(node: variable, message: MacroMistake.severalNames))
            return
        }
        guard let pattern = binding.pattern.as(IdentifierPatternSyntax.self) else { return }
        let name = pattern.identifier.text
        guard !variable.isLazy else {
            mistakes.append(Diagnostic(node: variable.modifiers, message: MacroMistake.lazy(name)))
            return
        }
        guard let type = binding.typeAnnotation?.type else {
            mistakes.append(
                Diagnostic(
                    node: pattern, message: MacroMistake.missingType(name), fixIts: ModelFixes.addType(to: binding)))
            return
        }
        if variable.isConstant, binding.initializer != nil {
            mistakes.append(
                Diagnostic(
                    node: variable.bindingSpecifier, message: MacroMistake.constantWithValue(name),
                    fixIt: ModelFixes.makeVariable(variable)))
        }
        let attributes = Attributes(of: variable)
        if let second = attributes.all.dropFirst().first {
            mistakes.append(
                Diagnostic(
                    node: second.syntax, message: MacroMistake.twoKinds(name, attributes.asOneReference),
                    fixIt: ModelFixes.remove(second.syntax, from: variable)))
            return
        }
        guard let kind = kind(of: name, type, attributes) else { return }
        let (bare, isOptional) = type.unwrapped
        check(name, bare, isOptional: isOptional, attributes)
        let plainName = pattern.identifier.identifier?.name ?? name
        let isModel = subject != .embeddable
        let isMarked = attributes.marksPrimaryKey
        var suffix = ""
        if case .reference = kind { suffix = "_id" }
        let attribute = attributes.all.first
        let handledHere: Set = ["name", "primaryKey", "role", "prefix"]
        properties.append(
            Property(
                name: name, plainName: plainName, type: type.trimmedDescription, isOptional: isOptional, kind: kind,
                column: text(of: attribute?["name"]) ?? SnakeCase.convert(plainName) + suffix,
                isPrimaryKey: isModel && (isMarked || (!marksKey && name == "id" && !isOptional)),
                arguments: (attribute?.arguments ?? []).compactMap { argument in
                    guard let label = argument.label?.text, !handledHere.contains(label) else { return nil }
                    return (label, argument.expression.trimmedDescription)
                },
                role: attributes.column?["role"]?.expression.memberName,
                initialValue: binding.initializer?.value.trimmedDescription))
    }

    private mutating func kind(of name: String, _ type: TypeSyntax, _ attributes: Attributes) -> Property.Kind? {
        let (bare, isOptional) = type.unwrapped
        if let belongsTo = attributes.belongsTo {
            guard subject != .embeddable else {
                mistakes.append(Diagnostic(node: belongsTo.syntax, message: MacroMistake.embeddedReference(name)))
                return nil
            }
            guard bare.hasSuffix(".ID") else {
                mistakes.append(
                    Diagnostic(
                        node: type, message: MacroMistake.notAnID(name, type.trimmedDescription),
                        fixIt: ModelFixes.useID(of: type, bare, isOptional: isOptional)))
                return nil
            }
            return .reference(target: String(bare.dropLast(3)))
        }
        if let embedded = attributes.embedded {
            guard !isOptional else {
                mistakes.append(Diagnostic(node: type, message: MacroMistake.optionalEmbedded(name)))
                return nil
            }
            return .embedded(prefix: text(of: embedded["prefix"]) ?? "")
        }
        return .column
    }

    /// Finds arguments that do not go with the type or with each other.
    private mutating func check(_ name: String, _ type: String, isOptional: Bool, _ attributes: Attributes) {
        let attribute = attributes.column ?? attributes.belongsTo
        if isOptional, let argument = attribute?["primaryKey"], attribute?.isTrue("primaryKey") == true {
            mistakes.append(Diagnostic(node: argument, message: MacroMistake.optionalKey(name)))
        }
        guard let column = attributes.column else { return }
        if subject == .embeddable, column.isTrue("primaryKey"), let argument = column["primaryKey"] {
            mistakes.append(Diagnostic(node: argument, message: MacroMistake.embeddedKey(name)))
        }
        if let max = column["max"], Self.isNumeric(type) {
            mistakes.append(
                Diagnostic(
                    node: max, message: MacroMistake.unlimited(name, type + (isOptional ? "?" : "")),
                    fixIt: ModelFixes.remove(max, from: column.syntax)))
        }
        if column["computed"] != nil, let other = column["databaseDefault"] {
            mistakes.append(
                Diagnostic(
                    node: other, message: MacroMistake.computedDefault(name),
                    fixIt: ModelFixes.remove(other, from: column.syntax)))
        }
        guard let role = column["role"] else { return }
        switch role.expression.memberName {
        case "created", "updated":
            if type != "Date" { mistakes.append(wrongRole(role, name, "Date", type, isOptional)) }
        case "deleted":
            if type != "Date" || !isOptional { mistakes.append(wrongRole(role, name, "Date?", type, isOptional)) }
        case "version":
            if !Self.isInteger(type) || isOptional { mistakes.append(wrongRole(role, name, "Int", type, isOptional)) }
        default:
            mistakes.append(
                Diagnostic(node: role, message: MacroMistake.notWritten("role", "a case such as `.created`")))
        }
    }

    private func wrongRole(
        _ role: LabeledExprSyntax, _ name: String, _ expected: String, _ type: String, _ isOptional: Bool
    ) -> Diagnostic {
        let got = type + (isOptional ? "?" : "")
        return Diagnostic(
            node: role,
            message: MacroMistake.wrongRole(role.expression.trimmedDescription, name, expected: expected, got: got))
    }

    /// The text of an argument that the macro has to know.
    private mutating func text(of argument: LabeledExprSyntax?) -> String? {
        guard let argument else { return nil }
        guard let text = argument.expression.literalText else {
            if !argument.expression.is(NilLiteralExprSyntax.self) {
                mistakes.append(
                    Diagnostic(
                        node: argument.expression,
                        message: MacroMistake.notWritten(argument.label?.text ?? "", "a string literal")))
            }
            return nil
        }
        return text
    }

    static func isComputed(_ binding: PatternBindingSyntax) -> Bool {
        guard let accessors = binding.accessorBlock?.accessors else { return false }
        switch accessors {
        case .getter: return true
        case .accessors(let list):
            return list.contains { $0.accessorSpecifier.tokenKind == .keyword(.get) }
        }
    }

    private static func isInteger(_ type: String) -> Bool {
        ["Int", "UInt"].contains(type)
            || ["8", "16", "32", "64"].contains { type == "Int\($0)" || type == "UInt\($0)" }
    }

    /// Whether a type is a number or flag of the standard library, which has no characters to count.
    private static func isNumeric(_ type: String) -> Bool {
        ["Bool", "Double", "Float", "Decimal", "Date", "UUID"].contains(type) || isInteger(type)
    }
}

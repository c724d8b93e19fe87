import SwiftDiagnostics
import SwiftSyntax

/// The rules that an attribute of a member lists.
struct RuleArguments {
    /// The arguments that are rules.
    private static let labels: Set<String> = [
        "trim", "length", "range", "multipleOf", "count", "unique", "format", "oneOf",
    ]

    /// The rules as calls: `.length(1...200)`.
    private(set) var rules: [String] = []
    private(set) var mistakes: [Diagnostic] = []

    /// Reads an attribute that lists nothing else.
    init(of attribute: AttributeSyntax) {
        for argument in attribute.labeledArguments { _ = read(argument) }
    }

    init() {}

    /// Reads an argument; whether it is a rule.
    mutating func read(_ argument: LabeledExprSyntax) -> Bool {
        guard let label = argument.label?.text else { return false }
        let value = argument.expression
        if label == "pattern" {
            if let literal = value.as(RegexLiteralExprSyntax.self) {
                let source = String(reflecting: literal.regex.text)
                rules.append(".pattern(\(value.trimmedDescription), source: \(source))")
            } else {
                mistakes.append(
                    Diagnostic(
                        node: value, message: MacroMistake.notWritten("pattern", "a literal such as /^[a-z]+$/")))
            }
            return true
        }
        guard Self.labels.contains(label) else { return false }
        rules.append(".\(label)(\(value.trimmedDescription))")
        return true
    }
}

/// The rules of what a member holds.
struct ElementRules {
    /// The arguments of `FieldRules` that come behind its rules: `each: .init(.length(1...20))`.
    private(set) var arguments: [String] = []
    private(set) var mistakes: [Diagnostic] = []

    init(of attributes: [AttributeSyntax]) {
        let keys = attributes.filter { $0.isNamed("Keys") }
        let each = attributes.filter { $0.isNamed("Each") }
        for attribute in [keys.first, each.last].compactMap(\.self) where attribute.labeledArguments.isEmpty {
            mistakes.append(Diagnostic(node: attribute, message: MacroMistake.noElementRule(attribute.plainName)))
        }
        for other in keys.dropFirst() {
            mistakes.append(Diagnostic(node: other, message: MacroMistake.severalKeys))
        }
        if let keys = keys.first { arguments.append("keys: .init(\(rules(of: keys).joined(separator: ", ")))") }
        // The last is about the innermost elements.
        let elements = each.reversed().reduce(nil as String?) { inner, attribute in
            ".init(\((rules(of: attribute) + (inner.map { ["each: \($0)"] } ?? [])).joined(separator: ", ")))"
        }
        if let elements { arguments.append("each: \(elements)") }
    }

    private mutating func rules(of attribute: AttributeSyntax) -> [String] {
        let read = RuleArguments(of: attribute)
        mistakes += read.mistakes
        return read.rules
    }
}

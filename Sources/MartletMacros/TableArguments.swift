import SwiftDiagnostics
import SwiftSyntax

/// The arguments of `@Model`.
struct TableArguments {
    let name: String
    var namespace: String?
    /// What is handed on to the description of the table, as written.
    var others: [(label: String, value: String)] = []
    var isView = false
    private(set) var mistakes: [Diagnostic] = []

    init(of attribute: AttributeSyntax, on declaration: StructDeclSyntax) {
        var name: String?
        for argument in attribute.labeledArguments {
            guard let label = argument.label?.text else { continue }
            let value = argument.expression
            switch label {
            case "table", "schema":
                if let text = value.literalText {
                    if label == "table" { name = text } else { namespace = text }
                } else if !value.is(NilLiteralExprSyntax.self) {
                    mistakes.append(
                        Diagnostic(node: value, message: MacroMistake.notWritten(label, "a string literal")))
                }
            case "view":
                isView = value.trimmedDescription == "true"
                others.append(("isView", value.trimmedDescription))
            case "managed": others.append(("isManaged", value.trimmedDescription))
            default: others.append((label, value.trimmedDescription))
            }
        }
        self.name = name ?? SnakeCase.plural(SnakeCase.convert(declaration.name.text))
        // The order of the initialiser's parameters.
        let order = ["comment", "renamedFrom", "isManaged", "isView"]
        others.sort { (order.firstIndex(of: $0.label) ?? 0) < (order.firstIndex(of: $1.label) ?? 0) }
    }
}

import SwiftSyntax

/// The attributes of a property that Martlet's macros read, with their arguments as written.
struct Attributes {
    /// One of them.
    struct Attribute {
        let syntax: AttributeSyntax
        let arguments: [LabeledExprSyntax]

        subscript(_ label: String) -> LabeledExprSyntax? { arguments.first { $0.label?.text == label } }

        func isTrue(_ label: String) -> Bool { self[label]?.expression.trimmedDescription == "true" }
    }

    let column: Attribute?
    let belongsTo: Attribute?
    let embedded: Attribute?

    init(of variable: VariableDeclSyntax) {
        column = Self.find("Column", variable)
        belongsTo = Self.find("BelongsTo", variable)
        embedded = Self.find("Embedded", variable)
    }

    var marksPrimaryKey: Bool { column?.isTrue("primaryKey") == true || belongsTo?.isTrue("primaryKey") == true }

    /// All that are there.
    var all: [Attribute] { [column, belongsTo, embedded].compactMap(\.self) }

    /// A column that is a reference too as one attribute; `nil` where that does not take what the column says.
    var asOneReference: String? {
        guard let column, let belongsTo, embedded == nil else { return nil }
        let taken: Set = ["name", "index", "unique", "primaryKey", "comment", "renamedFrom"]
        guard !column.arguments.isEmpty, column.arguments.allSatisfy({ taken.contains($0.label?.text ?? "") }) else {
            return nil
        }
        let arguments = (belongsTo.arguments + column.arguments).map {
            $0.with(\.trailingComma, nil).trimmedDescription
        }
        return "@BelongsTo(\(arguments.joined(separator: ", ")))"
    }

    private static func find(_ name: String, _ variable: VariableDeclSyntax) -> Attribute? {
        for attribute in variable.attributes {
            guard let attribute = attribute.as(AttributeSyntax.self), attribute.isNamed(name) else { continue }
            return Attribute(syntax: attribute, arguments: attribute.labeledArguments)
        }
        return nil
    }
}

extension AttributeSyntax {
    /// Whether it has a name, perhaps behind that of its module.
    func isNamed(_ name: String) -> Bool {
        let written = attributeName.trimmedDescription
        return written == name || written.hasSuffix(".\(name)")
    }

    /// The arguments; none for an attribute without parentheses.
    var labeledArguments: [LabeledExprSyntax] {
        if case .argumentList(let list) = arguments { Array(list) } else { [] }
    }
}

extension ExprSyntax {
    /// The text of a string literal without interpolation; `nil` for anything else.
    var literalText: String? {
        self.as(StringLiteralExprSyntax.self)?.representedLiteralValue
    }

    /// The case that an implicit member expression such as `.created` names.
    var memberName: String? {
        self.as(MemberAccessExprSyntax.self)?.declName.baseName.text
    }
}

extension TypeSyntax {
    /// The type as written without its optionality, and whether it is optional.
    var unwrapped: (type: String, isOptional: Bool) {
        if let optional = self.as(OptionalTypeSyntax.self) { return (optional.wrappedType.trimmedDescription, true) }
        if let named = self.as(IdentifierTypeSyntax.self), named.name.text == "Optional",
            let argument = named.genericArgumentClause?.arguments.first
        {
            return (argument.argument.trimmedDescription, true)
        }
        return (trimmedDescription, false)
    }
}

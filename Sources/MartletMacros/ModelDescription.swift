import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// What `@Model` reads from a struct.
struct ModelDescription {
    struct Property {
        let name: String
        let type: String
        let column: String
        let isOptional: Bool
        let isPrimaryKey: Bool
        let isUnique: Bool
        let max: String?
        /// The model that a foreign key refers to.
        let target: String?
        let onDelete: String
    }

    struct HasMany {
        let name: String
        let target: String
    }

    var properties: [Property] = []
    var hasMany: [HasMany] = []

    var primaryKey: Property? { properties.first(where: \.isPrimaryKey) }

    /// Reads the members of a struct; mistakes are reported where they stand.
    init(reading declaration: StructDeclSyntax, in context: some MacroExpansionContext) {
        for member in declaration.memberBlock.members {
            guard let variable = member.decl.as(VariableDeclSyntax.self) else { continue }
            if variable.modifiers.contains(where: { $0.name.tokenKind == .keyword(.static) }) {
                readRelation(variable)
            } else {
                readProperty(variable, in: context)
            }
        }
        var seen: Set<String> = []
        for property in properties where !seen.insert(property.column).inserted {
            context.diagnose(Diagnostic(node: declaration.name, message: MacroMistake.twoColumns(property.column)))
        }
        if primaryKey == nil {
            context.diagnose(Diagnostic(node: declaration.name, message: MacroMistake.noPrimaryKey))
        }
    }

    private mutating func readProperty(_ variable: VariableDeclSyntax, in context: some MacroExpansionContext) {
        guard let binding = variable.bindings.first, !Self.isComputed(binding) else { return }
        guard variable.bindings.count == 1 else {
            context.diagnose(Diagnostic(node: variable, message: MacroMistake.severalNames()))
            return
        }
        guard let pattern = binding.pattern.as(IdentifierPatternSyntax.self) else { return }
        let name = pattern.identifier.text
        guard let type = binding.typeAnnotation?.type else {
            context.diagnose(Diagnostic(node: pattern, message: MacroMistake.missingType(name)))
            return
        }
        let typeText = type.trimmedDescription
        let column = Self.arguments(of: "Column", variable)
        let belongsTo = Self.arguments(of: "BelongsTo", variable)
        let arguments = belongsTo ?? column ?? [:]
        let isOptional = type.is(OptionalTypeSyntax.self)
        var target: String?
        if belongsTo != nil {
            let bare = isOptional ? String(typeText.dropLast()) : typeText
            guard bare.hasSuffix(".ID") else {
                context.diagnose(Diagnostic(node: type, message: MacroMistake.notAnID(name, typeText)))
                return
            }
            target = String(bare.dropLast(3))
        }
        let hasMarkedKey = arguments["primaryKey"] == "true"
        let isPrimaryKey = hasMarkedKey || (name == "id" && primaryKey == nil)
        if hasMarkedKey, let first = primaryKey {
            context.diagnose(Diagnostic(node: pattern, message: MacroMistake.twoPrimaryKeys(first.name, name)))
        }
        let defaultColumn = SnakeCase.convert(name) + (target == nil ? "" : "_id")
        properties.append(
            Property(
                name: name, type: typeText, column: Self.stringLiteral(arguments["name"]) ?? defaultColumn,
                isOptional: isOptional, isPrimaryKey: isPrimaryKey, isUnique: arguments["unique"] == "true",
                max: arguments["max"], target: target, onDelete: arguments["onDelete"] ?? ".restrict"))
    }

    private mutating func readRelation(_ variable: VariableDeclSyntax) {
        for binding in variable.bindings {
            guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text else { continue }
            let text =
                binding.typeAnnotation?.type.trimmedDescription
                ?? binding.initializer?.value.as(FunctionCallExprSyntax.self)?.calledExpression.trimmedDescription
            guard let text, text.hasPrefix("HasMany<"), text.hasSuffix(">") else { continue }
            hasMany.append(HasMany(name: name, target: String(text.dropFirst("HasMany<".count).dropLast())))
        }
    }

    private static func isComputed(_ binding: PatternBindingSyntax) -> Bool {
        guard let accessors = binding.accessorBlock?.accessors else { return false }
        switch accessors {
        case .getter: return true
        case .accessors(let list):
            return list.contains { $0.accessorSpecifier.tokenKind == .keyword(.get) }
        }
    }

    /// The arguments of an attribute as written; `nil` when the declaration does not have it.
    static func arguments(of name: String, _ variable: VariableDeclSyntax) -> [String: String]? {
        for attribute in variable.attributes {
            guard let attribute = attribute.as(AttributeSyntax.self),
                attribute.attributeName.trimmedDescription == name
            else { continue }
            var result: [String: String] = [:]
            if case .argumentList(let list) = attribute.arguments {
                for argument in list {
                    guard let label = argument.label?.text else { continue }
                    result[label] = argument.expression.trimmedDescription
                }
            }
            return result
        }
        return nil
    }

    static func stringLiteral(_ text: String?) -> String? {
        guard let text, text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
        return String(text.dropFirst().dropLast())
    }
}

/// Names in the style of databases.
enum SnakeCase {
    /// `unitPrice` becomes `unit_price`, `artistID` becomes `artist_id`.
    static func convert(_ name: String) -> String {
        let characters = Array(name)
        var result = ""
        for (index, character) in characters.enumerated() {
            if character.isUppercase {
                let previousIsLower = index > 0 && !characters[index - 1].isUppercase
                let nextIsLower = index + 1 < characters.count && characters[index + 1].isLowercase
                if index > 0, previousIsLower || nextIsLower, result.last != "_" { result += "_" }
                result += character.lowercased()
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// The plural of an English noun, good enough for table names.
    static func plural(_ name: String) -> String {
        if name.hasSuffix("y"), let before = name.dropLast().last, !"aeiou".contains(before) {
            return name.dropLast() + "ies"
        }
        for ending in ["s", "x", "z", "ch", "sh"] where name.hasSuffix(ending) { return name + "es" }
        return name + "s"
    }
}

import SwiftDiagnostics
import SwiftSyntax

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
    /// What is wrong with the struct; nothing can be written for it then.
    private(set) var mistakes: [Diagnostic] = []

    var primaryKey: Property? { properties.first(where: \.isPrimaryKey) }

    /// Reads the members of a struct.
    init(reading declaration: StructDeclSyntax) {
        for member in declaration.memberBlock.members {
            guard let variable = member.decl.as(VariableDeclSyntax.self) else { continue }
            if variable.modifiers.contains(where: { $0.name.tokenKind == .keyword(.static) }) {
                readRelation(variable)
            } else {
                readProperty(variable)
            }
        }
        var seen: Set<String> = []
        for property in properties where !seen.insert(property.column).inserted {
            mistakes.append(Diagnostic(node: declaration.name, message: MacroMistake.twoColumns(property.column)))
        }
        if primaryKey == nil {
            mistakes.append(
                Diagnostic(
                    node: declaration.name, message: MacroMistake.noPrimaryKey,
                    fixIt: ModelFixes.addKey(to: declaration)))
        }
    }

    private mutating func readProperty(_ variable: VariableDeclSyntax) {
        guard let binding = variable.bindings.first, !Self.isComputed(binding) else { return }
        guard variable.bindings.count == 1 else {
            mistakes.append(Diagnostic(node: variable, message: MacroMistake.severalNames()))
            return
        }
        guard let pattern = binding.pattern.as(IdentifierPatternSyntax.self) else { return }
        let name = pattern.identifier.text
        guard let type = binding.typeAnnotation?.type else {
            mistakes.append(Diagnostic(node: pattern, message: MacroMistake.missingType(name)))
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
                mistakes.append(
                    Diagnostic(
                        node: type, message: MacroMistake.notAnID(name, typeText),
                        fixIt: ModelFixes.useID(of: type, bare, isOptional: isOptional)))
                return
            }
            target = String(bare.dropLast(3))
        }
        if column != nil, belongsTo != nil {
            mistakes.append(Diagnostic(node: pattern, message: MacroMistake.twoKinds(name)))
        }
        if arguments["max"] != nil, Self.isNumeric(isOptional ? String(typeText.dropLast()) : typeText) {
            mistakes.append(Diagnostic(node: pattern, message: MacroMistake.unlimited(name, typeText)))
        }
        let hasMarkedKey = arguments["primaryKey"] == "true"
        let isPrimaryKey = hasMarkedKey || (name == "id" && primaryKey == nil)
        if hasMarkedKey, let first = primaryKey {
            mistakes.append(Diagnostic(node: pattern, message: MacroMistake.twoPrimaryKeys(first.name, name)))
        }
        if variable.bindingSpecifier.tokenKind == .keyword(.let), isPrimaryKey || binding.initializer != nil {
            let mistake = isPrimaryKey ? MacroMistake.constantKey(name) : .constantWithValue(name)
            mistakes.append(
                Diagnostic(
                    node: variable.bindingSpecifier, message: mistake, fixIt: ModelFixes.makeVariable(variable)))
        }
        let plainName = pattern.identifier.identifier?.name ?? name
        let defaultColumn = SnakeCase.convert(plainName) + (target == nil ? "" : "_id")
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
            guard let text, text.hasPrefix("HasMany") else { continue }
            guard text.hasPrefix("HasMany<"), text.hasSuffix(">") else {
                if text == "HasMany" || text == "HasMany.init" {
                    mistakes.append(Diagnostic(node: binding.pattern, message: MacroMistake.untypedRelation(name)))
                }
                continue
            }
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

    /// Whether a type is a number or flag of the standard library, which has no characters to count.
    private static func isNumeric(_ type: String) -> Bool {
        ["Bool", "Double", "Float", "Decimal"].contains(type) || type.hasPrefix("Int") || type.hasPrefix("UInt")
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

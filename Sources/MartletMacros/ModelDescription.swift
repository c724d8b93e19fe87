import SwiftDiagnostics
import SwiftSyntax

/// What `@Model` and `@Embeddable` read from a struct.
struct ModelDescription {
    /// A stored property and what stands in the table for it.
    struct Property {
        enum Kind {
            case column
            /// A foreign key to a model.
            case reference(target: String)
            /// The columns of another struct, with a prefix.
            case embedded(prefix: String)
        }

        let name: String
        /// The name without backticks, for labels and derived names.
        let plainName: String
        let type: String
        let isOptional: Bool
        let kind: Kind
        let column: String
        let isPrimaryKey: Bool
        /// What is handed on to the description of the column, as written.
        let arguments: [(label: String, value: String)]
        let role: String?
        /// The initial value, as written.
        let initialValue: String?

        var target: String? {
            if case .reference(let target) = kind { target } else { nil }
        }
        /// Whether its value is told: what the macro cannot read is not.
        var isTold: Bool {
            guard let access = arguments.first(where: { $0.label == "access" })?.value else { return true }
            return ["readWrite", "readOnly"].contains { access == ".\($0)" || access == "ColumnAccess.\($0)" }
        }
        var prefix: String? {
            if case .embedded(let prefix) = kind { prefix } else { nil }
        }
    }

    /// A relation that is declared by a static property.
    struct Relation {
        enum Kind: String, CaseIterable {
            case hasMany = "HasMany"
            case hasOne = "HasOne"
            case manyToMany = "ManyToMany"
            case reference = "Reference"
            case toAny = "BelongsToAny"
        }

        let name: String
        let kind: Kind
        let target: String
        /// The model in between, of a many-to-many relation.
        var through: String?
        /// Whether a reference may be missing.
        var isOptional = false
    }

    /// What kind of struct is read.
    enum Subject: Equatable {
        case model(isView: Bool)
        case embeddable
    }

    let subject: Subject
    var properties: [Property] = []
    var relations: [Relation] = []
    /// The names by which members are encoded, of those whose names are not the properties' own; `nil` without any.
    var codingNames: [(member: String, name: String)]?
    /// Whether it encodes itself by code of its own.
    var encodesItself = false
    var hasIndexes = false
    var hasConstraints = false
    /// What is wrong with the struct; nothing can be written for it then.
    var mistakes: [Diagnostic] = []

    /// The properties of the primary key, in their order.
    var primaryKey: [Property] { properties.filter(\.isPrimaryKey) }

    /// Reads the members of a struct.
    init(reading declaration: StructDeclSyntax, as subject: Subject = .model(isView: false)) {
        self.subject = subject
        if let generics = declaration.genericParameterClause {
            mistakes.append(Diagnostic(node: generics, message: MacroMistake.generic(declaration.name.text)))
        }
        let variables = Self.variables(of: declaration)
        let marksKey = variables.contains { Attributes(of: $0).marksPrimaryKey }
        for variable in variables where !variable.isStatic { readProperty(variable, marksKey: marksKey) }
        for variable in variables where variable.isStatic { readStatic(variable) }
        readCoding(declaration)
        var seen: Set<String> = []
        for property in properties where property.prefix == nil && !seen.insert(property.column).inserted {
            mistakes.append(Diagnostic(node: declaration.name, message: MacroMistake.twoColumns(property.column)))
        }
        var roles: [String: String] = [:]
        for property in properties {
            guard let role = property.role else { continue }
            if let first = roles.updateValue(property.plainName, forKey: role) {
                mistakes.append(
                    Diagnostic(
                        node: declaration.name, message: MacroMistake.twoRoles(role, first, property.plainName)))
            }
        }
        if case .model(isView: false) = subject, primaryKey.isEmpty, mistakes.isEmpty {
            mistakes.append(
                Diagnostic(
                    node: declaration.name, message: MacroMistake.noPrimaryKey,
                    fixIt: ModelFixes.addKey(to: declaration)))
        }
    }

    private static func variables(of declaration: StructDeclSyntax) -> [VariableDeclSyntax] {
        declaration.memberBlock.members.compactMap { $0.decl.as(VariableDeclSyntax.self) }
    }
}

extension VariableDeclSyntax {
    var isStatic: Bool { modifiers.contains { $0.name.tokenKind == .keyword(.static) } }
    var isLazy: Bool { modifiers.contains { $0.name.tokenKind == .keyword(.lazy) } }
    var isConstant: Bool { bindingSpecifier.tokenKind == .keyword(.let) }
}

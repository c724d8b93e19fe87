import SwiftDiagnostics
import SwiftSyntax

extension ModelDescription {
    /// Reads a static property: a relation, the indexes or the constraints.
    mutating func readStatic(_ variable: VariableDeclSyntax) {
        for binding in variable.bindings {
            guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text else { continue }
            switch name {
            case "indexes": hasIndexes = true
            case "constraints": hasConstraints = true
            default: readRelation(name, binding)
            }
        }
    }

    private mutating func readRelation(_ name: String, _ binding: PatternBindingSyntax) {
        let call = binding.initializer?.value.as(FunctionCallExprSyntax.self)
        let type = binding.typeAnnotation.map { Syntax($0.type) } ?? call.map { Syntax($0.calledExpression) }
        guard let type, let (kind, models) = Self.relation(type) else { return }
        let count = kind == .reference || kind == .toAny ? 2 : 1
        guard models.count == count, let target = models.last else {
            mistakes.append(Diagnostic(node: binding.pattern, message: MacroMistake.untypedRelation(name, kind)))
            return
        }
        var relation = Relation(name: name, kind: kind, target: target)
        switch kind {
        case .hasMany, .hasOne, .toAny: break
        case .manyToMany:
            let argument = call?.arguments.first { $0.label?.text == "through" }
            guard let text = argument?.expression.trimmedDescription, text.hasSuffix(".self") else {
                let node = argument.map { Syntax($0) } ?? Syntax(binding.pattern)
                mistakes.append(Diagnostic(node: node, message: MacroMistake.noThrough(name, target)))
                return
            }
            relation.through = String(text.dropLast(".self".count))
        case .reference:
            let columns = call?.arguments.filter { $0.label == nil }.compactMap(\.expression.keyPathProperty) ?? []
            relation.isOptional = properties.contains { $0.isOptional && columns.contains($0.plainName) }
        }
        relations.append(relation)
    }

    /// The kind and models of a type such as `HasMany<Album>`; `nil` for any other type.
    private static func relation(_ type: Syntax) -> (Relation.Kind, [String])? {
        let text = type.trimmedDescription
        for kind in Relation.Kind.allCases {
            if text == kind.rawValue || text == "\(kind.rawValue).init" { return (kind, []) }
            guard text.hasPrefix("\(kind.rawValue)<") else { continue }
            let arguments =
                type.as(GenericSpecializationExprSyntax.self)?.genericArgumentClause.arguments
                ?? type.as(IdentifierTypeSyntax.self)?.genericArgumentClause?.arguments
            guard let arguments else { continue }
            return (kind, arguments.map { $0.argument.trimmedDescription })
        }
        return nil
    }
}

extension ExprSyntax {
    /// The property that a key path such as `\.album` or `\Track.album` ends with.
    fileprivate var keyPathProperty: String? {
        self.as(KeyPathExprSyntax.self)?.components.last?.component.as(KeyPathPropertyComponentSyntax.self)?.declName
            .baseName.identifier?.name
    }
}

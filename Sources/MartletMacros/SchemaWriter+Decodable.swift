import SwiftSyntax

extension SchemaWriter {
    /// What coders of others read it by, and what asks for the rules first; nothing where the struct says so itself.
    func decoding(of declaration: StructDeclSyntax) -> [String] {
        guard !declaration.readsItself else { return [] }
        var members = [initializer]
        if !schema.members.isEmpty, !schema.hasNames, !declaration.hasCodingKeys {
            let cases = schema.members.map { "    case \($0.property)" }
            members.append("private enum CodingKeys: String, CodingKey {\n\(cases.joined(separator: "\n"))\n}")
        }
        return members
    }

    private var initializer: String {
        var lines = [
            "    if let input = try Self.input(from: decoder) {", "        self = input", "        return", "    }",
        ]
        if !schema.members.isEmpty {
            lines.append("    let container = try decoder.container(keyedBy: CodingKeys.self)")
        }
        for member in schema.members {
            let name = member.property
            let value = "self.\(name) = try container.member(\(type(of: member)).self, forKey: .\(name))"
            // A value that was stored before the member was there lacks it.
            lines.append(
                member.initialValue == nil ? "    \(value)" : "    if container.contains(.\(name)) { \(value) }")
        }
        return """
            \(access)init(from decoder: any Decoder) throws {
            \(lines.joined(separator: "\n"))
            }
            """
    }
}

extension SchemaDescription {
    /// Whether a member has another name in JSON.
    var hasNames: Bool { members.contains { $0.name != $0.plainProperty } }
}

extension StructDeclSyntax {
    /// Whether it has an `init(from:)` of its own.
    fileprivate var readsItself: Bool {
        memberBlock.members.contains { item in
            let parameters = item.decl.as(InitializerDeclSyntax.self)?.signature.parameterClause.parameters
            return parameters?.count == 1 && parameters?.first?.firstName.text == "from"
                && parameters?.first?.type.trimmedDescription.hasSuffix("Decoder") ?? false
        }
    }

    fileprivate var hasCodingKeys: Bool {
        memberBlock.members.contains { $0.decl.as(EnumDeclSyntax.self)?.name.text == "CodingKeys" }
    }
}

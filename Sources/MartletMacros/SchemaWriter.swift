/// Writes the members of the extension that makes a struct a `Schema`.
struct SchemaWriter {
    let schema: SchemaDescription
    let access: String

    /// The declarations, one text each.
    var members: [String] {
        [
            "\(access)static var schemaName: String { \(literal(schema.name)) }", rules, description, table, reading,
            writing, codingKeys,
        ].filter { !$0.isEmpty }
    }

    private func literal(_ text: String) -> String { String(reflecting: text) }

    /// Properties cannot be stored in an extension under names of their own: an enumeration holds them.
    private var rules: String {
        let constants = schema.members.filter { !$0.rules.isEmpty }.map { member in
            """
                static let \(member.property) = FieldRules<(\(member.type)).Constrained>(\(member.rules.joined(separator: ", ")))
            """
        }
        guard !constants.isEmpty else { return "" }
        return "private enum SchemaRules {\n\(constants.joined(separator: "\n"))\n}"
    }

    private func rules(of member: SchemaDescription.Member) -> String? {
        member.rules.isEmpty ? nil : "SchemaRules.\(member.property)"
    }

    private var description: String {
        let list = schema.members.map { member in
            var arguments = [literal(member.name), "(\(member.type)).self"]
            if let rules = rules(of: member) { arguments.append(rules) }
            if let value = member.initialValue { arguments.append("default: \(value)") }
            // In the order of the initialiser.
            arguments += ["description", "example", "deprecated", "access"].compactMap { label in
                member.notes.first { $0.hasPrefix("\(label):") }
            }
            return "        MemberSchema(\(arguments.joined(separator: ", "))),"
        }
        return """
            \(access)static let schema = ObjectSchema(
                name: schemaName, unknown: \(schema.unknown),
                members: [
            \(list.joined(separator: "\n"))
                ])
            """
    }

    private var table: String {
        let list = schema.members.map { member in
            let name = literal(member.name)
            if member.isReadOnly { return "        MemberTable.Member(readOnly: \(name))," }
            let ending = member.initialValue == nil ? "" : ", hasDefault: true"
            return "        MemberTable.Member(\(name), (\(member.type)).self\(ending)),"
        }
        return """
            \(access)static let memberTable = MemberTable(
                unknown: \(schema.unknown),
                [
            \(list.joined(separator: "\n"))
                ])
            """
    }

    private var reading: String {
        let taken = schema.members.enumerated().filter { !$0.element.isReadOnly }
        var lines = taken.map { "    var \($0.element.property): (\($0.element.type))?" }
        lines.append("    guard var progress = try reader.begin() else { return nil }")
        lines.append("    while let index = try reader.next(&progress, of: Self.memberTable) {")
        lines.append("        switch index {")
        for (index, member) in taken {
            let rules = rules(of: member).map { ", \($0)" } ?? ""
            lines.append(
                "        case \(index): \(member.property) = try reader.read((\(member.type)).self\(rules))")
        }
        lines.append("        default: break")
        lines.append("        }")
        lines.append("    }")
        let required = taken.filter { $0.element.initialValue == nil }.map { _, member in
            "let \(member.property) = \(member.property) ?? (\(member.type)).whenAbsent"
        }
        let conditions = ["reader.end(progress, of: Self.memberTable)"] + required
        lines.append("    guard \(conditions.joined(separator: ",\n        ")) else { return nil }")
        for (_, member) in taken {
            let assignment = "self.\(member.property) = \(member.property)"
            lines.append(
                member.initialValue == nil ? "    \(assignment)" : "    if let \(member.property) { \(assignment) }")
        }
        for member in schema.members where member.isReadOnly && member.initialValue == nil {
            lines.append("    self.\(member.property) = nil")
        }
        return """
            \(access)init?(members reader: inout JSONReader) throws(JSONSyntaxError) {
            \(lines.joined(separator: "\n"))
            }
            """
    }

    private var writing: String {
        let told = schema.members.filter { !$0.isWriteOnly }.map { member in
            "    writer.member(\(literal(literal(member.name) + ":")), \(member.property))"
        }
        return """
            \(access)func write(to writer: inout JSONWriter) {
                writer.beginObject()
            \(told.joined(separator: "\n"))
                writer.endObject()
            }
            """
    }

    /// For coders that are not of Martlet; only where names differ.
    private var codingKeys: String {
        guard schema.members.contains(where: { $0.name != $0.plainProperty }) else { return "" }
        let cases = schema.members.map { "    case \($0.property) = \(literal($0.name))" }
        return "private enum CodingKeys: String, CodingKey {\n\(cases.joined(separator: "\n"))\n}"
    }
}

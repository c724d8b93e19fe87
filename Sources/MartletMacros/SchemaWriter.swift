/// Writes what makes a struct a `Schema`.
struct SchemaWriter {
    let schema: SchemaDescription
    let access: String

    /// The declarations in the struct, one text each.
    var members: [String] { [types, rules, description, table].filter { !$0.isEmpty } }

    /// The declarations in its extension.
    var extensionMembers: [String] {
        ["\(access)static var schemaName: String { \(name) }", reading, writing, codingKeys].filter { !$0.isEmpty }
    }

    /// Whether what is known of it cannot be stored, but is looked up by its type.
    private var isGeneric: Bool { !schema.parameters.isEmpty }

    private var name: String {
        guard isGeneric else { return literal(schema.name) }
        let arguments = schema.parameters.map { "\($0).self" }
        return "GenericSchema.name(\(literal(schema.name)), of: \(arguments.joined(separator: ", ")))"
    }

    /// The types of members by their names, for the extension.
    private var types: String {
        let names = schema.members.map { "    typealias \($0.property) = \($0.type)" }
        return names.isEmpty ? "" : "private enum SchemaTypes {\n\(names.joined(separator: "\n"))\n}"
    }

    func type(of member: SchemaDescription.Member) -> String { "SchemaTypes.\(member.property)" }

    private func literal(_ text: String) -> String { String(reflecting: text) }

    /// A text as JSON (RFC 8259 §7).
    private func json(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\0"..<" ":
                "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2) + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    private var rules: String {
        var constants = schema.members.filter { !$0.rules.isEmpty }.map { member in
            """
                \(isGeneric ? "" : "static ")let \(member.property) = FieldRules<(\(member.type)).Constrained>(\(member.rules.joined(separator: ", ")))
            """
        }
        guard !constants.isEmpty else { return "" }
        guard isGeneric else { return "private enum SchemaRules {\n\(constants.joined(separator: "\n"))\n}" }
        constants.append("    static var all: Self { GenericSchema.constant(of: Self.self) { Self() } }")
        return "private struct SchemaRules: Sendable {\n\(constants.joined(separator: "\n"))\n}"
    }

    /// The rules of a member.
    /// - Parameter all: what those of all members are called.
    private func rules(of member: SchemaDescription.Member, in all: String) -> String? {
        member.rules.isEmpty ? nil : "\(isGeneric ? all : "SchemaRules").\(member.property)"
    }

    /// A constant of the type, as a declaration.
    private func constant(_ name: String, _ type: String, _ arguments: String) -> String {
        guard isGeneric else { return "\(access)static let \(name) = \(type)(\n\(arguments))" }
        return """
            \(access)static var \(name): \(type) {
                GenericSchema.constant(of: Self.self) {
                    \(type)(
            \(arguments))
                }
            }
            """
    }

    private var description: String {
        let list = schema.members.map { member in
            var arguments = [literal(member.name), "(\(member.type)).self"]
            if let rules = rules(of: member, in: "SchemaRules.all") { arguments.append(rules) }
            if let value = member.initialValue {
                arguments.append(member.isAlwaysTheSame ? "default: \(value)" : "hasDefault: true")
            }
            // In the order of the initialiser.
            arguments += ["description", "example", "deprecated", "access"].compactMap { label in
                member.notes.first { $0.hasPrefix("\(label):") }
            }
            return "        MemberSchema(\(arguments.joined(separator: ", "))),"
        }
        return constant(
            "schema", "ObjectSchema",
            """
                name: schemaName, unknown: \(schema.unknown),
                members: [
            \(list.joined(separator: "\n"))
                ]\(schema.isNamed && !isGeneric ? ", isNamed: true" : "")
            """)
    }

    /// What the reader looks up: where unknown members are passed over, those that are only told are unknown to it.
    private var known: [SchemaDescription.Member] {
        let passesOver = schema.unknown.split(separator: ".").last == "ignored"
        return schema.members.filter { !passesOver || !$0.isReadOnly }
    }

    private var table: String {
        let list = known.map { member in
            let name = literal(member.name)
            if member.isReadOnly { return "        MemberTable.Member(readOnly: \(name))," }
            let ending = member.initialValue == nil ? "" : ", hasDefault: true"
            return "        MemberTable.Member(\(name), (\(member.type)).self\(ending)),"
        }
        return constant(
            "memberTable", "MemberTable",
            """
                unknown: \(schema.unknown),
                [
            \(list.joined(separator: "\n"))
                ]
            """)
    }

    private var reading: String {
        let taken = known.enumerated().filter { !$0.element.isReadOnly }
        // Members may have the names of what stands here: values have numbers, and members a `self`.
        var lines = taken.map { "    var value\($0.offset): \(type(of: $0.element))?" }
        lines.append("    guard var progress = try reader.begin() else { return nil }")
        lines.append("    let table = Self.memberTable")
        if isGeneric, taken.contains(where: { !$0.element.rules.isEmpty }) {
            lines.append("    let rules = SchemaRules.all")
        }
        lines.append("    while let index = try reader.next(&progress, of: table) {")
        lines.append("        switch index {")
        for (index, member) in taken {
            let rules = rules(of: member, in: "rules").map { ", \($0)" } ?? ""
            lines.append(
                "        case \(index): value\(index) = try reader.read(\(type(of: member)).self\(rules))")
        }
        lines.append("        default: break")
        lines.append("        }")
        lines.append("    }")
        let required = taken.filter { $0.element.initialValue == nil }.map { index, member in
            "let value\(index) = value\(index) ?? \(type(of: member)).whenAbsent"
        }
        let conditions = ["reader.end(progress, of: table)"] + required
        lines.append("    guard \(conditions.joined(separator: ",\n        ")) else { return nil }")
        for (index, member) in taken {
            let assignment = "self.\(member.property) = value\(index)"
            lines.append(
                member.initialValue == nil ? "    \(assignment)" : "    if let value\(index) { \(assignment) }")
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
            "    writer.member(\(literal(json(member.name) + ":")), self.\(member.property))"
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
        guard schema.hasNames else { return "" }
        let cases = schema.members.map { "    case \($0.property) = \(literal($0.name))" }
        return "private enum CodingKeys: String, CodingKey {\n\(cases.joined(separator: "\n"))\n}"
    }
}

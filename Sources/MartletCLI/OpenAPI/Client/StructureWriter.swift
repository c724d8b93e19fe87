/// Writes a struct.
struct StructureWriter {
    struct Member {
        let member: TypeDeclaration.Member
        let type: SwiftType
        /// Whether it is there as null, where `nil` would leave it out.
        let sendsNull: Bool
        /// What the server takes for it where it is left out, as JSON.
        let initial: String?
        /// Whether it holds the struct itself.
        let isIndirect: Bool

        var name: String { member.swiftName }
        var parameter: String {
            let initial = type.isOptional ? "nil" : member.constant
            return "\(name): \(type.text)" + (initial.map { " = \($0)" } ?? "")
        }
        var assignment: String { "\(SwiftNames.ofSelf(name)) = \(name)" }
    }

    let declaration: TypeDeclaration
    let structure: TypeDeclaration.Structure
    let members: [Member]

    private var encodesItself: Bool { members.contains(where: \.sendsNull) || structure.additional != nil }

    /// Whether that of the compiler would not do.
    private var needsInitialiser: Bool { members.contains { $0.isIndirect || $0.member.constant != nil } }

    func write(to lines: inout SourceLines, isInternal: Bool) {
        let protocols = structure.isMultipart ? "Sendable, Hashable" : "Codable, Sendable, Hashable"
        lines.add("public struct \(declaration.name): \(protocols) {")
        for member in members { writeProperty(member, to: &lines) }
        if let additional = structure.additional {
            lines.add("/// Members of other names.", indent: 4)
            lines.add("public var additionalProperties: [String: \(additional.text)]", indent: 4)
        }
        // What the compiler would write itself is left to it.
        if !isInternal || structure.additional != nil || needsInitialiser {
            writeInitialiser(to: &lines)
        }
        if !structure.isMultipart,
            encodesItself || members.contains(where: { $0.member.name != $0.name.filter { $0 != "`" } })
        {
            writeKeys(to: &lines)
        }
        lines.add("}")
        if structure.isMultipart {
            lines.space()
            writeForm(to: &lines)
            return
        }
        guard encodesItself else { return }
        lines.space()
        lines.add("extension \(declaration.name) {")
        if let additional = structure.additional { writeDecoding(additional, to: &lines) }
        writeEncoding(to: &lines)
        lines.add("}")
    }

    private func writeProperty(_ member: Member, to lines: inout SourceLines) {
        lines.add(
            SwiftText.documentation(
                [
                    member.member.description, member.initial.map(SwiftText.initial),
                    member.member.isDeprecated ? "Deprecated." : nil,
                ], indent: 4))
        let wrapper = member.isIndirect ? "@Indirect " : ""
        lines.add("\(wrapper)public var \(member.name): \(member.type.text)", indent: 4)
    }

    private func writeInitialiser(to lines: inout SourceLines) {
        // What has one value is seldom said.
        let constants = members.filter { $0.member.constant != nil }
        var parameters = (members.filter { $0.member.constant == nil } + constants).map(\.parameter)
        if let additional = structure.additional {
            parameters.append("additionalProperties: [String: \(additional.text)] = [:]")
        }
        lines.space()
        lines.add(SwiftText.list("public init(", parameters, ") {", indent: 4))
        for member in members { lines.add(member.assignment, indent: 8) }
        if structure.additional != nil { lines.add("self.additionalProperties = additionalProperties", indent: 8) }
        lines.add("}", indent: 4)
    }

    private func writeKeys(to lines: inout SourceLines) {
        lines.space()
        lines.add("private enum CodingKeys: String, CodingKey {", indent: 4)
        for member in members {
            let isSame = member.member.name == member.name.filter { $0 != "`" }
            lines.add(
                "case \(member.name)\(isSame ? "" : " = " + SwiftText.literal(member.member.name))", indent: 8)
        }
        lines.add("}", indent: 4)
    }

    private func writeDecoding(_ additional: SwiftType, to lines: inout SourceLines) {
        lines.add("public init(from decoder: any Decoder) throws {", indent: 4)
        lines.add("let container = try decoder.container(keyedBy: CodingKeys.self)", indent: 8)
        for member in members {
            let call: String
            if case .optional(let wrapped) = member.type {
                call = "decodeIfPresent(\(wrapped.text).self"
            } else {
                call = "decode(\(member.type.text).self"
            }
            lines.add(
                "\(SwiftNames.ofSelf(member.name)) = try container.\(call), forKey: .\(member.name))", indent: 8)
        }
        lines.add("self.additionalProperties = [:]", indent: 8)
        lines.add("let others = try decoder.container(keyedBy: MemberKey.self)", indent: 8)
        lines.add("for key in others.allKeys where CodingKeys(stringValue: key.stringValue) == nil {", indent: 8)
        lines.add(
            "self.additionalProperties[key.stringValue] = try others.decode(\(additional.text).self, forKey: key)",
            indent: 12)
        lines.add("}", indent: 8)
        lines.add("}", indent: 4)
        lines.space()
    }

    private func writeEncoding(to lines: inout SourceLines) {
        lines.add("public func encode(to encoder: any Encoder) throws {", indent: 4)
        if structure.additional != nil {
            // First, so that a member of the description cannot be replaced.
            lines.add("var others = encoder.container(keyedBy: MemberKey.self)", indent: 8)
            lines.add("for (name, value) in self.additionalProperties {", indent: 8)
            lines.add("try others.encode(value, forKey: MemberKey(name))", indent: 12)
            lines.add("}", indent: 8)
        }
        lines.add("var container = encoder.container(keyedBy: CodingKeys.self)", indent: 8)
        for member in members {
            let call = member.type.isOptional && !member.sendsNull ? "encodeIfPresent" : "encode"
            lines.add(
                "try container.\(call)(\(SwiftNames.ofSelf(member.name)), forKey: .\(member.name))", indent: 8)
        }
        lines.add("}", indent: 4)
    }

    /// An initialiser of the form, and no method of the struct: whatever members are called, it hides none.
    private func writeForm(to lines: inout SourceLines) {
        lines.add("extension MultipartForm {")
        lines.add("init(_ body: \(declaration.name)) throws {", indent: 4)
        lines.add("self.init()", indent: 8)
        for member in members { lines.add(Self.addition(of: member.member), indent: 8) }
        lines.add("}", indent: 4)
        lines.add("}")
    }

    private static func addition(of member: TypeDeclaration.Member) -> String {
        let name = SwiftText.literal(member.name)
        let value = "body." + member.swiftName
        switch member.use.type {
        case .file: return "add(\(name), file: \(value))"
        case .array(.file): return "add(\(name), files: \(value))"
        default: return member.isText ? "add(\(name), \(value))" : "try add(\(name), json: \(value))"
        }
    }
}

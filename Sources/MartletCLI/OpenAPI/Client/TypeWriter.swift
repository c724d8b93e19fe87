/// Writes the types of a client.
struct TypeWriter {
    let model: ClientModel
    let usage: TypeUsage
    let isInternal: Bool
    private let containment: ContainmentGraph

    init(model: ClientModel, usage: TypeUsage, isInternal: Bool) {
        self.model = model
        self.usage = usage
        self.isInternal = isInternal
        containment = ContainmentGraph(model.types, leavingOutIndirect: true)
    }

    func source() -> String {
        var lines = SourceLines()
        for declaration in model.types {
            lines.space()
            write(declaration, to: &lines)
        }
        let needsFoundation = model.types.contains { declaration in
            switch declaration.content {
            case .structure(let structure):
                structure.members.contains(where: \.use.type.needsFoundation)
                    || structure.additional?.needsFoundation == true
            case .union(let union): union.cases.contains(where: \.type.needsFoundation)
            case .alias(let type): type.needsFoundation
            case .enumeration: false
            }
        }
        return (needsFoundation ? "public import Foundation\n\n" : "") + lines.text
    }

    private func write(_ declaration: TypeDeclaration, to lines: inout SourceLines) {
        lines.add(
            SwiftText.documentation([declaration.description, declaration.isDeprecated ? "Deprecated." : nil]))
        switch declaration.content {
        case .structure(let structure):
            StructureWriter(
                declaration: declaration, structure: structure, members: members(of: declaration, structure)
            )
            .write(to: &lines, isInternal: isInternal)
        case .enumeration(let enumeration): EnumerationWriter.write(declaration.name, enumeration, to: &lines)
        case .union(let union): UnionWriter.write(declaration.name, union, to: &lines)
        case .alias(let type): lines.add("public typealias \(declaration.name) = \(type.text)")
        }
    }

    /// The members as Swift has them, by which way their values travel.
    private func members(
        of declaration: TypeDeclaration, _ structure: TypeDeclaration.Structure
    ) -> [StructureWriter.Member] {
        let isSent = usage.sent.contains(declaration.name)
        let isReceived = usage.received.contains(declaration.name)
        return structure.members.map { member in
            let isMissing = (member.isReadOnly && isSent) || (member.isWriteOnly && isReceived)
            let isRequired = member.isRequired && !isMissing
            // Any JSON has a null of its own.
            let isNullable = member.use.isNullable && member.use.type != .json
            // What only comes back is never written, and null means there what is missing means.
            let isWritten = isSent || !isReceived
            let distinguishes = !isRequired && isNullable && isWritten && !structure.isMultipart
            let type: SwiftType =
                distinguishes
                ? .optional(.nullable(member.use.type))
                : isRequired && !isNullable ? member.use.type : member.use.type.optional
            return StructureWriter.Member(
                member: member, type: type, sendsNull: isRequired && isNullable && isWritten,
                isIndirect: member.use.type.embedded.contains {
                    containment.isCircle(declaration.name, holding: $0)
                })
        }
    }
}

/// Writes an enum of listed values.
enum EnumerationWriter {
    static func write(_ name: String, _ enumeration: TypeDeclaration.Enumeration, to lines: inout SourceLines) {
        let raw = enumeration.raw.text
        lines.add("public enum \(name): RawRepresentable, Codable, Sendable, Hashable, ParameterConvertible {")
        for (name, _) in enumeration.cases { lines.add("case \(name)", indent: 4) }
        lines.add("/// A value that the description does not list.", indent: 4)
        lines.add("case unknown(\(raw))", indent: 4)
        lines.space()
        lines.add("public init(rawValue: \(raw)) {", indent: 4)
        lines.add("switch rawValue {", indent: 8)
        for (name, literal) in enumeration.cases { lines.add("case \(literal): self = .\(name)", indent: 8) }
        lines.add("default: self = .unknown(rawValue)", indent: 8)
        lines.add("}", indent: 8)
        lines.add("}", indent: 4)
        lines.space()
        lines.add("public var rawValue: \(raw) {", indent: 4)
        lines.add("switch self {", indent: 8)
        for (name, literal) in enumeration.cases { lines.add("case .\(name): \(literal)", indent: 8) }
        lines.add("case .unknown(let value): value", indent: 8)
        lines.add("}", indent: 8)
        lines.add("}", indent: 4)
        lines.add("}")
    }
}

/// Writes an enum of alternatives.
enum UnionWriter {
    static func write(_ name: String, _ union: TypeDeclaration.Union, to lines: inout SourceLines) {
        lines.add("public \(union.isIndirect ? "indirect " : "")enum \(name): Codable, Sendable, Hashable {")
        for item in union.cases { lines.add("case \(item.name)(\(item.type.text))", indent: 4) }
        lines.add("/// None of the alternatives of the description.", indent: 4)
        lines.add("case unknown(JSONValue)", indent: 4)
        lines.space()
        lines.add("public init(from decoder: any Decoder) throws {", indent: 4)
        if let discriminator = union.discriminator {
            decode(union, by: SwiftText.literal(discriminator), to: &lines)
        } else {
            decode(union, to: &lines)
        }
        lines.add("}", indent: 4)
        lines.space()
        lines.add("public func encode(to encoder: any Encoder) throws {", indent: 4)
        encode(union, to: &lines)
        lines.add("}", indent: 4)
        lines.add("}")
    }

    private static func decode(_ union: TypeDeclaration.Union, by member: String, to lines: inout SourceLines) {
        lines.add("let container = try decoder.container(keyedBy: MemberKey.self)", indent: 8)
        lines.add("switch try container.decode(String.self, forKey: MemberKey(\(member))) {", indent: 8)
        for item in union.cases where !item.values.isEmpty {
            let values = item.values.map(SwiftText.literal).joined(separator: ", ")
            lines.add("case \(values): self = .\(item.name)(try \(item.type.text)(from: decoder))", indent: 8)
        }
        lines.add("default: self = .unknown(try JSONValue(from: decoder))", indent: 8)
        lines.add("}", indent: 8)
    }

    /// The alternatives in the order of what they need: the one that needs most comes first.
    private static func decode(_ union: TypeDeclaration.Union, to lines: inout SourceLines) {
        lines.add("let container = try decoder.singleValueContainer()", indent: 8)
        let order = union.cases.enumerated().sorted {
            ($1.element.requiredCount, $0.offset) < ($0.element.requiredCount, $1.offset)
        }
        for (position, item) in order.map(\.element).enumerated() {
            let start = position == 0 ? "if" : "} else if"
            lines.add("\(start) let value = try? container.decode(\(item.type.text).self) {", indent: 8)
            lines.add("self = .\(item.name)(value)", indent: 12)
        }
        lines.add("} else {", indent: 8)
        lines.add("self = .unknown(try container.decode(JSONValue.self))", indent: 12)
        lines.add("}", indent: 8)
    }

    private static func encode(_ union: TypeDeclaration.Union, to lines: inout SourceLines) {
        if union.discriminator == nil { lines.add("var container = encoder.singleValueContainer()", indent: 8) }
        lines.add("switch self {", indent: 8)
        for item in union.cases {
            if let discriminator = union.discriminator {
                lines.add("case .\(item.name)(let value):", indent: 8)
                lines.add("try value.encode(to: encoder)", indent: 12)
                // With several values the alternative says itself which it is.
                guard item.values.count == 1, let value = item.values.first else { continue }
                lines.add("var container = encoder.container(keyedBy: MemberKey.self)", indent: 12)
                lines.add(
                    "try container.encode(\(SwiftText.literal(value)), "
                        + "forKey: MemberKey(\(SwiftText.literal(discriminator))))", indent: 12)
            } else {
                lines.add("case .\(item.name)(let value): try container.encode(value)", indent: 8)
            }
        }
        let unknown = union.discriminator == nil ? "try container.encode(value)" : "try value.encode(to: encoder)"
        lines.add("case .unknown(let value): \(unknown)", indent: 8)
        lines.add("}", indent: 8)
    }
}

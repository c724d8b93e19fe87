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
        let fallback = union.cases.first(where: \.isFallback)
        let decode = fallback == nil ? "decode" : "decodeIfPresent"
        lines.add("let container = try decoder.container(keyedBy: MemberKey.self)", indent: 8)
        lines.add("switch try container.\(decode)(String.self, forKey: MemberKey(\(member))) {", indent: 8)
        for item in union.cases where !item.values.isEmpty {
            let values = item.values.map(SwiftText.literal).joined(separator: ", ")
            lines.add("case \(values): self = .\(item.name)(try \(item.type.text)(from: decoder))", indent: 8)
        }
        if let fallback {
            lines.add("default:", indent: 8)
            lines.add("if let value = try? \(fallback.type.text)(from: decoder) {", indent: 12)
            lines.add("self = .\(fallback.name)(value)", indent: 16)
            lines.add("} else {", indent: 12)
            lines.add("self = .unknown(try JSONValue(from: decoder))", indent: 16)
            lines.add("}", indent: 12)
        } else {
            lines.add("default: self = .unknown(try JSONValue(from: decoder))", indent: 8)
        }
        lines.add("}", indent: 8)
    }

    /// The alternatives in the order of what they need: the one that needs most comes first.
    private static func decode(_ union: TypeDeclaration.Union, to lines: inout SourceLines) {
        lines.add("let container = try decoder.singleValueContainer()", indent: 8)
        let order = union.cases.enumerated().sorted {
            ($1.element.rank, $0.offset) < ($0.element.rank, $1.offset)
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

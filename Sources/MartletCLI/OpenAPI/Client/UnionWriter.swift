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
        let others = union.cases.filter(\.isFallback)
        // With others the member may be missing, or be of another type.
        let word = others.isEmpty ? "try" : "try?"
        lines.add("let container = try decoder.container(keyedBy: MemberKey.self)", indent: 8)
        lines.add("switch \(word) container.decode(String.self, forKey: MemberKey(\(member))) {", indent: 8)
        for item in union.cases where !item.values.isEmpty {
            let values = item.values.map(SwiftText.literal).joined(separator: ", ")
            lines.add("case \(values): self = .\(item.name)(try \(item.type.text)(from: decoder))", indent: 8)
        }
        if others.isEmpty {
            lines.add("default: self = .unknown(try JSONValue(from: decoder))", indent: 8)
        } else {
            lines.add("default:", indent: 8)
            attempt(others, "JSONValue(from: decoder)", indent: 12, to: &lines) { "\($0)(from: decoder)" }
        }
        lines.add("}", indent: 8)
    }

    private static func decode(_ union: TypeDeclaration.Union, to lines: inout SourceLines) {
        lines.add("let container = try decoder.singleValueContainer()", indent: 8)
        attempt(union.cases, "container.decode(JSONValue.self)", indent: 8, to: &lines) {
            "container.decode(\($0).self)"
        }
    }

    /// Tries the cases in the order of what they need: the one that needs most comes first.
    private static func attempt(
        _ cases: [TypeDeclaration.UnionCase], _ unknown: String, indent: Int, to lines: inout SourceLines,
        _ value: (String) -> String
    ) {
        let order = cases.enumerated().sorted { ($1.element.rank, $0.offset) < ($0.element.rank, $1.offset) }
        for (position, item) in order.map(\.element).enumerated() {
            let start = position == 0 ? "if" : "} else if"
            lines.add("\(start) let value = try? \(value(item.type.text)) {", indent: indent)
            lines.add("self = .\(item.name)(value)", indent: indent + 4)
        }
        lines.add("} else {", indent: indent)
        lines.add("self = .unknown(try \(unknown))", indent: indent + 4)
        lines.add("}", indent: indent)
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

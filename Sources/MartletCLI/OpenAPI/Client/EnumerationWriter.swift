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

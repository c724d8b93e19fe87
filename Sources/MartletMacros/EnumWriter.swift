import SwiftSyntax

/// Writes what makes an enumeration a `SchemaUnion`.
struct EnumWriter {
    let description: EnumDescription
    let access: String

    private var cases: [EnumDescription.Case] { description.cases }

    /// The declarations in the enumeration, one text each.
    var members: [String] { [types, schema].filter { !$0.isEmpty } }

    /// The declarations in its extension.
    var extensionMembers: [String] { [values, keys, reading, writing, decoding, encoding] }

    private func literal(_ text: String) -> String { String(reflecting: text) }

    // MARK: In the enumeration, from where types are looked up

    private var types: String {
        let names = cases.enumerated().compactMap { index, each in
            each.payload.map { "    typealias payload\(index) = \($0.type)" }
        }
        return names.isEmpty ? "" : "private enum SchemaTypes {\n\(names.joined(separator: "\n"))\n}"
    }

    private var schema: String {
        let variants = cases.map { each in
            let type = each.payload.map { ", (\($0.type)).self" } ?? ""
            return "        UnionVariant(\(literal(each.value))\(type)),"
        }
        return """
            \(access)static let schema = UnionSchema(
                name: \(literal(description.name)), discriminator: \(literal(description.discriminator)),
                variants: [
            \(variants.joined(separator: "\n"))
                ]\(description.isNamed ? ", isNamed: true" : ""))
            """
    }

    // MARK: In the extension

    /// The cases by the discriminator, for coders of others.
    private var values: String {
        // Where a value is made up to see what a type asks for, it is the first.
        let simplestFirst = cases.filter { $0.payload == nil } + cases.filter { $0.payload != nil }
        let names = simplestFirst.map { "    case \($0.name) = \(literal($0.value))" }
        return """
            private enum SchemaCases: String, CaseIterable, Codable {
            \(names.joined(separator: "\n"))
            }
            """
    }

    private var keys: String {
        """
        private enum SchemaKeys: String, CodingKey {
            case discriminator = \(literal(description.discriminator))
        }
        """
    }

    /// The case with its struct.
    private func made(_ each: EnumDescription.Case, _ payload: String) -> String {
        guard let value = each.payload else { return "Self.\(each.name)" }
        return "Self.\(each.name)(\(value.label.map { "\($0): " } ?? "")\(payload))"
    }

    private var reading: String {
        let branches = cases.enumerated().map { index, each in
            guard each.payload != nil else {
                return "    case \(index)?: return try reader.noPayload(of: Self.schema) ? \(made(each, "")) : nil"
            }
            return """
                    case \(index)?:
                        guard let payload = try reader.payload(SchemaTypes.payload\(index).self, of: Self.schema) else { return nil }
                        return \(made(each, "payload"))
                """
        }
        return """
            \(access)static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Self? {
                switch try reader.variant(of: Self.schema) {
            \(branches.joined(separator: "\n"))
                default: return nil
                }
            }
            """
    }

    private var writing: String {
        let branches = cases.enumerated().map { index, each in
            each.payload == nil
                ? "    case .\(each.name): writer.variant(\(index), of: Self.schema)"
                : "    case .\(each.name)(let payload): writer.variant(\(index), payload, of: Self.schema)"
        }
        return """
            \(access)func write(to writer: inout JSONWriter) {
                switch self {
            \(branches.joined(separator: "\n"))
                }
            }
            """
    }

    private var decoding: String {
        let branches = cases.enumerated().map { index, each in
            let value = made(each, "try SchemaTypes.payload\(index)(from: decoder)")
            return "    case .\(each.name): self = \(value)"
        }
        return """
            \(access)init(from decoder: any Decoder) throws {
                if let input = try Self.input(from: decoder) {
                    self = input
                    return
                }
                let container = try decoder.container(keyedBy: SchemaKeys.self)
                switch try container.decode(SchemaCases.self, forKey: .discriminator) {
            \(branches.joined(separator: "\n"))
                }
            }
            """
    }

    private var encoding: String {
        let branches = cases.map { each in
            let value = "try container.encode(SchemaCases.\(each.name), forKey: .discriminator)"
            guard each.payload != nil else { return "    case .\(each.name): \(value)" }
            return """
                    case .\(each.name)(let payload):
                        \(value)
                        try payload.encode(to: encoder)
                """
        }
        return """
            \(access)func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: SchemaKeys.self)
                switch self {
            \(branches.joined(separator: "\n"))
                }
            }
            """
    }
}

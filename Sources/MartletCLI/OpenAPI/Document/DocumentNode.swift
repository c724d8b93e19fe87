/// A value and the JSON pointer (RFC 6901) that leads to it.
struct DocumentNode {
    let value: DocumentValue
    /// A URI fragment such as `#/components/schemas/User`.
    let pointer: String

    subscript(name: String) -> DocumentNode? {
        guard case .object(let members) = value.kind, let member = members[name] else { return nil }
        return DocumentNode(value: member, pointer: pointer + "/" + Self.escaped(name))
    }

    /// The members of an object in the order of the file; none of any other value.
    var members: [(name: String, node: DocumentNode)] {
        guard case .object(let members) = value.kind else { return [] }
        return members.names.compactMap { name in self[name].map { (name, $0) } }
    }

    /// The elements of an array; none of any other value.
    var elements: [DocumentNode] {
        guard case .array(let values) = value.kind else { return [] }
        return values.enumerated().map { DocumentNode(value: $1, pointer: "\(pointer)/\($0)") }
    }

    var string: String? { if case .string(let text) = value.kind { text } else { nil } }
    var number: Double? { if case .number(let number) = value.kind { number } else { nil } }
    var isTrue: Bool { if case .bool(true) = value.kind { true } else { false } }
    var isFalse: Bool { if case .bool(false) = value.kind { true } else { false } }
    var isObject: Bool { if case .object = value.kind { true } else { false } }

    /// The text of a reference; a member of this name that is no text is a member like others.
    var reference: String? { self["$ref"]?.string }

    static func escaped(_ name: String) -> String {
        name.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}

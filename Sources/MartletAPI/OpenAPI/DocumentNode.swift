import MartletCore

/// A part of a document, whose members keep their order.
indirect enum DocumentNode: Sendable, Equatable {
    case text(String)
    case flag(Bool)
    case number(Int)
    /// What is JSON already.
    case json(String)
    case list([DocumentNode])
    case object([Member])

    struct Member: Sendable, Equatable {
        let name: String
        let value: DocumentNode
    }

    /// An object without the members that are `nil`.
    static func object(_ members: KeyValuePairs<String, DocumentNode?>) -> DocumentNode {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// A reference to something that stands elsewhere in the document.
    static func reference(_ place: String) -> DocumentNode { .object(["$ref": .text("#/components/\(place)")]) }

    var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    var isEmpty: Bool {
        switch self {
        case .list(let list): list.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }

    subscript(name: String) -> DocumentNode? { members.first { $0.name == name }?.value }

    /// The object with a member at its end, or in the place of one that has the name.
    func with(_ name: String, _ value: DocumentNode?) -> DocumentNode {
        guard let value else { return self }
        let member = Member(name: name, value: value)
        guard let index = members.firstIndex(where: { $0.name == name }) else { return .object(members + [member]) }
        var members = members
        members[index] = member
        return .object(members)
    }
}

extension DocumentNode: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    init(stringLiteral value: String) { self = .text(value) }
    init(arrayLiteral elements: DocumentNode...) { self = .list(elements) }
}

// MARK: - JSON

extension DocumentNode {
    /// The document as JSON, in lines.
    var jsonText: String {
        var text = ""
        writeJSON(to: &text, indentation: "")
        return text + "\n"
    }

    private func writeJSON(to text: inout String, indentation: String) {
        switch self {
        case .text(let value): text += JSONText.quote(value)
        case .flag(let value): text += value ? "true" : "false"
        case .number(let value): text += String(value)
        case .json(let json): text += json
        case .list(let elements):
            Self.write(elements, "[", "]", to: &text, indentation) { element, text, inner in
                element.writeJSON(to: &text, indentation: inner)
            }
        case .object(let members):
            Self.write(members, "{", "}", to: &text, indentation) { member, text, inner in
                text += JSONText.quote(member.name) + ": "
                member.value.writeJSON(to: &text, indentation: inner)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], _ opening: String, _ closing: String, to text: inout String, _ indentation: String,
        _ write: (Element, inout String, String) -> Void
    ) {
        guard !elements.isEmpty else {
            text += opening + closing
            return
        }
        let inner = indentation + "  "
        text += opening
        for (index, element) in elements.enumerated() {
            text += (index == 0 ? "\n" : ",\n") + inner
            write(element, &text, inner)
        }
        text += "\n" + indentation + closing
    }
}

// MARK: - YAML

extension DocumentNode {
    /// The document as YAML 1.2, in blocks.
    var yamlText: String {
        var text = ""
        writeYAML(to: &text, indentation: "")
        return text
    }

    /// Writes the lines of a block; the first begins where the text ends.
    private func writeYAML(to text: inout String, indentation: String) {
        switch self {
        case .list(let elements) where !elements.isEmpty:
            for (index, element) in elements.enumerated() {
                text += (index == 0 ? "" : indentation) + "- "
                element.writeYAML(to: &text, indentation: indentation + "  ")
            }
        case .object(let members) where !members.isEmpty:
            for (index, member) in members.enumerated() {
                text += (index == 0 ? "" : indentation) + Self.yamlScalar(member.name) + ":"
                if case .text = member.value {
                    text += " "
                } else {
                    text += member.value.isBlock ? "\n\(indentation)  " : " "
                }
                member.value.writeYAML(to: &text, indentation: indentation + "  ")
            }
        default: text += yamlScalar + "\n"
        }
    }

    private var isBlock: Bool {
        switch self {
        case .list, .object: !isEmpty
        default: false
        }
    }

    /// What is no block; JSON is YAML too (YAML 1.2 §1.2).
    private var yamlScalar: String {
        switch self {
        case .text(let value): Self.yamlScalar(value)
        case .flag(let value): value ? "true" : "false"
        case .number(let value): String(value)
        case .json(let json): json
        case .list: "[]"
        case .object: "{}"
        }
    }

    /// A text without quotes only where no reader takes it for something else.
    private static func yamlScalar(_ text: String) -> String {
        let isPlain =
            text.utf8.count <= 100 && text.first.map { $0.isASCII && ($0.isLetter || $0 == "/") } == true
            && text.last != " "
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: " _-./,()".utf8.contains(byte)
                }
            }
        return isPlain && !reserved.contains(text.lowercased()) ? text : JSONText.quote(text)
    }

    /// What YAML 1.1 or 1.2 takes for something else than a text.
    private static let reserved: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
}

import Foundation

/// A value of a description, with the line that it stands on.
struct DocumentValue {
    enum Kind {
        case null
        case bool(Bool)
        case number(Double)
        case string(String)
        case array([DocumentValue])
        case object(DocumentMembers)
    }

    let kind: Kind
    let line: Int

    init(_ kind: Kind, line: Int = 0) {
        self.kind = kind
        self.line = line
    }

    /// The value as compact JSON with sorted members: equal values have equal texts.
    var text: String {
        switch kind {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let value): return Self.text(of: value)
        case .string(let value): return Self.quoted(value)
        case .array(let values): return "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            let texts = members.names.sorted().map { name in
                Self.quoted(name) + ":" + (members[name]?.text ?? "null")
            }
            return "{" + texts.joined(separator: ",") + "}"
        }
    }

    /// What the value is, for messages.
    var typeName: String {
        switch kind {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    static func text(of number: Double) -> String {
        if let integer = Int64(exactly: number) { return String(integer) }
        return String(number)
    }

    static func quoted(_ text: String) -> String {
        QuotedText.quoted(text) { scalar in
            guard scalar.value < 0x20 else { return nil }
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}

/// The members of an object in the order of the file.
struct DocumentMembers {
    private(set) var names: [String] = []
    private var values: [String: DocumentValue] = [:]

    subscript(name: String) -> DocumentValue? { values[name] }

    /// Adds a member; one that is there stays.
    mutating func add(_ name: String, _ value: DocumentValue) {
        guard values[name] == nil else { return }
        names.append(name)
        values[name] = value
    }
}

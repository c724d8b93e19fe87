import Foundation
import Yams

/// Reads YAML or JSON into values that know their lines.
///
/// Scalars are those of YAML 1.2's core schema, as OpenAPI asks: `yes` is a string, and every name is one. An alias
/// stands for a copy, so the number of copies is bounded: a few lines can otherwise stand for billions of values.
struct DocumentReader {
    static let maximumCopies = 20_000
    static let maximumDepth = 200

    let file: String
    /// A value takes a byte of the text at least, unless it is a copy.
    private var left: Int

    private init(file: String, text: String) {
        self.file = file
        left = text.utf8.count + Self.maximumCopies
    }

    /// - Throws: ``DocumentError`` with the line of what is wrong.
    static func read(_ text: String, file: String) throws -> DocumentValue {
        var reader = DocumentReader(file: file, text: text)
        let root: Node?
        do {
            root = try Parser(yaml: SurrogatePairs.joined(text), resolver: .basic).singleRoot()
        } catch let error as YamlError {
            throw reader.error(error)
        }
        guard let root else { throw DocumentError(file: file, line: nil, problem: "the file is empty") }
        return try reader.value(of: root, depth: 0)
    }

    private mutating func value(of node: Node, depth: Int) throws -> DocumentValue {
        let line = node.mark?.line ?? 0
        left -= 1
        guard left > 0 else {
            throw problem("aliases (`*name`) stand for more than \(Self.maximumCopies) copies of values", line)
        }
        guard depth <= Self.maximumDepth else {
            throw problem("values are nested more than \(Self.maximumDepth) deep", line)
        }
        switch node {
        case .scalar(let scalar): return DocumentValue(CoreScalar.kind(of: scalar), line: line)
        case .sequence(let sequence):
            return DocumentValue(.array(try sequence.map { try value(of: $0, depth: depth + 1) }), line: line)
        case .mapping(let mapping):
            return DocumentValue(.object(try members(of: mapping, depth: depth)), line: line)
        case .alias: throw problem("an alias that leads nowhere", line)
        }
    }

    private mutating func members(of mapping: Node.Mapping, depth: Int) throws -> DocumentMembers {
        var members = DocumentMembers()
        var merged: [DocumentMembers] = []
        for (key, node) in mapping {
            guard case .scalar(let name) = key else {
                throw problem("the name of a member is no text", key.mark?.line ?? 0)
            }
            let value = try value(of: node, depth: depth + 1)
            if name.string == "<<", name.style == .plain {
                merged += try sources(of: value)
            } else {
                members.add(name.string, value)
            }
        }
        for source in merged {
            for name in source.names { source[name].map { members.add(name, $0) } }
        }
        return members
    }

    /// What `<<` merges: an object, or several of which the first has precedence.
    private func sources(of value: DocumentValue) throws -> [DocumentMembers] {
        switch value.kind {
        case .object(let members): return [members]
        case .array(let values): return try values.flatMap(sources(of:))
        default: throw problem("`<<` merges objects, not \(value.typeName)", value.line)
        }
    }

    private func problem(_ text: String, _ line: Int) -> DocumentError {
        DocumentError(file: file, line: line == 0 ? nil : line, problem: text)
    }

    private func error(_ error: YamlError) -> DocumentError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.problem(problem, mark.line)
        case .duplicatedKeysInMapping(let names, let context):
            problem(
                "the same name twice in one object: " + names.map { "`\($0)`" }.joined(separator: ", "),
                context.mark.line)
        case .reader(let problem, let offset, _, let text):
            self.problem(problem, offset.map { text.prefix($0).count(where: \.isNewline) + 1 } ?? 0)
        default: problem("\(error)", 0)
        }
    }
}

/// The scalars of YAML 1.2's core schema (section 10.3).
private enum CoreScalar {
    static func kind(of scalar: Node.Scalar) -> DocumentValue.Kind {
        let text = scalar.string
        guard scalar.style == .plain, scalar.tag == .implicit else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return number(text).map { .number($0) } ?? .string(text)
        }
    }

    private static func number(_ text: String) -> Double? {
        if text.hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16).map { Double($0) } }
        if text.hasPrefix("0o") { return UInt64(text.dropFirst(2), radix: 8).map { Double($0) } }
        guard text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil else { return nil }
        return Double(text.hasSuffix(".") ? text + "0" : text)
    }
}

/// JSON writes a character beyond the basic plane as two escapes, which YAML does not know.
private enum SurrogatePairs {
    static func joined(_ text: String) -> String {
        guard text.contains("\\u") else { return text }
        return text.replacing(/(\\*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/) { match in
            // After an odd number of backslashes it is a backslash that is escaped, and no character.
            guard match.1.count.isMultiple(of: 2), let high = UInt32(match.2, radix: 16),
                let low = UInt32(match.3, radix: 16),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            else { return String(match.0) }
            return match.1 + String(Character(scalar))
        }
    }
}

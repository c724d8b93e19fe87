/// The lines of a `.env` file: `NAME=value`, `export NAME=value`, values in single or double quotes, `#` comments.
struct EnvironmentFile {
    private(set) var values: [String: String] = [:]
    /// Lines that are none of that, one sentence each.
    private(set) var problems: [String] = []

    init(_ text: String, path: String) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = Self.trimmed(line)
            guard !line.isEmpty, line.first != "#" else { continue }
            let assignment = line.hasPrefix("export ") ? Self.trimmed(line.dropFirst(7)) : line
            guard let mark = assignment.firstIndex(of: "=") else {
                problems.append("line \(index + 1) of \(path) has to be `NAME=value`, but has no `=`")
                continue
            }
            let name = Self.trimmed(assignment[..<mark])
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
                problems.append("line \(index + 1) of \(path) has to be `NAME=value`, but its name is no name")
                continue
            }
            let rest = Self.trimmed(assignment[assignment.index(after: mark)...])
            guard let value = Self.value(rest) else {
                problems.append("line \(index + 1) of \(path) has a quotation mark that is not closed")
                continue
            }
            values[String(name)] = value
        }
    }

    private static func value(_ text: Substring) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            guard let comment = text.firstRange(of: " #") else { return String(text) }
            return String(trimmed(text[..<comment.lowerBound]))
        }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst() {
            if isEscaped {
                result.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\", quote == "\"" {
                isEscaped = true
            } else if character == quote {
                return result
            } else {
                result.append(character)
            }
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}

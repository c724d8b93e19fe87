/// Pieces of source text.
enum SwiftText {
    static let lineLength = 120

    /// A text as a literal.
    static func literal(_ text: String) -> String {
        QuotedText.quoted(text) { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                "\\u{\(String(scalar.value, radix: 16))}"
            default: nil
            }
        }
    }

    /// A documentation comment of paragraphs, wrapped.
    static func documentation(_ paragraphs: [String?], indent: Int = 0) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        for paragraph in paragraphs.compactMap(\.self) {
            let texts = paragraph.split(omittingEmptySubsequences: false) { $0.isNewline }
            let trimmed = texts.map { trimmingEnd(clean($0)) }.drop { $0.isEmpty }
            guard let end = trimmed.lastIndex(where: { !$0.isEmpty }) else { continue }
            if !lines.isEmpty { lines.append("\(margin)///") }
            for line in trimmed[...end] { lines += wrapped(line, prefix: "\(margin)/// ") }
        }
        return lines
    }

    /// Without what is no visible character, such as marks that turn the direction of writing.
    private static func clean(_ line: Substring) -> String {
        var text = ""
        for scalar in line.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control: text += " "
            case .format, .lineSeparator, .paragraphSeparator: break
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// What documentation says of a value that may be left out.
    static func initial(_ value: String) -> String { "Left out, it is `\(value)`." }

    /// A text as the rest of one line of a comment.
    static func line(_ text: String) -> String { clean(text[...]) }

    private static func trimmingEnd(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func wrapped(_ line: String, prefix: String) -> [String] {
        guard !line.isEmpty else { return [trimmingEnd(prefix)] }
        guard prefix.count + line.count > lineLength else { return [prefix + line] }
        var lines: [String] = []
        var current = ""
        for word in line.split(separator: " ") {
            if !current.isEmpty, prefix.count + current.count + 1 + word.count > lineLength {
                lines.append(prefix + current)
                current = ""
            }
            current += (current.isEmpty ? "" : " ") + word
        }
        return lines + [prefix + current]
    }

    /// A case and its statements, on one line if they fit.
    static func item(_ pattern: String, _ statements: [String], indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        let line = "\(margin)\(pattern) \(statements.first ?? "")"
        if statements.count == 1, line.count <= lineLength { return [line] }
        return [margin + pattern] + statements.map { "\(margin)    \($0)" }
    }

    /// A type, the arguments of a generic one on a line of their own if it is long.
    static func generic(_ text: String, indent: Int) -> [String] {
        guard let start = text.firstIndex(of: "<"), text.hasSuffix(">") else {
            return [String(repeating: " ", count: indent) + text]
        }
        let arguments = String(text[text.index(after: start)...].dropLast())
        return list(String(text[...start]), [arguments], ">", indent: indent)
    }

    /// A declaration or a call with its arguments on one line if they fit, else each on its own.
    static func list(_ head: String, _ arguments: [String], _ tail: String, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        let line = margin + head + arguments.joined(separator: ", ") + tail
        if line.count <= lineLength || arguments.isEmpty { return [line] }
        let inner = margin + "    "
        let together = inner + arguments.joined(separator: ", ")
        if together.count <= lineLength { return [margin + head, together, margin + tail] }
        let last = arguments.count - 1
        return [margin + head]
            + arguments.enumerated().map { inner + $1 + ($0 == last ? "" : ",") } + [margin + tail]
    }
}

/// Collects lines of a file.
struct SourceLines {
    private(set) var lines: [String] = []

    mutating func add(_ text: String, indent: Int = 0) {
        lines.append(text.isEmpty ? "" : String(repeating: " ", count: indent) + text)
    }

    mutating func add(_ more: [String]) { lines += more }

    /// An empty line between two blocks.
    mutating func space() {
        if let last = lines.last, !last.isEmpty, !last.hasSuffix("{") { lines.append("") }
    }

    var text: String { lines.joined(separator: "\n") + "\n" }
}

/// A tag of a template's text: `{{> nav}}` has the kind `>` and the content `nav`.
struct TemplateTag: Equatable {
    /// The character after the opening braces; a space for variables.
    var kind: Character
    /// What stands after the kind, trimmed.
    var content: String
    /// Counted from 1.
    var line: Int
    /// Whether it is rendered whatever the values are: no section (`#`, `^`) is open around it.
    var isUnconditional: Bool

    /// The transforms of `{{number(price)}}`, outermost first.
    var transforms: [String] {
        let parts = content.split(separator: "(", omittingEmptySubsequences: false)
        return parts.dropLast().map { $0.trimmingSpaces() }
    }

    /// The name of the value that `{{number(price.gross)}}` shows.
    var variable: String {
        let inner = content.split(separator: "(", omittingEmptySubsequences: false).last ?? ""
        return inner.prefix { $0 != ")" && $0 != "}" }.trimmingSpaces()
    }

    /// All tags of a text in their order, comments left out.
    static func all(in text: String) -> [TemplateTag] {
        var scanner = Scanner(bytes: Array(text.utf8))
        var tags: [TemplateTag] = []
        while let tag = scanner.next() { tags.append(tag) }
        return tags
    }

    /// Walks over a text by bytes: tags hold ASCII names, and everything else is passed over.
    private struct Scanner {
        let bytes: [UInt8]
        var position = 0
        var line = 1
        /// The kinds of the tags that are open.
        var open: [Character] = []
        var opening = Array("{{".utf8)
        var closing = Array("}}".utf8)

        mutating func next() -> TemplateTag? {
            while let start = find(opening, from: position) {
                line += newlines(position..<start)
                let inside = start + opening.count
                guard let end = find(closing, from: inside) else { return nil }
                defer {
                    line += newlines(start..<end)
                    position = end + closing.count
                }
                guard end > inside else { continue }
                let marks = Set("#^/>{<&$!=%".utf8)
                let first = bytes[inside]
                let isMarked = marks.contains(first)
                let kind: Character = isMarked ? Character(UnicodeScalar(first)) : " "
                let content = String(decoding: bytes[(isMarked ? inside + 1 : inside)..<end], as: UTF8.self)
                    .trimmingSpaces()
                switch kind {
                case "!": continue
                case "=":
                    setDelimiters(content)
                    continue
                case "/": _ = open.popLast()
                default: break
                }
                let isUnconditional = !open.contains { $0 == "#" || $0 == "^" }
                if "#^$<".contains(kind) { open.append(kind) }
                return TemplateTag(kind: kind, content: content, line: line, isUnconditional: isUnconditional)
            }
            return nil
        }

        private mutating func setDelimiters(_ content: String) {
            let parts = content.split { $0 == " " || $0 == "=" }
            guard parts.count == 2 else { return }
            opening = Array(parts[0].utf8)
            closing = Array(parts[1].utf8)
        }

        private func find(_ needle: [UInt8], from start: Int) -> Int? {
            guard start + needle.count <= bytes.count else { return nil }
            return (start...(bytes.count - needle.count)).first {
                bytes[$0..<($0 + needle.count)].elementsEqual(needle)
            }
        }

        private func newlines(_ range: Range<Int>) -> Int { bytes[range].count { $0 == UInt8(ascii: "\n") } }
    }
}

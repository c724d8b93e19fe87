/// A pattern of text, in the forms of `LIKE` and of SQLite's `GLOB`.
struct LikePattern: Sendable {
    /// For `LIKE … ESCAPE '\'`.
    let like: String
    /// For `GLOB`, which SQLite has for patterns that tell cases apart.
    let glob: String

    /// A text with anything before and after it.
    init(before: Bool, _ text: String, after: Bool) {
        var like = before ? "%" : ""
        var glob = before ? "*" : ""
        for character in text.unicodeScalars {
            if character == "%" || character == "_" || character == "\\" { like.unicodeScalars.append("\\") }
            like.unicodeScalars.append(character)
            Self.append(character, toGlob: &glob)
        }
        self.like = after ? like + "%" : like
        self.glob = after ? glob + "*" : glob
    }

    /// A pattern of `LIKE` whose escape character is `\`.
    init(_ pattern: String) {
        var glob = ""
        var isEscaped = false
        for character in pattern.unicodeScalars {
            switch character {
            case _ where isEscaped:
                Self.append(character, toGlob: &glob)
                isEscaped = false
            case "\\": isEscaped = true
            case "%": glob.unicodeScalars.append("*")
            case "_": glob.unicodeScalars.append("?")
            default: Self.append(character, toGlob: &glob)
            }
        }
        // PostgreSQL refuses a pattern whose last character escapes nothing.
        like = isEscaped ? pattern + "\\" : pattern
        self.glob = isEscaped ? glob + "\\" : glob
    }

    private static func append(_ character: Unicode.Scalar, toGlob glob: inout String) {
        if character == "*" || character == "?" || character == "[" {
            glob.unicodeScalars.append(contentsOf: ["[", character, "]"])
        } else {
            glob.unicodeScalars.append(character)
        }
    }
}

extension SQLNode {
    /// Whether a text is as a pattern.
    static func like(_ node: SQLNode, _ pattern: LikePattern, ignoringCase: Bool) -> SQLNode {
        .infix { writer in
            switch (writer.family, ignoringCase) {
            case (.sqlite, false):
                writer.operand(node)
                writer.text(" GLOB ")
                return writer.bind(.text(pattern.glob))
            case (.mysql, true), (.sqlite, true):
                // SQLite's own `lower` knows ASCII alone.
                let lower = writer.family == .sqlite ? "martlet_lower" : "lower"
                writer.call(lower, [node])
                writer.text(" LIKE ")
                writer.text(lower)
                writer.text("(")
                writer.bind(.text(pattern.like))
                writer.text(")")
            case (.postgres, true):
                writer.operand(node)
                writer.text(" ILIKE ")
                writer.bind(.text(pattern.like))
            case (.mysql, false), (.postgres, false):
                writer.operand(node)
                writer.text(" LIKE ")
                writer.bind(.text(pattern.like))
            }
            writer.text(" ESCAPE '\\'")
        }
    }
}

/// Literals of texts, in Swift and in JSON, which differ in few escapes.
enum QuotedText {
    /// A text between quotes.
    /// - Parameter escape: what stands for a character besides those that both languages escape alike; `nil` for the
    ///   character itself.
    static func quoted(_ text: String, _ escape: (Unicode.Scalar) -> String?) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if let escaped = escape(scalar) { result += escaped } else { result.unicodeScalars.append(scalar) }
            }
        }
        return result + "\""
    }
}

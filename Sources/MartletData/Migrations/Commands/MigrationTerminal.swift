/// Where migrations print and ask.
struct MigrationTerminal: Sendable {
    /// Prints a line.
    let print: @Sendable (String) -> Void
    /// Reads a line; `nil` where nobody sits at the terminal.
    let readLine: (@Sendable () -> String?)?

    /// Asks for an answer.
    /// - Throws: ``MigrationError`` when there is none.
    func ask(_ question: String) throws -> String {
        print(question)
        let line = readLine?() ?? ""
        let answer = line.drop(while: \.isWhitespace)
        guard let end = answer.lastIndex(where: { !$0.isWhitespace }) else {
            throw MigrationError("no answer; nothing was written")
        }
        return String(answer[...end])
    }

    /// Asks a question that is answered by yes or no.
    func confirm(_ question: String) throws -> Bool {
        for _ in 0..<3 {
            switch try ask(question + " [yes/no]").lowercased() {
            case "y", "yes": return true
            case "n", "no": return false
            default: print("expected yes or no")
            }
        }
        throw MigrationError("no answer of yes or no; nothing was written")
    }
}

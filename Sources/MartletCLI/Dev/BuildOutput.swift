/// What a person wants to see of a build: the compiler's messages, each once, without the progress.
enum BuildOutput {
    static func messages(in output: String) -> String {
        var seen: Set<Substring> = []
        var lines: [Substring] = []
        var isRepeated = false
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            // The compiler and the emission of a module's interface may both report one mistake.
            if isMessage(line) { isRepeated = !seen.insert(line).inserted }
            guard !isRepeated, !isProgress(line) else { continue }
            lines.append(line)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        return lines.joined(separator: "\n")
    }

    /// `file.swift:3:5: error: …`, or `error: …` of the package manager.
    private static func isMessage(_ line: Substring) -> Bool {
        ["error: ", "warning: ", "note: "].contains { line.hasPrefix($0) || line.contains(": " + $0) }
    }

    private static func isProgress(_ line: Substring) -> Bool {
        if ["Building for ", "Build complete!", "Planning build", "Compiling plugin", "Building plugin"].contains(
            where: {
                line.hasPrefix($0)
            })
        {
            return true
        }
        guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return false }
        let counts = line[line.index(after: line.startIndex)..<end].split(
            separator: "/", omittingEmptySubsequences: false)
        return counts.count == 2 && counts.allSatisfy { Int($0) != nil }
    }
}

/// Suggests the word that somebody probably meant.
package enum NearMatch {
    /// `; did you mean …?` for the nearest candidate, or nothing when none is near.
    package static func hint(for word: String, among candidates: some Sequence<String>) -> String {
        find(word, among: candidates).map { "; did you mean `\($0)`?" } ?? ""
    }

    /// The candidate with the fewest edits, if those are at most a third of the word.
    package static func find(_ word: String, among candidates: some Sequence<String>) -> String? {
        let ranked = candidates.map { ($0, distance(Array(word.lowercased()), Array($0.lowercased()))) }
        guard let (best, edits) = ranked.min(by: { $0.1 < $1.1 }), edits <= max(1, word.count / 3) else { return nil }
        return best
    }

    /// The optimal string alignment distance: insertions, deletions, replacements, swaps of neighbours.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var rows = [Array(0...b.count)]
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, rows[i - 2][j - 2] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}

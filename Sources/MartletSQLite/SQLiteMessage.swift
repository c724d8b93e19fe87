import MartletData

/// What SQLite's words, and the statement, say of the place of a mistake.
struct SQLiteMessage {
    private(set) var table: String?
    private(set) var columns: [String] = []
    private(set) var constraint: String?

    /// - Parameters:
    ///   - message: such as `UNIQUE constraint failed: albums.title, albums.artist_id`.
    ///   - kind: what kind of mistake it is.
    ///   - sql: the statement, which alone names the table of a foreign key and of a check.
    init(_ message: String, kind: DatabaseError.Kind, sql: String) {
        let marker = "constraint failed: "
        if let end = message.firstRange(of: marker)?.upperBound {
            let rest = message[end...]
            switch kind {
            case .check: constraint = String(rest)
            case .unique where rest.hasPrefix("index '"):
                constraint = String(rest.dropFirst("index '".count).prefix { $0 != "'" })
            default: readColumns(rest)
            }
        } else if kind == .value, let at = message.firstRange(of: " column ")?.upperBound {
            // "cannot store TEXT value in INTEGER column albums.year"
            readColumns(message[at...])
        }
        switch kind {
        case .unique, .foreignKey, .check, .notNull: if table == nil { table = Self.table(of: sql) }
        default: break
        }
    }

    private mutating func readColumns(_ text: Substring) {
        for part in text.split(separator: ",") {
            let names = part.drop { $0 == " " }.split(separator: ".", maxSplits: 1)
            guard names.count == 2 else { continue }
            table = table ?? String(names[0])
            columns.append(String(names[1]))
        }
    }

    /// The table that a statement writes to: `INSERT INTO "albums"…`, `UPDATE "albums"…`, `DELETE FROM "albums"…`.
    static func table(of sql: String) -> String? {
        var rest = sql[...]
        func word() -> Substring? {
            rest = rest.drop { $0.isWhitespace }
            guard let first = rest.first else { return nil }
            if first == "\"" || first == "`" {
                let end = rest.dropFirst().firstIndex(of: first) ?? rest.endIndex
                defer { rest = end < rest.endIndex ? rest[rest.index(after: end)...] : rest[end...] }
                return rest[rest.index(after: rest.startIndex)..<end]
            }
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            rest = rest[word.endIndex...]
            return word
        }
        guard let verb = word()?.uppercased() else { return nil }
        switch verb {
        case "INSERT", "REPLACE", "DELETE":
            var next = word()?.uppercased()
            if next == "OR" {
                _ = word()
                next = word()?.uppercased()
            }
            guard next == "INTO" || next == "FROM" else { return nil }
        case "UPDATE": break
        default: return nil
        }
        return word().flatMap { $0.isEmpty ? nil : String($0) }
    }
}

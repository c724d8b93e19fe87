import MartletData

/// What the server's words, and the statement, say of the place of a mistake.
struct MySQLMessage {
    private(set) var words: String
    private(set) var table: String?
    private(set) var columns: [String] = []
    private(set) var constraint: String?

    init(_ message: String, code: Int, sql: String?) {
        words = message
        // The session's quotes are those of the standard.
        let message = message.replacing("\"", with: "`")
        switch code {
        case 1022, 1062, 1169, 1586:
            // "Duplicate entry 'Queen' for key 'artists.name'": the value is not repeated.
            guard let key = Self.last(in: message, between: " for key '", and: "'") else { break }
            words = "Duplicate entry for key '\(key)'"
            // MySQL 8 writes the table in front.
            constraint = key.split(separator: ".").last.map(String.init)
        case 1216, 1217, 1451, 1452:
            // "… fails (`shop`.`albums`, CONSTRAINT `albums_artist` FOREIGN KEY (`artist_id`) REFERENCES …)"
            if let place = Self.last(in: message, between: "fails (", and: ", CONSTRAINT") {
                table = Self.names(place).last
            }
            constraint = Self.last(in: message, between: "CONSTRAINT `", and: "`")
            columns = Self.last(in: message, between: "FOREIGN KEY (", and: ")").map { Self.names($0) } ?? []
        case 4025:
            // "CONSTRAINT `price` failed for `shop`.`albums`"
            constraint = Self.last(in: message, between: "CONSTRAINT `", and: "` failed for ")
            table = message.firstRange(of: "failed for ").flatMap { Self.names(String(message[$0.upperBound...])).last }
        case 3819: constraint = Self.last(in: message, between: "constraint '", and: "'")
        case 1048, 1264, 1265, 1364, 1366, 1406, 4076:
            for (start, end) in [("olumn '", "'"), ("ield '", "'"), ("column `", "` at row")] {
                guard let found = Self.last(in: message, between: start, and: end) else { continue }
                let names = found.split(separator: "`.`").map(String.init)
                columns = names.last.map { [$0] } ?? []
                break
            }
            // "Incorrect integer value: 'x' for column …": the value is not repeated.
            if let colon = message.firstRange(of: " value: "), let behind = message.firstRange(of: " for column") {
                guard colon.upperBound <= behind.lowerBound else { break }
                words = message[..<colon.lowerBound] + " value" + message[behind.lowerBound...]
            }
        case 1292, 1300, 1411, 1525:
            // "Truncated incorrect INTEGER value: 'x'", "Invalid utf8mb4 character string: 'x'",
            // "Incorrect datetime value: 'x' for column …": the value is not repeated.
            guard let colon = message.firstRange(of: ": '") else { break }
            words = String(message[..<colon.lowerBound])
            if let behind = message.ranges(of: " for column ").last, behind.lowerBound > colon.upperBound {
                words += message[behind.lowerBound...]
                columns =
                    Self.last(in: message, between: "column `", and: "` at row").map { found in
                        found.split(separator: "`.`").last.map { [String($0)] } ?? []
                    } ?? []
            }
        default: return
        }
        if table == nil { table = sql.flatMap { Self.table(of: $0) } }
    }

    /// The last text between two marks.
    private static func last(in message: String, between start: String, and end: String) -> String? {
        guard let from = message.ranges(of: start).last?.upperBound,
            let to = message[from...].firstRange(of: end)?.lowerBound
        else { return nil }
        return String(message[from..<to])
    }

    /// The names in backquotes of a list or path.
    private static func names(_ text: String) -> [String] {
        text.split(separator: "`").filter { !$0.allSatisfy { ".,() ".contains($0) } }.map(String.init)
    }

    /// The table that a statement writes to.
    static func table(of sql: String) -> String? {
        let words = sql.prefix(300).split(maxSplits: 5) { $0 == " " || $0 == "\n" || $0 == "(" }
        guard let verb = words.first?.uppercased() else { return nil }
        let place: Int
        switch verb {
        case "INSERT", "REPLACE", "DELETE":
            guard let at = words.firstIndex(where: { ["INTO", "FROM"].contains($0.uppercased()) }) else { return nil }
            place = at + 1
        case "UPDATE": place = 1
        default: return nil
        }
        guard words.indices.contains(place) else { return nil }
        let name = words[place].split(separator: ".").last ?? words[place]
        return String(name.filter { $0 != "\"" && $0 != "`" })
    }
}

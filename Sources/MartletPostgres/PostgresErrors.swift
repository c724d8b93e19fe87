import CMartletPostgres
import MartletData

/// Turns what the server and libpq say into ``DatabaseError``.
enum PostgresErrors {
    /// The error of a result that is one.
    static func error(_ result: OpaquePointer, sql: String?) -> DatabaseError {
        func field(_ code: Int32) -> String? { PQresultErrorField(result, code).map { String(cString: $0) } }
        let code = field(fieldCode("C"))
        guard code != nil else {
            // Not the server's words but libpq's, who has lost it.
            let words = PQresultErrorMessage(result).map { trimmed(String(cString: $0)) } ?? "no answer"
            return DatabaseError(
                .connection,
                "the connection to PostgreSQL was lost: \(words); what it ran may or may not have happened", sql: sql)
        }
        var message =
            field(fieldCode("M")) ?? PQresultErrorMessage(result).map { trimmed(String(cString: $0)) }
            ?? "unknown error"
        // "invalid input syntax for type integer: "x"": what is wrong with data (class 22) is said with the value.
        if code?.hasPrefix("22") == true { message = withoutQuoted(message) }
        if let hint = field(fieldCode("H")) { message += "; \(hint)" }
        // The server's own words do not say how to go on.
        if code == "25P02" {
            message += "; what may fail inside a transaction stands in a savepoint: `try await tx.transaction { … }`"
        }
        // The detail holds values, of which the error has only the columns.
        var columns = columnNames(field(fieldCode("D")))
        if columns.isEmpty, let column = field(fieldCode("c")) { columns = [column] }
        return DatabaseError(
            kind(code, severity: field(fieldCode("V"))), message, table: field(fieldCode("t")), columns: columns,
            constraint: field(fieldCode("n")),
            code: code, sql: sql)
    }

    /// The words without what stands in quotes, whatever it contains.
    static func withoutQuoted(_ message: String) -> String {
        guard let first = message.utf8.firstIndex(of: UInt8(ascii: "\"")),
            let last = message.utf8.lastIndex(of: UInt8(ascii: "\"")), first < last
        else { return message }
        return message[...first] + "…" + message[last...]
    }

    /// Whether a prepared statement no longer fits its tables, or is not there any more.
    static func isStale(_ result: OpaquePointer) -> Bool {
        func field(_ code: Int32) -> String? { PQresultErrorField(result, code).map { String(cString: $0) } }
        switch field(fieldCode("C")) {
        case "26000": return true
        // The name of the server's function is the same in every language, as the message is not.
        case "0A000": return field(fieldCode("R")) == "RevalidateCachedQuery"
        default: return false
        }
    }

    /// What libpq calls `PG_DIAG_…`: a letter each.
    private static func fieldCode(_ letter: Unicode.Scalar) -> Int32 { Int32(letter.value) }

    /// The columns of a detail such as `Key (email, shop)=(a@b, 3) already exists.`, whatever its language.
    static func columnNames(_ detail: String?) -> [String] {
        guard let detail, let open = detail.firstIndex(of: "("), let close = detail.firstRange(of: ")=(")
        else { return [] }
        let start = detail.index(after: open)
        guard start < close.lowerBound else { return [] }
        return detail[start..<close.lowerBound].split(separator: ",").map { name in
            let name = name.trimmingPrefix { $0 == " " }
            guard name.utf8.first == 0x22, name.utf8.last == 0x22, name.utf8.count > 1 else { return String(name) }
            return name.unquoted("\"")
        }
    }

    /// Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>
    /// - Parameter severity: the server's word for it, in English: after `FATAL` the connection is gone.
    static func kind(_ code: String?, severity: String? = nil) -> DatabaseError.Kind {
        switch code {
        case "23505": .unique
        // Fewer or more values than placeholders, or messages that the two sides do not agree on.
        case "08P01": severity == "FATAL" || severity == "PANIC" ? .connection : .statement
        case "23503", "23001": .foreignKey
        case "23502": .notNull
        case "23514", "44000": .check
        case "23P01": .exclusion
        case "55P03", "55006": .busy
        case "40P01": .deadlock
        case "25006": .readOnly
        case "57014": .timeout
        case "40003": .unknownOutcome
        case "0A000": .unsupported
        case "53100", "53200": .full
        case "53300", "57P01", "57P02", "57P03", "57P05", "25P03", "3D000": .connection
        case let code?:
            switch code.prefix(2) {
            case "08": .connection
            case "22": .value
            case "28": .authentication
            case "40": .serialization
            default: .statement
            }
        case nil: .statement
        }
    }

    /// The error of an attempt to connect, from libpq's words in which the SQLSTATE stands behind `FATAL:`.
    static func connecting(_ message: String, to place: String) -> DatabaseError {
        var lines: [Substring] = []
        var code: String?
        for line in message.split(whereSeparator: \.isNewline) where !line.hasPrefix("LOCATION:") {
            var line = line
            if let match = line.firstMatch(of: #/[A-Z]+: +([0-9A-Z]{5}): /#) {
                code = String(match.1)
                line = line[match.range.upperBound...]
            }
            lines.append(line)
        }
        let words = lines.joined(separator: "; ")
        let kind: DatabaseError.Kind = kind(code) == .authentication ? .authentication : .connection
        return DatabaseError(
            kind, "cannot connect to \(place): \(words.isEmpty ? "no reason given" : words)", code: code)
    }

    static func lost(_ connection: OpaquePointer, _ place: String) -> DatabaseError {
        let words = PQerrorMessage(connection).map { trimmed(String(cString: $0)) } ?? ""
        return DatabaseError(
            .connection,
            "the connection to \(place) was lost: \(words.isEmpty ? "the server closed it" : words); what it ran may or may not have happened"
        )
    }

    static func trimmed(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("LOCATION:") }
            .map { String($0.trimmingPrefix { $0.isWhitespace }) }.joined(separator: "; ")
    }
}

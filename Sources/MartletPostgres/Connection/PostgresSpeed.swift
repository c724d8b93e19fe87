import MartletData
import Synchronization

/// Whether a statement is answered so quickly that others may stand behind it on the same connection.
///
/// That takes two things: it does nothing but read, without calling a function, so that it neither waits for long nor
/// leaves anything behind on the connection; and the server has answered it at once several times in a row.
final class PostgresSpeed: Sendable {
    /// How long an answer may take.
    private static let limit = Duration.milliseconds(5)
    /// How many rows an answer may have.
    private static let rows = 200
    /// How many answers in a row have to be within the limits.
    private static let runs = 4

    private let isPlain: Bool
    private let quickRuns = Atomic<Int>(0)

    init(_ text: StatementText) { isPlain = text.isReadOnly && Self.isPlain(text.sql) }

    var isQuick: Bool { isPlain && quickRuns.load(ordering: .relaxed) >= Self.runs }

    /// Takes note of an answer.
    func note(_ duration: Duration, rows: Int) {
        guard isPlain else { return }
        guard duration <= Self.limit, rows <= Self.rows else { return forget() }
        let runs = quickRuns.load(ordering: .relaxed)
        if runs < Self.runs { quickRuns.store(runs + 1, ordering: .relaxed) }
    }

    /// Takes it for slow until it has proven itself again.
    func forget() { quickRuns.store(0, ordering: .relaxed) }

    /// Whether a text is a SELECT that calls no function: whose parentheses stand behind `IN` only.
    static func isPlain(_ sql: String) -> Bool {
        guard sql.utf8.starts(with: "SELECT ".utf8) else { return false }
        var before: (UInt8, UInt8, UInt8) = (0, 0, 0)
        for byte in sql.utf8 {
            // What is written over several lines could lock rows without anybody's noticing.
            if byte < 0x20 { return false }
            if byte == UInt8(ascii: "("), before != (UInt8(ascii: " "), UInt8(ascii: "I"), UInt8(ascii: "N")) {
                return false
            }
            if byte != UInt8(ascii: " ") || before.2 != UInt8(ascii: "N") { before = (before.1, before.2, byte) }
        }
        return true
    }
}

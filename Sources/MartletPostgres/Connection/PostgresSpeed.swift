import MartletData
import Synchronization

/// Whether a statement is answered so quickly that others may stand behind it on the same connection.
///
/// That takes two things: it does nothing but read, without calling a function, so that it neither waits for long nor
/// leaves anything behind on the connection; and the server has answered it at once several times. The longer that has
/// been so, the more slow answers it is forgiven: on a busy machine any answer may come late.
final class PostgresSpeed: Sendable {
    /// How long an answer may take.
    private static let limit = Duration.milliseconds(5)
    /// How many rows an answer may have.
    private static let rows = 200
    /// How many answers within the limits it takes, without one that is not.
    private static let runs = 4
    /// How many are counted at most; an answer that is slow halves the number.
    private static let mostRuns = 64

    /// Up to how many nanoseconds the server answers at once.
    private static let atOnce = 200_000

    private let isPlain: Bool
    private let quickRuns = Atomic<Int>(0)
    /// The shortest time of an answer lately, with the way there and back.
    private let shortest = Atomic<Int>(.max)

    init(_ text: StatementText) { isPlain = text.isReadOnly && Self.isPlain(text.sql) }

    var isQuick: Bool { isPlain && quickRuns.load(ordering: .relaxed) >= Self.runs }

    /// Whether the server is so near and the statement so light that the next answer on a busy connection is there
    /// sooner than another connection is woken for. What counts is the best of many answers: on a busy machine most are
    /// late.
    var isImmediate: Bool { shortest.load(ordering: .relaxed) <= Self.atOnce }

    /// Takes note of an answer.
    /// - Parameters:
    ///   - duration: since it was sent, or since the answer before it.
    ///   - isFirst: whether the connection had nothing else to do, so that the duration has the way there and back in it.
    func note(_ duration: Duration, rows: Int, isFirst: Bool = true) {
        guard isPlain else { return }
        if isFirst { noteTrip(duration) }
        guard rows <= Self.rows else { return forget() }
        let runs = quickRuns.load(ordering: .relaxed)
        if duration > Self.limit {
            quickRuns.store(runs / 2, ordering: .relaxed)
        } else if runs < Self.mostRuns {
            quickRuns.store(runs + 1, ordering: .relaxed)
        }
    }

    private func noteTrip(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let time = seconds > 0 ? Int(Int32.max) : Int(clamping: attoseconds / 1_000_000_000)
        let known = shortest.load(ordering: .relaxed)
        // What was true is forgotten by and by.
        let aged = known == .max ? known : known + known / 4096 + 1
        shortest.store(min(time, aged), ordering: .relaxed)
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

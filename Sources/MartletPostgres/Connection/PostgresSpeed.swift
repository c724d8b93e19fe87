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

    /// Whether a text is a SELECT that calls no function besides `COUNT(*)`: its parentheses stand behind operators and
    /// the words of ``words``.
    static func isPlain(_ sql: String) -> Bool {
        guard sql.utf8.starts(with: "SELECT ".utf8) else { return false }
        let bytes = Array(sql.utf8)
        return bytes.indices.allSatisfy { index in
            // What is written over several lines could lock rows without anybody's noticing.
            bytes[index] >= 0x20
                && (bytes[index] != UInt8(ascii: "(") || callsNothing(bytes[..<index], bytes[index...]))
        }
    }

    /// What stands before parentheses that are no call.
    private static let words = Set(
        ["IN", "ANY", "ALL", "AND", "OR", "NOT", "WHERE", "ON", "EXISTS"].map { Array($0.utf8) })
    private static let operators = Array(",(=<>+-*/|".utf8)

    /// Whether a parenthesis calls nothing, by what stands before it and behind.
    private static func callsNothing(_ before: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>) -> Bool {
        let blank = UInt8(ascii: " ")
        guard let last = before.lastIndex(where: { $0 != blank }) else { return false }
        if operators.contains(before[last]) { return true }
        let start = before[...last].lastIndex { !(0x41...0x5A).contains($0) }.map { $0 + 1 } ?? before.startIndex
        // A name that ends like a word, or one in a namespace.
        guard start > before.startIndex, [blank, UInt8(ascii: "(")].contains(before[start - 1]) else { return false }
        if before[start...last].elementsEqual("COUNT".utf8) { return rest.starts(with: "(*)".utf8) }
        return words.contains(Array(before[start...last]))
    }
}

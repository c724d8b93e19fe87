/// Finds peers that are gone without having closed: asked by a ping, they neither send nor take anything.
///
/// While the handler is behind no answer can be read. The ping goes out all the same: a system that has no such connection
/// any more answers it with a reset, and one that has gone answers nothing, which the own system notices.
struct WebSocketLiveness {
    enum Verdict { case ask, wait, dead }

    private var isAsked = false
    private var hasHeard = false
    private var hasSent = false
    private var lastUnsentBytes = 0

    /// Bytes have arrived, of an answer or of anything else.
    mutating func heard() { hasHeard = true }

    /// The peer has taken bytes.
    mutating func sent() { hasSent = true }

    /// Looks at what happened since the last check.
    /// - Parameters:
    ///   - unsentBytes: how many bytes the system has not taken.
    ///   - isReading: whether an answer would have been read; the handler may be behind.
    mutating func check(unsentBytes: Int, isReading: Bool) -> Verdict {
        let takes = hasSent || unsentBytes == 0 || unsentBytes != lastUnsentBytes
        let hears = hasHeard
        lastUnsentBytes = unsentBytes
        hasHeard = false
        hasSent = false
        // Who takes nothing is gone, whatever it sends: its answers would be waited for in vain.
        guard takes else { return .dead }
        guard isReading else {
            isAsked = false
            return unsentBytes == 0 ? .ask : .wait
        }
        // A large frame may be on its way in either direction, behind or before which no answer fits.
        if isAsked, !hears, unsentBytes == 0 { return .dead }
        isAsked = true
        return unsentBytes == 0 ? .ask : .wait
    }
}

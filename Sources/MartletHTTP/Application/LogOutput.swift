import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// Where lines of the log go, gathered for a moment so that many requests share one write.
///
/// A line waits at most ten milliseconds; one that is urgent takes those before it along at once. The process writes what
/// is left when it ends normally.
final class LogOutput: Sendable {
    /// The standard error stream.
    static let standardError: LogOutput = {
        let output = LogOutput { StandardError.write($0) }
        atexit { LogOutput.standardError.flush() }
        return output
    }()

    private struct State {
        var lines: [UInt8] = []
        var isScheduled = false
    }

    private let state = Mutex(State())
    /// Writes happen here, one after the other.
    private let queue = DispatchQueue(label: "martlet.log")
    private let emit: @Sendable ([UInt8]) -> Void

    init(_ emit: @escaping @Sendable ([UInt8]) -> Void) { self.emit = emit }

    /// Adds a whole line with its line break.
    /// - Parameter now: whether it has been written when this returns.
    func write(_ line: some Sequence<UInt8>, now: Bool = false) {
        let schedules = state.withLock { state in
            state.lines.append(contentsOf: line)
            guard !now, !state.isScheduled else { return false }
            state.isScheduled = true
            return true
        }
        if now {
            flush()
        } else if schedules {
            queue.asyncAfter(deadline: .now() + .milliseconds(10)) { self.flushOnQueue() }
        }
    }

    /// Writes what has been gathered.
    func flush() { queue.sync { flushOnQueue() } }

    private func flushOnQueue() {
        let lines = state.withLock { state in
            state.isScheduled = false
            var lines: [UInt8] = []
            swap(&lines, &state.lines)
            return lines
        }
        if !lines.isEmpty { emit(lines) }
    }
}

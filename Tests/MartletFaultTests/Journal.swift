import Synchronization

/// The lines that something reported.
final class Journal: Sendable {
    private let reported = Mutex<[String]>([])
    var lines: [String] { reported.withLock { $0 } }
    @Sendable func add(_ line: String) { reported.withLock { $0.append(line) } }
}

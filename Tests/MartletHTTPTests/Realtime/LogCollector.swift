import Logging
import Synchronization

/// Keeps the errors that an application logs.
final class LogCollector: Sendable {
    private let messages = Mutex<[String]>([])

    var errors: [String] { messages.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(collector: self) } }

    private struct Handler: LogHandler {
        let collector: LogCollector
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.error

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { collector.messages.withLock { $0.append("\(event.message)") } }
    }
}

public import Logging

/// Writes statements to the log with the place in code that asked for them: all at `debug`, slow ones at `warning`.
///
/// Values are never written: of an error, whose words may have some, the kind and the database's code.
///
/// ```swift
/// let database = database.observed(by: QueryLog(logger: app.logger, slowerThan: .milliseconds(200)))
/// ```
public struct QueryLog: DatabaseObserver {
    private let logger: Logger
    private let limit: Duration

    /// Creates a log.
    /// - Parameters:
    ///   - logger: where it goes.
    ///   - limit: how long a statement may take before it is a warning; half a second by default.
    public init(logger: Logger, slowerThan limit: Duration = .milliseconds(500)) {
        self.logger = logger
        self.limit = limit
    }

    public func didRun(_ event: QueryEvent) {
        let isSlow = event.duration > limit
        let level: Logger.Level = isSlow ? .warning : .debug
        guard logger.logLevel <= level else { return }
        var metadata: Logger.Metadata = [
            "sql": "\(event.sql)", "database": "\(event.database)",
            "ms": "\(Self.milliseconds(event.duration))",
        ]
        if let place = event.place { metadata["place"] = "\(place)" }
        if let rows = event.rows { metadata["rows"] = "\(rows)" }
        if let error = event.error { metadata["error"] = "\(Self.name(of: error))" }
        logger.log(level: level, isSlow ? "slow statement" : "statement", metadata: metadata)
    }

    private static func name(of error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(type(of: error))" }
        return error.code.map { "\(error.kind.rawValue) (\($0))" } ?? error.kind.rawValue
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) * 1000 + Double(attoseconds / 1_000_000_000_000) / 1000
    }
}

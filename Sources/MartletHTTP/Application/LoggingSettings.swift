import Logging
import MartletCore

/// Where the application runs and how it logs, from outside.
struct LoggingSettings: SettingsSection {
    /// How a line of the log is written; `LOG_FORMAT`.
    enum Format: String, CaseIterable { case human, json }

    /// The levels of swift-log by name.
    enum Level: String, CaseIterable { case trace, debug, info, notice, warning, error, critical }

    /// `MARTLET_ENV`; `MARTLET_DEV=1` is a shorter way to say development.
    let environment: AppEnvironment
    /// `LOG_LEVEL`; `info` by default.
    let level: Level
    /// `LOG_FORMAT`; for people by default, JSON in production when the output is no terminal.
    let format: Format

    init(from reader: SettingsReader) {
        let isDevelopment = reader.bool("martlet.dev", default: false)
        environment = reader.choice("martlet.env", default: isDevelopment ? .development : .production)
        level = reader.choice("log.level", default: .info)
        let isForPeople = environment != .production || StandardError.isTerminal
        format = reader.choice("log.format", default: isForPeople ? .human : .json)
    }

    /// A logger that writes as the settings say, unless the process has chosen its own log handler.
    ///
    /// swift-log keeps the process's choice to itself, but a handler other than its own stream handler was chosen by
    /// somebody and stays.
    func logger(label: String) -> Logger {
        var logger = Logger(label: label)
        if logger.handler is StreamLogHandler {
            logger = Logger(label: label, factory: { _ in AppLogHandler(format: format) })
            logger.logLevel = Logger.Level(rawValue: level.rawValue) ?? .info
        }
        return logger
    }
}

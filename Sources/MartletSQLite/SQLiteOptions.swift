import MartletData

/// What stands behind `?` in the URL of a SQLite database.
struct SQLiteOptions: Sendable, Equatable {
    /// How long a lock of another process is waited for.
    var busyTimeout = Duration.seconds(5)
    /// How long one statement may run; `nil` for no limit.
    var statementTimeout: Duration?
    /// How many connections read at the same time.
    var readers = 8
    /// How long a task waits for a connection.
    var wait = Duration.seconds(10)
    /// Whether nothing is ever written.
    var isReadOnly = false
    /// When the disk is waited for: `normal` loses the last commits in a power failure, never the database; `full` nothing.
    var synchronous = Synchronous.normal

    enum Synchronous: String, CaseIterable { case off, normal, full, extra }

    private static let names = ["busy_timeout", "mode", "pool_size", "pool_wait", "statement_timeout", "synchronous"]

    init() {}

    /// Reads the options of a URL.
    /// - Throws: ``DatabaseError`` that names the option and what it takes.
    init(_ options: [String: String]) throws {
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "busy_timeout": busyTimeout = try Self.seconds(name, value)
            case "statement_timeout":
                let limit = try Self.seconds(name, value)
                statementTimeout = limit == .zero ? nil : limit
            case "pool_wait": wait = try Self.seconds(name, value)
            case "pool_size":
                guard let count = Int(value), (1...1000).contains(count) else {
                    throw Self.fail(name, value, "a whole number from 1 to 1000")
                }
                readers = count
            case "mode":
                guard value == "ro" || value == "rw" else { throw Self.fail(name, value, "ro or rw") }
                isReadOnly = value == "ro"
            case "synchronous":
                guard let level = Synchronous(rawValue: value) else {
                    throw Self.fail(name, value, Synchronous.allCases.map(\.rawValue).joined(separator: ", "))
                }
                synchronous = level
            default:
                throw DatabaseError(
                    .connection,
                    "a SQLite URL has no option `\(name)`; it has: \(Self.names.joined(separator: ", "))")
            }
        }
    }

    private static func seconds(_ name: String, _ value: String) throws -> Duration {
        guard let seconds = Double(value), (0...86_400).contains(seconds) else {
            throw fail(name, value, "seconds from 0 to 86400, such as 5 or 0.5")
        }
        return .milliseconds(Int64((seconds * 1000).rounded()))
    }

    private static func fail(_ name: String, _ value: String, _ expected: String) -> DatabaseError {
        DatabaseError(.connection, "the option `\(name)` of a SQLite URL takes \(expected), got `\(value)`")
    }
}

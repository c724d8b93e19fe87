import MartletData

/// What stands behind `?` in the URL of a SQLite database.
struct SQLiteOptions: Sendable {
    /// How long a lock of another process is waited for.
    var busyTimeout = Duration.seconds(5)
    /// How many connections read at the same time, how long a task waits for one, how long a statement may run.
    var pool = PoolOptions()
    /// Whether nothing is ever written.
    var isReadOnly = false
    /// When the disk is waited for: `normal` loses the last commits in a power failure, never the database; `full` nothing.
    var synchronous = Synchronous.normal

    enum Synchronous: String, CaseIterable { case off, normal, full, extra }

    private static let names = ["busy_timeout", "mode", "pool_size", "pool_wait", "statement_timeout", "synchronous"]

    /// Reads the options of a URL.
    /// - Throws: ``DatabaseError`` that names the option and what it takes.
    init(_ options: [String: String]) throws {
        for name in options.keys.sorted() where !Self.names.contains(name) {
            throw DatabaseError(
                .connection, "a SQLite URL has no option `\(name)`; it has: \(Self.names.joined(separator: ", "))")
        }
        pool = try PoolOptions(options)
        busyTimeout = try PoolOptions.time("busy_timeout", options) ?? busyTimeout
        switch options["mode"] {
        case nil, "rw": break
        case "ro": isReadOnly = true
        case let value?: throw Self.failure("mode", value, "ro or rw")
        }
        if let value = options["synchronous"] {
            guard let level = Synchronous(rawValue: value) else {
                throw Self.failure("synchronous", value, Synchronous.allCases.map(\.rawValue).joined(separator: ", "))
            }
            synchronous = level
        }
    }

    private static func failure(_ name: String, _ value: String, _ expected: String) -> DatabaseError {
        DatabaseError(.connection, "the database's URL has the option \(name)=\(value); expected \(expected)")
    }
}

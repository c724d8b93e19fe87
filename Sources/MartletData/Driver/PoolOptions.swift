/// How many connections a database gets, and how long what concerns them may take.
///
/// They stand in the URL: `postgres://…/shop?pool_size=20&pool_wait=2&statement_timeout=30`. Times are numbers of seconds,
/// or have a unit: `500ms`, `2s`, `30m`, `1h`.
public struct PoolOptions: Sendable, Hashable {
    /// `pool_size`: how many connections there are at most; 10 by default.
    public var size = 10
    /// `pool_wait`: how long is waited for a connection; 5 seconds by default.
    public var wait = Duration.seconds(5)
    /// `pool_lifetime`: after how long a connection is replaced, give or take a tenth so that not all are at once; 30
    /// minutes by default, `0` for never.
    public var lifetime: Duration? = .seconds(1800)
    /// `pool_idle_check`: a connection that was not used for this long is tried before it is used; 30 seconds by default,
    /// `0` for always.
    public var idleCheck = Duration.seconds(30)
    /// `pool_check_timeout`: how long such a connection may take to answer before it is replaced; 1 second by default.
    public var checkTimeout = Duration.seconds(1)
    /// `pool_leak_report`: a connection that is held for this long is reported in the log with the place that took it; 60
    /// seconds by default, `0` for never.
    public var leakReport: Duration? = .seconds(60)
    /// `connect_timeout`: how long connecting may take; 5 seconds by default.
    public var connectTimeout = Duration.seconds(5)
    /// `statement_timeout`: how long a statement may take; no limit by default, nor with `0`.
    public var statementTimeout: Duration?

    /// The names of the options.
    public static let names = [
        "connect_timeout", "pool_check_timeout", "pool_idle_check", "pool_leak_report", "pool_lifetime", "pool_size",
        "pool_wait", "statement_timeout",
    ]

    /// The defaults.
    public init() {}

    /// Reads the options of a URL; what has another name is left to the driver.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/connection`` naming option, value and what is expected.
    public init(_ options: [String: String]) throws(DatabaseError) {
        if let text = options["pool_size"] {
            guard let number = Int(text), (1...10_000).contains(number) else {
                throw Self.failure("pool_size", text, "a number from 1 to 10000")
            }
            size = number
        }
        wait = try Self.time("pool_wait", options) ?? wait
        idleCheck = try Self.time("pool_idle_check", options) ?? idleCheck
        lifetime = try Self.limit("pool_lifetime", options, lifetime)
        leakReport = try Self.limit("pool_leak_report", options, leakReport)
        statementTimeout = try Self.limit("statement_timeout", options, statementTimeout)
        connectTimeout = try Self.positive("connect_timeout", options) ?? connectTimeout
        checkTimeout = try Self.positive("pool_check_timeout", options) ?? checkTimeout
    }

    private static func positive(
        _ name: String, _ options: [String: String]
    ) throws(DatabaseError) -> Duration? {
        guard let time = try time(name, options) else { return nil }
        guard time > .zero else { throw failure(name, "0", "a time of more than 0") }
        return time
    }

    private static func limit(
        _ name: String, _ options: [String: String], _ fallback: Duration?
    ) throws(DatabaseError) -> Duration? {
        guard let time = try time(name, options) else { return fallback }
        return time == .zero ? nil : time
    }

    /// A time among the options, in the units above; `nil` when it is not there.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/connection`` naming option, value and what is expected.
    public static func time(_ name: String, _ options: [String: String]) throws(DatabaseError) -> Duration? {
        guard let text = options[name] else { return nil }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let scale: Double? =
            switch text[number.endIndex...] {
            case "ms": 0.001
            case "", "s": 1
            case "m": 60
            case "h": 3600
            default: nil
            }
        guard let scale, let value = Double(number), value * scale <= 31_536_000 else {
            throw failure(
                name, text, "a time of at most a year in seconds, or with the unit ms, s, m or h, such as 500ms")
        }
        return .seconds(value * scale)
    }

    private static func failure(_ name: String, _ value: String, _ expected: String) -> DatabaseError {
        DatabaseError(.connection, "the database's URL has the option \(name)=\(value); expected \(expected)")
    }
}

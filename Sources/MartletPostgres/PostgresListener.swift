import Logging
public import MartletData
import Synchronization

extension Database {
    /// What other sessions send to channels with `NOTIFY` or `pg_notify`, as long as somebody iterates.
    ///
    /// It has a connection of its own beside the pool's. When that is lost, it is made again, first at once and then after
    /// waits of up to 15 seconds; what was sent meanwhile is lost, of which ``PostgresNotifications/Element/reconnected``
    /// tells.
    ///
    /// ```swift
    /// for try await event in try database.listen(to: "orders") {
    ///     switch event {
    ///     case .notification(let notification): print(notification.payload)
    ///     case .reconnected: try await readEverythingAnew()
    ///     }
    /// }
    /// ```
    /// - Parameter channels: the channels, exactly as `pg_notify` names them: 1 to 63 bytes of anything but NUL.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/unsupported`` for a database that is not PostgreSQL, of kind
    ///   ``DatabaseError/Kind/value`` for a name that no channel can have.
    public func listen(to channels: String...) throws -> PostgresNotifications { try listen(to: channels) }

    /// What other sessions send to a list of channels; see ``listen(to:)``.
    public func listen(to channels: [String]) throws -> PostgresNotifications {
        guard let driver = driver as? PostgresDriver else {
            throw DatabaseError(
                .unsupported, "\(dialect.name) sends no notifications; only PostgreSQL does, with LISTEN and NOTIFY")
        }
        guard !channels.isEmpty else {
            throw DatabaseError(.value, "listening names no channel; expected at least one")
        }
        for channel in channels { try Self.check(channel) }
        return PostgresNotifications(options: driver.options, logger: driver.logger, channels: channels)
    }

    /// PostgreSQL cuts a longer name off when it listens, and would then hear of another channel.
    private static func check(_ channel: String) throws(DatabaseError) {
        let count = channel.utf8.count
        guard (1...63).contains(count) else {
            throw DatabaseError(.value, "a channel's name has \(count) bytes; PostgreSQL takes 1 to 63")
        }
        guard !channel.utf8.contains(0) else {
            throw DatabaseError(
                .value, "a channel's name has a NUL character, which PostgreSQL cannot hold; leave it out")
        }
    }
}

/// The notifications of some channels; ``MartletData/Database/listen(to:)`` makes it.
public struct PostgresNotifications: AsyncSequence, Sendable {
    /// What a listener gets.
    public enum Element: Sendable, Hashable {
        /// Somebody sent something.
        case notification(PostgresNotification)
        /// The connection was lost and is there again: what was sent between is missing.
        case reconnected
    }

    let options: PostgresOptions
    let logger: Logger
    let channels: [String]

    public func makeAsyncIterator() -> Iterator { Iterator(sequence: self) }

    /// Waits for one after the other. The first wait connects: its failure is thrown, later ones are tried again.
    public struct Iterator: AsyncIteratorProtocol {
        private let sequence: PostgresNotifications
        private var connection: PostgresConnection?
        private var events: AsyncStream<PostgresEvent>.Iterator?
        private var wasConnected = false

        init(sequence: PostgresNotifications) { self.sequence = sequence }

        /// The next notification; `nil` when the task was cancelled.
        /// - Throws: ``DatabaseError`` when the first connection cannot be made.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            while !Task.isCancelled {
                if events == nil {
                    guard let (connection, stream) = try await sequence.connect(again: wasConnected) else { return nil }
                    self.connection = connection
                    events = stream.makeAsyncIterator()
                    if wasConnected { return .reconnected }
                    wasConnected = true
                }
                switch await events?.next(isolation: actor) {
                case .notification(let notification): return .notification(notification)
                case .lost(let error):
                    guard !Task.isCancelled else { return nil }
                    sequence.logger.warning("listening is interrupted: \(error)")
                    events = nil
                    connection = nil
                case nil: return nil
                }
            }
            return nil
        }
    }

    /// Connects, again and again where there was a connection before; `nil` when the task was cancelled.
    fileprivate func connect(again: Bool) async throws -> (PostgresConnection, AsyncStream<PostgresEvent>)? {
        var wait = Duration.zero
        while !Task.isCancelled {
            do {
                let (stream, continuation) = AsyncStream.makeStream(of: PostgresEvent.self)
                let connection = try await PostgresConnection.connect(options, PostgresDescriptions()) {
                    continuation.yield($0)
                }
                for channel in channels {
                    _ = try await connection.run(Statement("LISTEN \(PostgresDialect().quote(channel))"))
                }
                return (connection, stream)
            } catch is CancellationError {
                return nil
            } catch let error as DatabaseError {
                guard again else { throw error }
                wait = Swift.min(Swift.max(wait * 2, .milliseconds(250)), .seconds(15))
                // A task that is cancelled meanwhile ends the loop.
                try? await Task.sleep(for: wait)
            }
        }
        return nil
    }
}

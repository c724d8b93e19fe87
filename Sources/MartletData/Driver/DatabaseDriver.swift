/// The connections to one database; what a driver product implements.
///
/// Statements that are given to the driver itself stand alone: each is a transaction of its own, on any connection.
/// ``withSession(_:_:)`` lends one connection for several. `MartletDriverSuite` tests everything that is expected here.
public protocol DatabaseDriver: QueryExecutor {
    /// Lends a connection to a body and takes it back whatever happens: a transaction that is still open is rolled back, a
    /// connection that is broken is replaced.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/poolExhausted`` when none is free within the wait limit.
    func withSession<Value: Sendable>(
        _ request: SessionRequest, _ body: (any DatabaseSession) async throws -> Value
    ) async throws -> Value
    /// Closes all connections, waiting for what runs; what is asked afterwards is an error of kind
    /// ``DatabaseError/Kind/closed``.
    func close() async throws
}

/// What a connection is wanted for.
public struct SessionRequest: Sendable {
    /// Whether it only reads: SQLite gives one of its readers.
    public var isReadOnly: Bool
    /// Where it was asked for, for the report of connections that do not come back.
    public var place: CodePlace?

    /// Creates a request.
    public init(isReadOnly: Bool = false, place: CodePlace? = nil) {
        self.isReadOnly = isReadOnly
        self.place = place
    }
}

/// One connection while it is lent; statements run in the order in which they are given.
public protocol DatabaseSession: QueryExecutor {
    /// Begins a transaction.
    func begin(_ options: TransactionOptions) async throws
    /// Keeps what the transaction did. When this throws, nothing of it is kept, unless the error is of kind
    /// ``DatabaseError/Kind/unknownOutcome``: then the connection was lost before the answer, and the database alone knows.
    func commit() async throws
    /// Undoes what the transaction did, also in a task that is cancelled.
    func rollback() async
}

/// How a transaction sees what others do, and what happens when it collides with them.
public struct TransactionOptions: Sendable, Hashable {
    /// How far a transaction is kept from the changes of others.
    public enum IsolationLevel: String, Sendable, Hashable, CaseIterable {
        case readUncommitted = "READ UNCOMMITTED"
        case readCommitted = "READ COMMITTED"
        case repeatableRead = "REPEATABLE READ"
        case serializable = "SERIALIZABLE"
    }

    /// The isolation level; the database's own by default. SQLite is always serializable.
    public var isolation: IsolationLevel?
    /// Whether writing is refused.
    public var isReadOnly: Bool
    /// Whether a serializable transaction that only reads first waits until it can neither fail nor make others fail, as
    /// for a long report; for PostgreSQL (`DEFERRABLE`). Elsewhere such a transaction cannot fail anyway.
    public var isDeferrable: Bool
    /// How many times the body runs again after a serialisation failure or a deadlock; the body must do nothing outside
    /// the transaction then.
    public var retries: Int

    /// Creates options.
    public init(
        isolation: IsolationLevel? = nil, isReadOnly: Bool = false, isDeferrable: Bool = false, retries: Int = 0
    ) {
        self.isolation = isolation
        self.isReadOnly = isReadOnly
        self.isDeferrable = isDeferrable
        self.retries = retries
    }

    /// The database's own isolation, reading and writing, no retries.
    public static let `default` = TransactionOptions()
}

/// Opens databases of some URL schemes; drivers offer theirs as static members.
public struct DriverFactory: Sendable {
    /// The schemes of the URLs that it opens.
    public let schemes: [String]
    /// Opens a database; connections may be made when the first is needed.
    public let open: @Sendable (_ url: DatabaseURL) throws -> any DatabaseDriver

    /// Creates a factory.
    public init(schemes: [String], open: @escaping @Sendable (_ url: DatabaseURL) throws -> any DatabaseDriver) {
        self.schemes = schemes
        self.open = open
    }
}

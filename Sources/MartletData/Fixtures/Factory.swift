import Synchronization

/// Makes rows for tests: valid ones by default, with what a test cares about set by the test.
///
/// ```swift
/// let artists = Factory<Artist> { row in Artist(id: 0, name: "Artist \(row.number)") }
/// let albums = Factory<Album> { row in
///     Album(id: 0, title: "Album \(row.number)", artist: try await row.related(artists).id)
/// }
///
/// let jazz = try await albums.create(in: database) { $0.title = "Jazz" }           // with an artist of its own
/// let ten = try await albums.using(queen).create(10, in: database)                 // all of one artist
/// ```
public struct Factory<Root: Model>: Sendable {
    private let make: @Sendable (FactoryRow) async throws -> Root
    private let sequence = FactorySequence()
    private var given: [ObjectIdentifier: any Model] = [:]

    /// Creates a factory.
    /// - Parameter make: makes a row; its number is different each time.
    public init(_ make: @escaping @Sendable (FactoryRow) async throws -> Root) { self.make = make }

    /// The same factory with a row that ``FactoryRow/related(_:)`` gives instead of a new one, also where rows that are
    /// related in turn are made.
    public func using<Related: Model>(_ row: Related) -> Factory {
        var factory = self
        factory.given[ObjectIdentifier(Related.self)] = row
        return factory
    }

    /// Inserts a row.
    /// - Parameters:
    ///   - change: what is different from what the factory makes.
    /// - Returns: the row as it is stored.
    @discardableResult
    public func create(
        in database: some QueryExecutor, _ change: @Sendable (inout Root) throws -> Void = { _ in }
    ) async throws -> Root {
        try await created(in: database, given, change)
    }

    /// Inserts several rows.
    /// - Returns: the rows as they are stored.
    @discardableResult
    public func create(
        _ count: Int, in database: some QueryExecutor, _ change: @Sendable (inout Root) throws -> Void = { _ in }
    ) async throws -> [Root] {
        var rows: [Root] = []
        while rows.count < count { rows.append(try await created(in: database, given, change)) }
        return rows
    }

    /// Makes a row without inserting it; the rows that it refers to have to be given by ``using(_:)``.
    public func build(_ change: (inout Root) throws -> Void = { _ in }) async throws -> Root {
        var row = try await make(FactoryRow(number: sequence.next(), database: nil, given: given))
        try change(&row)
        return row
    }

    fileprivate func created(
        in database: any QueryExecutor, _ given: [ObjectIdentifier: any Model],
        _ change: (inout Root) throws -> Void = { _ in }
    ) async throws -> Root {
        var row = try await make(FactoryRow(number: sequence.next(), database: database, given: given))
        try change(&row)
        return try await row.insert(in: database)
    }

    fileprivate func given(over others: [ObjectIdentifier: any Model]) -> [ObjectIdentifier: any Model] {
        others.merging(given) { other, _ in other }
    }
}

/// A row that a ``Factory`` is about to make.
public struct FactoryRow: Sendable {
    /// A number that no other row of the factory has, from 1.
    public let number: Int
    fileprivate let database: (any QueryExecutor)?
    fileprivate let given: [ObjectIdentifier: any Model]

    /// A row that the new one refers to: the one that was given by ``Factory/using(_:)``, or a new one.
    /// - Throws: ``QueryError`` when there is neither one nor a database to insert it into.
    public func related<Other: Model>(_ factory: Factory<Other>) async throws -> Other {
        if let row = given[ObjectIdentifier(Other.self)] as? Other { return row }
        guard let database else {
            throw QueryError(
                "a row that is built without a database refers to \(Other.table.name); give one by `using(_:)`, or create "
                    + "it in a database")
        }
        return try await factory.created(in: database, factory.given(over: given))
    }
}

/// Counts the rows of a factory.
private final class FactorySequence: Sendable {
    private let count = Atomic<Int>(0)
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}

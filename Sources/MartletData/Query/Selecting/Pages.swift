/// A page of a list, with the length of the whole.
public struct Page<Item: Sendable>: Sendable {
    /// What stands on the page.
    public let items: [Item]
    /// How many there are on all pages.
    public let total: Int
    /// The number of the page, from 1.
    public let number: Int
    /// How many stand on a page.
    public let size: Int

    /// Creates a page.
    public init(items: [Item], total: Int, number: Int, size: Int) {
        self.items = items
        self.total = total
        self.number = number
        self.size = size
    }

    /// How many pages there are; one even for no items.
    public var count: Int {
        guard size > 0, total > 0 else { return 1 }
        return total / size + (total % size == 0 ? 0 : 1)
    }
    /// Whether a page follows.
    public var hasNext: Bool { number < count }
    /// Whether a page lies before.
    public var hasPrevious: Bool { number > 1 }

    /// The same page of other items.
    public func map<Mapped>(_ transform: (Item) throws -> Mapped) rethrows -> Page<Mapped> {
        Page<Mapped>(items: try items.map(transform), total: total, number: number, size: size)
    }
}

extension ModelQuery {
    /// A page of the rows, and how many there are in all: two queries.
    ///
    /// The order has to be one in which no two rows are equal, or a row may stand on two pages.
    /// - Parameters:
    ///   - number: the number of the page, from 1.
    ///   - size: how many rows stand on a page, at least 1.
    public func page(
        _ number: Int, size: Int, in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Page<Output> {
        let (number, size) = (max(1, number), max(1, size))
        let total = try await count(in: database, fileID: fileID, line: line)
        let (start, overflows) = (number - 1).multipliedReportingOverflow(by: size)
        guard !overflows, start < total else { return Page(items: [], total: total, number: number, size: size) }
        let items = try await limit(size).offset(start).all(in: database, fileID: fileID, line: line)
        return Page(items: items, total: total, number: number, size: size)
    }
}

extension RowQuery {
    /// A page of the rows, and how many there are in all: two queries.
    /// - Parameters:
    ///   - number: the number of the page, from 1.
    ///   - size: how many rows stand on a page, at least 1.
    public func page(
        _ number: Int, size: Int, in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Page<Output> {
        let (number, size) = (max(1, number), max(1, size))
        let total = try await count(in: database, fileID: fileID, line: line)
        let (start, overflows) = (number - 1).multipliedReportingOverflow(by: size)
        guard !overflows, start < total else { return Page(items: [], total: total, number: number, size: size) }
        let items = try await limit(size).offset(start).all(in: database, fileID: fileID, line: line)
        return Page(items: items, total: total, number: number, size: size)
    }
}

import Synchronization

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
    /// A page of the rows, and how many there are in all: one query, and another where the page is empty.
    ///
    /// The order has to be one in which no two rows are equal, or a row may stand on two pages.
    /// - Parameters:
    ///   - number: the number of the page, from 1.
    ///   - size: how many rows stand on a page, at least 1.
    public func page(
        _ number: Int, size: Int, in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Page<Output> {
        let (number, size) = (max(1, number), max(1, size))
        let (start, overflows) = (number - 1).multipliedReportingOverflow(by: size)
        let place = CodePlace(fileID: fileID, line: line)
        let part = try await part(from: overflows ? .max : start, size: size, in: database, place)
        return Page(items: part.items, total: part.total, number: number, size: size)
    }

    /// A part of the rows, and how many there are in all.
    package func part(
        from start: Int, size: Int, in database: any QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> (items: [Output], total: Int) {
        try await part(from: start, size: size, in: database, CodePlace(fileID: fileID, line: line))
    }

    private func part(
        from start: Int, size: Int, in database: any QueryExecutor, _ place: CodePlace
    ) async throws -> (items: [Output], total: Int) {
        let part = try await part(from: start, size: size, RowReading<Root>.models, in: database, place)
        return (part.items.isEmpty ? [] : try await assemble(part.items, database), part.total)
    }

    /// The rows bring the number of all with them; where there are none, it is asked for.
    func part<Row>(
        from start: Int, size: Int, _ reading: RowReading<Row>, in database: any QueryExecutor, _ place: CodePlace
    ) async throws -> (items: [Row], total: Int) {
        let known = TotalOfRows()
        var items: [Row] = []
        // Nothing stands behind the largest number.
        if start < .max {
            let rows = offset(start).limit(size)
            // The condition stands there twice, which a statement with many values may have no room for.
            if let statement = try? rows.writtenWithTotal(reading, for: database.dialect, place) {
                items = try await database.query(statement) { row in
                    known.note { row.integer(at: reading.width) }
                    return try reading.decode(row)
                }
            } else {
                items = try await rows.fetch(reading, in: database, place)
            }
        }
        if items.isEmpty, start == 0, size > 0 { return ([], 0) }
        let total =
            if let total = known.value { total } else {
                try await unlimited.statement.count(in: database, place)
            }
        return (items, total)
    }

    /// The statement with the number of all rows behind the columns.
    private func writtenWithTotal<Row>(
        _ reading: RowReading<Row>, for dialect: any Dialect, _ place: CodePlace
    ) throws -> Statement {
        let total = SQLNode.scalar(unlimited.statement.counting)
        return try reading.selecting([total], in: statement).written(for: dialect, place)
    }
}

/// The number of all rows, as the first row says it.
private final class TotalOfRows: Sendable {
    private let number = Atomic<Int>(-1)

    var value: Int? {
        let number = number.load(ordering: .relaxed)
        return number < 0 ? nil : number
    }

    func note(_ read: () -> Int64?) {
        guard number.load(ordering: .relaxed) < 0, let total = read().flatMap({ Int(exactly: $0) }) else { return }
        number.store(total, ordering: .relaxed)
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

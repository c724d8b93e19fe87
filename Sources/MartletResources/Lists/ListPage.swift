import MartletCore
import MartletData
import MartletJSON

/// A page of a list with what leads to the others.
struct ListPage<Root: Model>: Sendable {
    let found: FoundRows<Root>
    private(set) var total: Int?
    private var next: Step?
    private var previous: Step?
    private var first: Step?
    private var last: Step?

    /// The parameters of another page.
    private struct Step: Sendable {
        var changes: [(name: String, value: String?)]
        var cursor: String?
    }

    /// Reads the page that is asked for: by one query, and another for the total where the page is empty.
    /// - Parameter annotations: what is read beside the columns.
    init(
        _ wish: PageWish, of query: ModelQuery<Root, Root>, _ rules: ListRules<Root>, with annotations: [RowAnnotation],
        in database: Database
    ) async throws {
        switch wish {
        case .numbered(let number, let size):
            let (start, overflows) = (number - 1).multipliedReportingOverflow(by: size)
            let part = try await Part(query, rules, overflows ? Int.max : start, size, annotations, database)
            found = part.found
            total = part.total
            first = Self.number(1)
            previous = number > 1 ? Self.number(part.pages(of: size).map { min($0, number - 1) } ?? number - 1) : nil
            next = part.hasMore ? Self.number(number + 1) : nil
            last = part.pages(of: size).map { Self.number($0) }
        case .offset(let offset, let limit):
            let part = try await Part(query, rules, offset, limit, annotations, database)
            found = part.found
            total = part.total
            first = Self.offset(0, limit)
            previous = offset > 0 ? Self.offset(max(0, offset - limit), limit) : nil
            next = part.hasMore ? Self.offset(offset + limit, limit) : nil
            last = part.pages(of: limit).map { Self.offset(($0 - 1) * limit, limit) }
        case .after(let cursor, let limit), .before(let cursor, let limit):
            let isBackward = if case .before = wish { true } else { false }
            if annotations.isEmpty {
                let page = try await Self.page(cursor, isBackward) { cursor in
                    isBackward
                        ? try await query.page(before: cursor, size: limit, in: database)
                        : try await query.page(after: cursor, size: limit, in: database)
                }
                found = FoundRows(page.items)
                (next, previous) = Self.steps(page.next, page.previous)
            } else {
                let page = try await Self.page(cursor, isBackward) { cursor in
                    try await query.page(
                        from: cursor, isBackward: isBackward, size: limit, with: annotations, in: database)
                }
                found = FoundRows(page.items)
                (next, previous) = Self.steps(page.next, page.previous)
            }
            total = nil
            first = Self.step("after", "")
            last = Self.step("before", "")
        }
    }

    private static func page<Item>(
        _ cursor: String?, _ isBackward: Bool, _ read: (Cursor?) async throws -> CursorPage<Item>
    ) async throws -> CursorPage<Item> {
        do {
            return try await read(cursor.map { Cursor($0) })
        } catch let error as InvalidCursor {
            throw ValidationError(
                FieldProblem(.parameter(isBackward ? "before" : "after"), "cursor", "is not of this list: \(error)"))
        }
    }

    // MARK: Links

    private static func number(_ number: Int) -> Step { Step(changes: [("page", "\(number)")]) }

    private static func offset(_ offset: Int, _ limit: Int) -> Step {
        Step(changes: [("offset", "\(offset)"), ("limit", "\(limit)")])
    }

    private static func step(_ name: String, _ cursor: String) -> Step {
        Step(changes: [("after", nil), ("before", nil), (name, cursor)], cursor: cursor)
    }

    private static func steps(_ next: Cursor?, _ previous: Cursor?) -> (next: Step?, previous: Step?) {
        (next.map { step("after", $0.description) }, previous.map { step("before", $0.description) })
    }

    /// The pages around this one (RFC 8288), as references to the same path.
    func links(of request: Request, _ query: QueryParameters) -> String? {
        let steps = [("first", first), ("prev", previous), ("next", next), ("last", last)]
        let links = steps.compactMap { relation, step -> String? in
            guard let step else { return nil }
            var query = query
            for change in step.changes { query.set(change.name, to: change.value) }
            return "<\(request.path)?\(query.encoded)>; rel=\"\(relation)\""
        }
        return links.isEmpty ? nil : links.joined(separator: ", ")
    }

    /// Writes what stands beside the items: how many rows there are, the cursors of the pages around.
    func writeMembers(to writer: inout JSONWriter) {
        if let total { writer.member("\"total\":", total) }
        if let cursor = next?.cursor { writer.member("\"next\":", cursor) }
        if let cursor = previous?.cursor { writer.member("\"previous\":", cursor) }
    }
}

/// A part of a list by its place.
private struct Part<Root: Model>: Sendable {
    let found: FoundRows<Root>
    let total: Int?
    let hasMore: Bool

    init(
        _ query: ModelQuery<Root, Root>, _ rules: ListRules<Root>, _ start: Int, _ size: Int,
        _ annotations: [RowAnnotation], _ database: Database
    ) async throws {
        var ordered = query
        for ordering in rules.keyOrder { ordered = ordered.order { _ in ordering } }
        guard rules.pages.total else {
            // One more tells whether there are others.
            let rows = try await FoundRows(ordered.offset(start).limit(size + 1), with: annotations, in: database)
            found = rows.prefix(size)
            total = nil
            hasMore = rows.rows.count > size
            return
        }
        let total: Int
        if annotations.isEmpty {
            let part = try await ordered.part(from: start, size: size, in: database)
            (found, total) = (FoundRows(part.items), part.total)
        } else {
            let part = try await ordered.part(from: start, size: size, with: annotations, in: database)
            (found, total) = (FoundRows(part.items), part.total)
        }
        self.total = total
        hasMore = start < total && total - start > size
    }

    /// How many pages there are, at least one; `nil` where nobody counted.
    func pages(of size: Int) -> Int? { total.map { max(1, ($0 + size - 1) / size) } }
}

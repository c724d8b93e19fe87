import Martlet

/// A page of a list: which one was asked for and how much it holds.
struct PageRequest: Sendable {
    /// Counted from 1.
    var number: Int
    /// How many items a page holds.
    var size: Int

    var offset: Int { (number - 1) * size }

    /// How many pages a list of this length has; an empty list has one.
    func pageCount(of total: Int) -> Int { max(1, (total + size - 1) / size) }
}

/// The links below a list, such as `← Previous 1 … 4 5 6 … 12 Next →`.
struct PageLinks: Sendable {
    struct Entry: Sendable {
        var gap = false
        var number = 0
        var href = ""
        var current = false
    }

    let page: Int
    let pages: [Entry]
    let previous: String?
    let next: String?

    /// Makes the links; `nil` when one page holds everything.
    /// - Parameters:
    ///   - path: the path of the list.
    ///   - query: its other parameters, which the links keep.
    init?(_ request: PageRequest, total: Int, path: String, query: QueryParameters) {
        let last = request.pageCount(of: total)
        guard last > 1 else { return nil }
        func href(_ number: Int) -> String { Self.href(path, query, page: number) }
        let near = [1, request.number - 1, request.number, request.number + 1, last]
        var pages: [Entry] = []
        var previous = 0
        for number in Set(near).sorted() where (1...last).contains(number) {
            // A gap of one page is no shorter than the page itself.
            if number - previous == 2 { pages.append(Entry(number: number - 1, href: href(number - 1))) }
            if number - previous > 2 { pages.append(Entry(gap: true)) }
            pages.append(Entry(number: number, href: href(number), current: number == request.number))
            previous = number
        }
        page = request.number
        self.pages = pages
        self.previous = request.number > 1 ? href(request.number - 1) : nil
        next = request.number < last ? href(request.number + 1) : nil
    }

    /// The address of a page of a list, with the other parameters kept and empty ones left out.
    static func href(_ path: String, _ query: QueryParameters, page: Int) -> String {
        var kept = QueryParameters()
        for (name, value) in query where name != "page" && !value.isEmpty { kept.append(name, value) }
        if page > 1 { kept.append("page", "\(page)") }
        return kept.isEmpty ? path : "\(path)?\(kept.encoded)"
    }
}

extension PageRequest {
    /// - Throws: a 404 for a page past the end.
    func requireExisting(total: Int) throws {
        guard number <= pageCount(of: total) else { throw HTTPError(.notFound) }
    }
}

import Martlet

/// A page of a list as JSON, with links to its neighbours.
struct ListResource<Item: Codable & Sendable>: Codable, Sendable {
    struct Links: Codable, Sendable {
        let current: String
        let previous: String?
        let next: String?

        enum CodingKeys: String, CodingKey {
            case current = "self"
            case previous, next
        }
    }

    let items: [Item]
    let total: Int
    let page: Int
    let perPage: Int
    let links: Links

    /// - Parameters:
    ///   - path: the address of the list.
    ///   - list: what the client asked for, whose parameters the links keep.
    ///   - item: makes the JSON of an item.
    init<Row>(
        _ found: Found<Row>, _ request: PageRequest, path: String, _ list: ListQuery, _ item: (Row) -> Item
    ) {
        items = found.items.map(item)
        total = found.total
        page = request.number
        perPage = request.size
        let last = request.pageCount(of: total)
        func link(_ number: Int) -> String { PageLinks.href(path, list.parameters, page: number) }
        links = Links(
            current: link(request.number), previous: request.number > 1 ? link(min(request.number - 1, last)) : nil,
            next: request.number < last ? link(request.number + 1) : nil)
    }

    enum CodingKeys: String, CodingKey {
        case items, total, page, links
        case perPage = "per_page"
    }
}

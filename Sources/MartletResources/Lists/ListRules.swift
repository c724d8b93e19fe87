import MartletCore
import MartletData

/// What clients may say of the lists of a resource, with names found once.
struct ListRules<Root: Model>: Sendable {
    let columns: ResourceColumns<Root>
    let filters: [String: RowFilter]
    let orders: [String: RowOrder]
    let defaultOrder: [Ordering]
    /// The order of the key, which decides among equals.
    let keyOrder: [Ordering]
    let includes: [Include<Root>]
    let includeNames: [String: IncludeNames]
    let search: (@Sendable (Root.Fields, String) -> SQLCondition)?
    let pages: PageRules
    let ignored: Set<String>

    init(_ resource: Resource<Root>, _ columns: ResourceColumns<Root>) {
        self.columns = columns
        var filters: [String: RowFilter] = [:]
        var orders: [String: RowOrder] = [:]
        for column in columns.shown {
            orders[column.name] = RowOrder(column.schema, at: Root.place)
            guard resource.filterable?.contains(column.name) ?? true else { continue }
            filters[column.name] = RowFilter(column.schema, at: Root.place)
        }
        self.filters = filters.merging(resource.filters) { $1 }
        self.orders = orders.merging(resource.orders) { $1 }
        includes = resource.includes
        includeNames = Include<Root>.names(of: resource.includes)
        search = resource.search
        pages = resource.pages.served(hasKey: !Root.schema.primaryKey.isEmpty)
        ignored = resource.ignoredParameters
        keyOrder = Root.schema.primaryKey.compactMap { name in
            Root.schema.column(name).flatMap { RowOrder($0, at: Root.place) }?.ascending
        }
        defaultOrder = resource.defaultOrder.compactMap { [known = self.orders] in Self.ordering($0, known) }
    }

    /// What a resource says of its lists that cannot be.
    static func mistakes(_ resource: Resource<Root>, _ rules: ListRules) -> [String] {
        let shown = Set(rules.columns.shown.map(\.name))
        let named = resource.searched + (resource.filterable ?? []).sorted()
        let unseen = named.filter { !shown.contains($0) }.map {
            "the resource of \(Root.self) filters or searches by `\($0)`, which its clients do not see"
        }
        let cursors =
            rules.pages.styles.isEmpty
            ? [
                "the resource of \(Root.self) has pages by cursor, but the model has no key; give it .numbered or .offset"
            ] : []
        return unseen + cursors + unknownOrders(resource, rules)
    }

    private static func unknownOrders(_ resource: Resource<Root>, _ rules: ListRules) -> [String] {
        resource.defaultOrder.filter { ordering($0, rules.orders) == nil }.map { name in
            let plain = name.hasPrefix("-") ? String(name.dropFirst()) : name
            let hint = NearMatch.hint(for: plain, among: rules.orders.keys)
            return "the resource of \(Root.self) is ordered by `\(plain)`, which is not known there\(hint)"
        }
    }

    /// The order that a name asks for, `-` before it for the other direction.
    static func ordering(_ name: String, _ orders: [String: RowOrder]) -> Ordering? {
        let isDescending = name.hasPrefix("-")
        return orders[isDescending ? String(name.dropFirst()) : name]?.ascending.descending(isDescending)
    }
}

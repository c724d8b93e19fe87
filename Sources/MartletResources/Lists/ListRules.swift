import MartletCore
import MartletData

/// What clients may say of the lists of a resource, with names found once.
struct ListRules<Root: Model>: Sendable {
    let columns: ResourceColumns<Root>
    private(set) var computed: [ComputedMember<Root>]
    private(set) var filters: [String: RowFilter]
    private(set) var orders: [String: RowOrder]
    private(set) var defaultOrder: [Ordering]
    /// The order of the key, which decides among equals.
    let keyOrder: [Ordering]
    let includes: [Include<Root>]
    let includeNames: [String: IncludeNames]
    let search: (@Sendable (Root.Fields, String) -> SQLCondition)?
    let pages: PageRules
    let ignored: Set<String>
    /// What each request has its own expressions of.
    private let dependent: DependentNames

    /// The names behind which each request has an expression of its own.
    private struct DependentNames {
        var filters: Set<String> = []
        var orders: Set<String> = []
        var defaultOrder: [String] = []
        var isEmpty = true
    }

    init(_ resource: Resource<Root>, _ columns: ResourceColumns<Root>) {
        self.columns = columns
        computed = resource.computed
        var filters: [String: RowFilter] = [:]
        var orders: [String: RowOrder] = [:]
        for column in columns.shown {
            orders[column.member] = RowOrder(column.schema, at: Root.place)
            guard resource.filterable?.contains(column.name) ?? true else { continue }
            filters[column.member] = RowFilter(column.schema, at: Root.place)
        }
        var dependent = DependentNames()
        for member in resource.computed {
            orders[member.name] = member.expression?.order
            if resource.filterable == nil { filters[member.name] = member.expression?.filter }
            guard member.dependsOnRequest else { continue }
            dependent.isEmpty = false
            if resource.orders[member.name] == nil { dependent.orders.insert(member.name) }
            if resource.filterable == nil, resource.filters[member.name] == nil {
                dependent.filters.insert(member.name)
            }
        }
        dependent.defaultOrder = resource.defaultOrder
        self.dependent = dependent
        self.filters = filters.merging(resource.filters) { $1 }
        self.orders = orders.merging(resource.orders) { $1 }
        includes = resource.includes.map { $0.served(resource.names.naming ?? .columns) }
        includeNames = Include<Root>.names(of: includes)
        search = resource.search
        pages = resource.pages.served(hasKey: !Root.schema.primaryKey.isEmpty)
        ignored = resource.ignoredParameters
        keyOrder = Root.schema.primaryKey.compactMap { name in
            Root.schema.column(name).flatMap { RowOrder($0, at: Root.place) }?.ascending
        }
        defaultOrder = resource.defaultOrder.compactMap { [known = self.orders] in Self.ordering($0, known) }
    }

    /// The names of the members that are told without a word, in their order.
    var memberNames: [String] { columns.shown.map(\.member) + computed.map(\.name) }

    /// The rules with what a request computes in its own way.
    nonisolated(nonsending) func resolved(for request: Request) async throws -> ListRules {
        if dependent.isEmpty { return self }
        var rules = self
        for (index, member) in computed.enumerated() where member.dependsOnRequest {
            let resolved = try await member.resolved(for: request)
            rules.computed[index] = resolved
            if dependent.filters.contains(member.name) { rules.filters[member.name] = resolved.expression?.filter }
            if dependent.orders.contains(member.name) { rules.orders[member.name] = resolved.expression?.order }
        }
        rules.defaultOrder = dependent.defaultOrder.compactMap { [known = rules.orders] in Self.ordering($0, known) }
        return rules
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
        let names = MemberMistakes.find(
            rules.columns, computed: rules.computed, includes: rules.includes,
            isReadLater: !Root.schema.isView && !resource.actions.isDisjoint(with: [.create, .createMany]))
        let declared = resource.names.mistakes + resource.includes.flatMap(\.mistakes)
        return unseen + cursors + unknownOrders(resource, rules) + declared + names
            + rules.includes.flatMap(\.mistakes)
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

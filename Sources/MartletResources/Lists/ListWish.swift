import MartletCore
import MartletData

/// What a request says of the rows that it wants, checked: every problem at once.
struct ListWish<Root: Model>: Sendable {
    var conditions: [SQLCondition] = []
    var orderings: [Ordering] = []
    var words: [String] = []
    var page = PageWish.numbered(1, size: 20)
    var rows: RowWish<Root>

    /// - Throws: ``ValidationError``, problems by the names of parameters.
    init(_ query: QueryParameters, _ rules: ListRules<Root>) throws {
        var problems: [FieldProblem] = []
        rows = RowWish(query, rules, &problems)
        page = Self.page(query, rules.pages, &problems)
        let filters = query.filter { !OwnParameters.own.contains($0.name) && !rules.ignored.contains($0.name) }
        if filters.count > OwnParameters.mostFilters {
            let name = filters[OwnParameters.mostFilters].name
            problems.append(.tooMany(in: name, OwnParameters.mostFilters, "filters"))
        }
        for (name, value) in filters.prefix(OwnParameters.mostFilters) {
            if let condition = Self.condition(name, value, rules, &problems) { conditions.append(condition) }
        }
        orderings = Self.orderings(query, rules, &problems)
        if let search = query["search"] {
            words = search.split(whereSeparator: \.isWhitespace).map(String.init)
            if rules.search == nil {
                problems.append(FieldProblem(.parameter("search"), "unknown_parameter", "is not known here"))
            } else if words.count > OwnParameters.mostWords {
                problems.append(.tooMany(in: "search", OwnParameters.mostWords, "words"))
            }
        }
        if let error = ValidationError(problems) { throw error }
    }

    /// The order that is asked for, by each name once: the conditions of cursors grow with the square of their number.
    private static func orderings(
        _ query: QueryParameters, _ rules: ListRules<Root>, _ problems: inout [FieldProblem]
    ) -> [Ordering] {
        var orderings: [Ordering] = []
        var seen: Set<String> = []
        for name in query.values("order").flatMap(ParameterList.names) {
            let plain = name.hasPrefix("-") ? String(name.dropFirst()) : name
            if let ordering = ListRules<Root>.ordering(name, rules.orders) {
                if seen.insert(plain).inserted {
                    orderings.append(ordering)
                } else {
                    problems.append(FieldProblem(.parameter("order"), "not_unique", "has `\(plain)` twice"))
                }
            } else {
                problems.append(.unknown(plain, in: "order", among: rules.orders.keys))
            }
        }
        return orderings
    }

    /// The query narrowed and ordered.
    func narrowed(_ query: ModelQuery<Root, Root>, _ rules: ListRules<Root>) -> ModelQuery<Root, Root> {
        var query = query
        for condition in conditions { query = query.where { _ in condition } }
        if let search = rules.search {
            for word in words { query = query.where { search($0, word) } }
        }
        for ordering in orderings.isEmpty ? rules.defaultOrder : orderings { query = query.order { _ in ordering } }
        return query
    }

    private static func condition(
        _ parameter: String, _ value: String, _ rules: ListRules<Root>, _ problems: inout [FieldProblem]
    ) -> SQLCondition? {
        let name = FilterName(parameter)
        guard let filter = rules.filters[name.column] else {
            let known = Array(rules.filters.keys) + OwnParameters.own
            problems.append(.unknown(name.column, in: parameter, "unknown_parameter", among: known))
            return nil
        }
        let operators = filter.operators
        guard let comparison = operators.first(where: { $0.rawValue == name.comparison }) else {
            let hint = NearMatch.hint(for: name.comparison, among: operators.map(\.rawValue))
            problems.append(
                FieldProblem(
                    .parameter(parameter), "unknown_operator", "has no operator `\(name.comparison)`\(hint)"))
            return nil
        }
        do {
            return try filter.condition(comparison, value)
        } catch {
            problems.append(FieldProblem(.parameter(parameter), error.code, error.detail))
            return nil
        }
    }
}

extension ListWish {
    /// The page that is asked for.
    private static func page(
        _ query: QueryParameters, _ rules: PageRules, _ problems: inout [FieldProblem]
    ) -> PageWish {
        var numbers = PageNumbers(query: query)
        defer { problems += numbers.problems }
        let style = numbers.style(rules)
        let size = numbers.number(style == .numbered ? "per_page" : "limit", 1...rules.maximum) ?? rules.size
        switch style {
        case .numbered: return .numbered(numbers.number("page", 1...Int.max) ?? 1, size: size)
        case .offset: return .offset(numbers.number("offset", 0...Int.max) ?? 0, limit: size)
        case .cursor:
            if let before = query["before"] { return .before(before.isEmpty ? nil : before, limit: size) }
            return .after(query["after"].flatMap { $0.isEmpty ? nil : $0 }, limit: size)
        }
    }
}

/// Reads the parameters of pages.
private struct PageNumbers {
    let query: QueryParameters
    var problems: [FieldProblem] = []

    /// The style that the request uses.
    mutating func style(_ rules: PageRules) -> PageStyle {
        let named: [(name: String, style: PageStyle)] = [
            ("page", .numbered), ("per_page", .numbered), ("offset", .offset), ("after", .cursor), ("before", .cursor),
        ]
        let used = named.filter { query[$0.name] != nil }
        for (name, style) in used where !rules.styles.contains(style) {
            problems.append(FieldProblem(.parameter(name), "unknown_parameter", "is not known here"))
        }
        let fallback = rules.styles.first ?? .numbered
        // `limit` goes with offsets and with cursors.
        let byLimit = rules.styles.first { $0 != .numbered }
        guard let first = used.first else { return query["limit"] == nil ? fallback : byLimit ?? misplacedLimit() }
        for (name, style) in used.dropFirst() where style != first.style || style == .cursor {
            refuse(name, with: first.name)
        }
        if first.style == .numbered, query["limit"] != nil { refuse("limit", with: first.name) }
        return first.style
    }

    private mutating func misplacedLimit() -> PageStyle {
        problems.append(
            FieldProblem(.parameter("limit"), "unknown_parameter", "is not known here; did you mean `per_page`?"))
        return .numbered
    }

    private mutating func refuse(_ name: String, with other: String) {
        problems.append(FieldProblem(.parameter(name), "not_together", "cannot stand beside `\(other)`"))
    }

    /// The whole number of a parameter within limits.
    mutating func number(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text) else {
            let words = Expectation.wholeNumber(Int.self, not: text)
            problems.append(FieldProblem(.parameter(name), "type", "must be \(words), not `\(text.prefix(40))`"))
            return nil
        }
        if number < range.lowerBound {
            problems.append(
                FieldProblem(
                    .parameter(name), "too_small", "must be at least \(range.lowerBound)",
                    ["min": "\(range.lowerBound)"]))
        } else if number > range.upperBound {
            problems.append(
                FieldProblem(
                    .parameter(name), "too_large", "must be at most \(range.upperBound)", ["max": "\(range.upperBound)"]
                ))
        }
        return range.contains(number) ? number : nil
    }
}

/// What a list takes besides filters.
enum OwnParameters {
    /// Parameters that name no column.
    static let own: Set<String> = [
        "order", "search", "fields", "include", "page", "per_page", "limit", "offset", "after", "before",
    ]
    /// How many words are looked for.
    static let mostWords = 10
    /// How many filters a list has, since databases bound the depth and the values of a statement.
    static let mostFilters = 50
}

/// Which members of rows, and which relations with them, a request wants.
struct RowWish<Root: Model>: Sendable {
    let columns: [ResourceColumn]
    let computed: [ComputedMember<Root>]
    private(set) var selection = IncludeSelection()

    init(columns: [ResourceColumn], computed: [ComputedMember<Root>]) {
        self.columns = columns
        self.computed = computed
    }

    init(_ query: QueryParameters, _ rules: ListRules<Root>, _ problems: inout [FieldProblem]) {
        (columns, computed) = Self.members(query, rules, &problems)
        var selection = IncludeSelection()
        for path in query.values("include").flatMap(ParameterList.names) {
            let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            if Self.check(names[...], path, rules.includeNames, &problems) { selection.add(names[...]) }
        }
        self.selection = selection
    }

    /// The wish of a request for one row.
    /// - Throws: ``ValidationError``, problems by the names of parameters.
    init(checking query: QueryParameters, _ rules: ListRules<Root>) throws {
        var problems: [FieldProblem] = []
        self.init(query, rules, &problems)
        if let error = ValidationError(problems) { throw error }
    }

    /// The same members with other relations.
    func selecting(_ selection: IncludeSelection) -> RowWish {
        var wish = self
        wish.selection = selection
        return wish
    }

    /// Whether the rows are told without those of relations.
    var isWholeRow: Bool { selection.isEmpty }

    /// What the rows are read with.
    var annotations: [RowAnnotation] { computed.isEmpty ? [] : ComputedMember.annotations(of: computed) }

    private static func members(
        _ query: QueryParameters, _ rules: ListRules<Root>, _ problems: inout [FieldProblem]
    ) -> ([ResourceColumn], [ComputedMember<Root>]) {
        guard query["fields"] != nil else { return (rules.columns.shown, rules.computed) }
        var wanted: Set<String> = []
        let known = rules.memberNames
        let names = query.values("fields").flatMap(ParameterList.names)
        if names.isEmpty {
            problems.append(FieldProblem(.parameter("fields"), "too_few_items", "must name at least one member"))
        }
        for name in names {
            if known.contains(name) {
                wanted.insert(name)
            } else {
                problems.append(.unknown(name, in: "fields", among: known))
            }
        }
        return (
            rules.columns.shown.filter { wanted.contains($0.member) },
            rules.computed.filter { wanted.contains($0.name) }
        )
    }

    private static func check(
        _ names: ArraySlice<String>, _ path: String, _ known: [String: IncludeNames], _ problems: inout [FieldProblem]
    ) -> Bool {
        guard let name = names.first else { return true }
        guard let found = known[name] else {
            problems.append(.unknown(name, in: "include", among: known.keys))
            return false
        }
        return check(names.dropFirst(), path, found.nested, &problems)
    }
}

/// Parameters that hold several names.
enum ParameterList {
    static func names(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
}

extension FieldProblem {
    /// A parameter that has more of something than a list takes.
    static func tooMany(in parameter: String, _ most: Int, _ things: String) -> FieldProblem {
        FieldProblem(.parameter(parameter), "too_many_items", "must have at most \(most) \(things)", ["max": "\(most)"])
    }

    /// A name that a parameter holds, or is, and that nobody knows.
    static func unknown(
        _ name: String, in parameter: String, _ code: String = "unknown_name", among known: some Sequence<String>
    ) -> FieldProblem {
        let shown = name.count > 40 ? "\(name.prefix(40))…" : name
        let meant = NearMatch.find(name.utf8.count > 100 ? "" : name, among: known.sorted())
        let words = code == "unknown_parameter" ? "is not known here" : "has no `\(shown)`"
        return FieldProblem(
            .parameter(parameter), code, words + (meant.map { "; did you mean `\($0)`?" } ?? ""),
            meant.map { ["meant": $0] } ?? [:])
    }
}

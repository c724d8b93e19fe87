public import MartletData

extension Resource {
    /// Lets clients filter by these columns of the model and no others: `?seconds[gte]=100`.
    ///
    /// Without a word all columns that clients see can be filtered by, and what ``computed(_:description:_:)`` adds.
    public mutating func filter(_ columns: (Root.Fields) -> [any ColumnReference]) {
        filterable = Set(columns(Root.Fields(at: Root.place)).flatMap(\.columnNames))
    }

    /// Lets clients filter by what relations lead to, or by an expression: `?album.artist.name=Queen`.
    ///
    /// ```swift
    /// tracks.filter("album.artist.name") { $0.album.artist.name }
    /// ```
    /// - Parameters:
    ///   - name: the name of the parameter.
    ///   - expression: what is compared with its value.
    public mutating func filter<Value: ColumnValue>(
        _ name: String, _ expression: (Root.Fields) -> SQLExpression<Value>
    ) {
        guard let filter = RowFilter(comparing: expression(Root.Fields(at: Root.place))) else {
            mistakes.append(
                "the filter `\(name)` of the resource of \(Root.self) is of \(Value.self), which cannot be compared "
                    + "with a text")
            return
        }
        filters[name] = filter
    }

    /// Lets clients order by what relations lead to, or by an expression: `?order=-album.title`.
    ///
    /// All columns that clients see, and whose values can be compared, can be ordered by without a word.
    public mutating func order<Value: ColumnValue>(
        _ name: String, _ expression: (Root.Fields) -> SQLExpression<Value>
    ) {
        guard Value.columnType.comparedType != nil else {
            mistakes.append(
                "the order `\(name)` of the resource of \(Root.self) is of \(Value.self), which has no order")
            return
        }
        orders[name] = RowOrder(expression(Root.Fields(at: Root.place)).ascending)
    }

    /// The order of lists where a client says nothing: names as in `order`, such as `-added`; the key by default.
    public mutating func order(by names: String...) { defaultOrder = names }

    /// Lets clients search these columns of texts: `?search=night opera` finds the rows in which each word stands in one
    /// of them, in letters of either case.
    public mutating func search(_ columns: (Root.Fields) -> [any ColumnReference]) {
        let names = columns(Root.Fields(at: Root.place)).flatMap(\.columnNames)
        searched = names
        for name in names where Root.schema.column(name)?.type != .text {
            mistakes.append("the resource of \(Root.self) searches `\(name)`, which is no column of texts")
        }
        search = { _, word in
            names.reduce(SQLCondition.never) { condition, name in
                condition
                    || SQLExpression<String>(column: name, at: Root.place).contains(word, ignoringCase: true)
            }
        }
    }

    /// Lets clients search in the application's own way.
    ///
    /// ```swift
    /// tracks.searching { track, word in
    ///     track.title.contains(word, ignoringCase: true) || track.album.title.contains(word, ignoringCase: true)
    /// }
    /// ```
    /// - Parameter condition: the rows that are found by one word; a row is found when it is by each.
    public mutating func searching(_ condition: @escaping @Sendable (Root.Fields, String) -> SQLCondition) {
        search = condition
        searched = []
    }

    /// How lists are divided.
    /// - Parameters:
    ///   - styles: how clients may name pages; the first is that of a request without a word about it.
    ///   - size: how many rows a page has where a client says nothing.
    ///   - maximum: the most rows of a page.
    ///   - total: whether numbered pages and those by offset tell how many rows there are, which the database has to count.
    public mutating func pages(
        _ styles: PageStyle..., size: Int = 20, maximum: Int = 100, total: Bool = true
    ) {
        let size = min(max(1, size), PageRules.largest)
        let maximum = min(maximum, PageRules.largest)
        pages = PageRules(
            styles: styles.isEmpty ? PageStyle.allCases : styles, size: size, maximum: max(size, maximum), total: total)
    }

    /// Passes over parameters of lists that others look at, such as a key of the API.
    public mutating func ignoring(_ parameters: String...) { ignoredParameters.formUnion(parameters) }
}

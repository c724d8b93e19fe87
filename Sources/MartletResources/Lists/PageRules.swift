/// How the pages of a list are named.
public enum PageStyle: String, Sendable, Hashable, CaseIterable {
    /// `page` from 1 and `per_page`.
    case numbered
    /// `offset` and `limit`.
    case offset
    /// `after` or `before` a cursor of another page, and `limit`; both empty at either end of the list.
    ///
    /// A page costs the same however far it is from the beginning, and no row is passed over or told twice when others
    /// come or go.
    case cursor
}

/// How a resource divides its lists.
struct PageRules: Sendable {
    /// The most rows that a page can have, whatever a resource says.
    static let largest = 100_000

    /// The first of them is that of a request without a word about it.
    var styles: [PageStyle] = [.numbered, .offset, .cursor]
    var size = 20
    var maximum = 100
    /// Whether numbered pages and those by offset tell how many rows there are.
    var total = true

    /// Those of a model: a cursor needs a key, so that no two rows have the same place.
    func served(hasKey: Bool) -> PageRules {
        var rules = self
        if !hasKey { rules.styles.removeAll { $0 == .cursor } }
        return rules
    }
}

/// The page that a request asks for.
enum PageWish: Sendable {
    case numbered(Int, size: Int)
    case offset(Int, limit: Int)
    case after(String?, limit: Int)
    case before(String?, limit: Int)
}

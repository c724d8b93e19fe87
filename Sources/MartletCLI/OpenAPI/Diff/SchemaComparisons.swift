/// Compares pairs of schemas and all that is inside of them, each pair once.
struct SchemaComparisons {
    private struct Entry {
        let pair: SchemaPair
        var found: [SchemaComparison.Found] = []
        /// The pairs that are inside, by their indexes; `nil` before they are known.
        var inner: [(member: String, index: Int)]?
    }

    private let old: OpenAPIDocument
    private let new: OpenAPIDocument
    private var entries: [Entry] = []
    private var indexes: [String: Int] = [:]
    /// Pairs that nothing is found of, however deep.
    private var unchanged: Set<Int> = []

    init(from old: OpenAPIDocument, to new: OpenAPIDocument) {
        self.old = old
        self.new = new
    }

    /// What is found in a pair, with the paths of members from there. A schema that is there by several paths is there
    /// by the shortest.
    mutating func found(in root: SchemaPair) -> [(member: String, found: SchemaComparison.Found)] {
        var all: [(member: String, found: SchemaComparison.Found)] = []
        var steps = [Step(from: nil, member: "", index: index(of: root))]
        var seen: Set<Int> = []
        var next = 0
        while next < steps.count {
            let index = steps[next].index
            defer { next += 1 }
            guard !unchanged.contains(index), seen.insert(index).inserted else { continue }
            compare(index)
            if !entries[index].found.isEmpty {
                let path = Self.path(to: next, in: steps)
                all += entries[index].found.map { (path + $0.member, $0) }
            }
            for inner in entries[index].inner ?? [] where !seen.contains(inner.index) {
                steps.append(Step(from: next, member: inner.member, index: inner.index))
            }
        }
        if all.isEmpty { unchanged.formUnion(seen) }
        return all
    }

    /// A pair on the way, and where it was come to from.
    private struct Step {
        let from: Int?
        let member: String
        let index: Int
    }

    private static func path(to step: Int, in steps: [Step]) -> String {
        var members: [String] = []
        var next: Int? = step
        while let step = next {
            members.append(steps[step].member)
            next = steps[step].from
        }
        return members.reversed().joined()
    }

    private mutating func index(of pair: SchemaPair) -> Int {
        let key = pair.key(old, new)
        if let known = indexes[key] { return known }
        indexes[key] = entries.count
        entries.append(Entry(pair: pair))
        return entries.count - 1
    }

    private mutating func compare(_ index: Int) {
        guard entries[index].inner == nil else { return }
        let comparison = SchemaComparison(entries[index].pair, from: old, to: new)
        entries[index].found = comparison.found
        entries[index].inner = comparison.inner.map { ($0.member, self.index(of: $0.pair)) }
    }
}

/// Objects in the order in which they came.
struct PostgresQueue<Element: AnyObject> {
    private var elements: [Element?] = []
    private var start = 0

    var isEmpty: Bool { start == elements.count }
    var count: Int { elements.count - start }
    var first: Element? { start < elements.count ? elements[start] : nil }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func removeFirst() {
        guard start < elements.count else { return }
        elements[start] = nil
        start += 1
        if start == elements.count {
            elements.removeAll(keepingCapacity: true)
            start = 0
        } else if start >= 256 {
            elements.removeFirst(start)
            start = 0
        }
    }

    mutating func removeAll() -> [Element] { removeAll { _ in true } }

    /// Removes those that fulfil a condition, and returns them.
    mutating func removeAll(where condition: (Element) -> Bool) -> [Element] {
        var removed: [Element] = []
        var kept: [Element?] = []
        for case let element? in elements[start...] {
            if condition(element) { removed.append(element) } else { kept.append(element) }
        }
        elements = kept
        start = 0
        return removed
    }

    /// Removes an object.
    /// - Returns: whether it was there.
    mutating func remove(_ element: Element) -> Bool {
        guard let index = elements[start...].firstIndex(where: { $0 === element }) else { return false }
        elements.remove(at: index)
        return true
    }

    func contains(_ element: Element) -> Bool { elements[start...].contains { $0 === element } }
}

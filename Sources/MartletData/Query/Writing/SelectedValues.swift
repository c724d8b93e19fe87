/// The selected expressions in which values are bound, for `GROUP BY` and `ORDER BY`: there the database has to see that it
/// is the same expression, and a second placeholder is another value to it.
///
/// PostgreSQL gets the same placeholder again; MariaDB and MySQL, which have no numbers for them, get the place of the
/// expression. SQLite does not ask.
struct SelectedValues {
    struct Item {
        /// The place among what is selected, from 1.
        let place: Int
        let text: Range<Int>
        let bindings: Range<Int>
    }

    /// Whether clauses follow that may name the expressions.
    var isNeeded = false
    /// Whether such a clause is being written.
    var isReused = false
    /// How many columns are selected so far.
    var count = 0
    var items: [Item] = []

    /// The bindings that are used again.
    var bound: Range<Int>? {
        guard isReused, let first = items.first, let last = items.last else { return nil }
        return first.bindings.lowerBound..<last.bindings.upperBound
    }
}

extension SQLWriter {
    /// Appends one of the selected expressions.
    mutating func select(_ node: SQLNode) {
        let (text, binding) = (buffers.bytes.count, buffers.bindings.count)
        condition(node)
        selected.count += 1
        guard selected.isNeeded, family != .sqlite, buffers.bindings.count > binding else { return }
        selected.items.append(
            SelectedValues.Item(
                place: selected.count, text: text..<buffers.bytes.count, bindings: binding..<buffers.bindings.count))
    }

    /// Appends an expression, or its place among the selected ones where it is one of them and has values.
    mutating func asSelected(_ node: SQLNode, _ write: (inout SQLWriter, SQLNode) -> Void) {
        let (text, binding) = (buffers.bytes.count, buffers.bindings.count)
        let isReused = selected.isReused
        // Bound anew, to be compared with all that is bound in the other.
        if family == .mysql { selected.isReused = false }
        write(&self, node)
        selected.isReused = isReused
        guard family == .mysql, isReused, buffers.bindings.count > binding else { return }
        let item = selected.items.first { item in
            buffers.bytes[item.text].elementsEqual(buffers.bytes[text...])
                && buffers.bindings[item.bindings].elementsEqual(buffers.bindings[binding...])
        }
        guard let item else { return }
        buffers.bytes.removeLast(buffers.bytes.count - text)
        buffers.bindings.removeLast(buffers.bindings.count - binding)
        number(item.place)
    }
}

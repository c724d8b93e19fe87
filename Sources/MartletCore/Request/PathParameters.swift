/// The values that a route's placeholders took from the path, decoded, in the order of the path.
public struct PathParameters: Sendable {
    package var names: [String] = []
    package var values: [String] = []

    /// Creates an empty list.
    public init() {}

    package init(names: [String], values: [String]) {
        self.names = names
        self.values = values
    }

    /// How many values there are.
    public var count: Int { values.count }

    /// The value of the placeholder with this name; `nil` when the route has none.
    public subscript(name: String) -> String? {
        guard let index = names.firstIndex(of: name), values.indices.contains(index) else { return nil }
        return values[index]
    }

    /// The value at a position, counted from zero; `nil` past the end.
    public subscript(position: Int) -> String? { values.indices.contains(position) ? values[position] : nil }
}

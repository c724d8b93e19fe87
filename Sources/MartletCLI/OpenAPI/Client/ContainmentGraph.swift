/// Which types hold which without an array or a dictionary in between, so that a value would have no end.
struct ContainmentGraph {
    private var edges: [String: [String]] = [:]
    /// Types that hold each other have the same number.
    private var circles: [String: Int] = [:]

    /// - Parameter leavingOutIndirect: whether unions that are marked are left out, since they hold by reference.
    init(_ declarations: [TypeDeclaration], leavingOutIndirect: Bool = false) {
        for declaration in declarations {
            switch declaration.content {
            case .structure(let structure): edges[declaration.name] = structure.members.flatMap(\.use.type.embedded)
            case .union(let union) where !(union.isIndirect && leavingOutIndirect):
                edges[declaration.name] = union.cases.flatMap(\.type.embedded)
            case .alias(let type): edges[declaration.name] = type.embedded
            case .union, .enumeration: break
            }
        }
        findCircles(declarations.map(\.name))
    }

    /// Whether a type that holds another is in it again, directly or further in.
    func isCircle(_ owner: String, holding inner: String) -> Bool {
        owner == inner || circles[owner].map { $0 == circles[inner] } ?? false
    }

    /// Whether a type is in itself.
    func isInItself(_ name: String) -> Bool { edges[name]?.contains { isCircle(name, holding: $0) } ?? false }

    /// Numbers what holds each other (Kosaraju: what is left last is visited first, against the edges).
    private mutating func findCircles(_ names: [String]) {
        var left: [String] = []
        var seen: Set<String> = []
        for name in names { Self.visit(name, edges, &seen, &left) }
        var reversed: [String: [String]] = [:]
        for (name, inner) in edges {
            for other in inner { reversed[other, default: []].append(name) }
        }
        seen = []
        for (number, name) in left.reversed().enumerated() {
            var circle: [String] = []
            Self.visit(name, reversed, &seen, &circle)
            for member in circle { circles[member] = number }
        }
    }

    /// Visits what is reached and was not seen, and notes it when it is left. Without recursion, since types may be many.
    private static func visit(
        _ start: String, _ edges: [String: [String]], _ seen: inout Set<String>, _ left: inout [String]
    ) {
        guard seen.insert(start).inserted else { return }
        var path = [(name: start, next: 0)]
        while let (name, next) = path.last {
            let inner = edges[name] ?? []
            guard next < inner.count else {
                left.append(name)
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            if seen.insert(inner[next]).inserted { path.append((inner[next], 0)) }
        }
    }
}

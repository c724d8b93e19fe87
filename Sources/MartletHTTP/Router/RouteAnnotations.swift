/// What extensions keep about routes, by type.
///
/// ```swift
/// struct Audited: Sendable { var reason: String }
///
/// app.delete("/tracks/{id:int}") { … }.annotate(Audited(reason: "sales"))
/// app.inspectRoutes { routes in
///     routes.filter { $0.method == .delete && $0.annotations[Audited.self].isEmpty }.map { "\($0) is not audited" }
/// }
/// ```
public struct RouteAnnotations: Sendable {
    private var values: [any Sendable] = []

    init() {}

    mutating func append(_ value: some Sendable) { values.append(value) }

    mutating func append(_ others: RouteAnnotations) { values += others.values }

    /// Those of one type: the groups' first, from the outermost, then the route's own.
    public subscript<Annotation: Sendable>(type: Annotation.Type) -> [Annotation] {
        values.compactMap { $0 as? Annotation }
    }
}

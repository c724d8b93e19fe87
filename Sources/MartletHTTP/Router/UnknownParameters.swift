import MartletCore

/// What becomes of the parameters of a query that a route does not have.
public enum UnknownParameters: Sendable, Equatable {
    /// Each is a problem, with the name that was probably meant: a 422.
    case refused
    /// They are passed over; the default.
    case ignored
}

extension RouteBuilder {
    /// Says what becomes of parameters of the query that the routes of this application or group do not have.
    ///
    /// ```swift
    /// app.group("/api") { api in
    ///     api.unknownParameters(.refused, besides: ["utm_source"])
    ///     api.get("/tracks") { (search: Query<Search>, page: Query<Paging>) in "page \(page.number)" }
    /// }
    /// ```
    /// A route has the parameters of all that its handler takes, those that the middleware around it says it takes
    /// (``DescribedMiddleware``), and the one that names a version of the API. What is read by hand has to be named here.
    /// Resources refuse by themselves what they do not have; files and the page of the documentation take any. A struct of
    /// which the members cannot be found stops the start.
    /// - Parameters:
    ///   - rule: what becomes of them; what a route or a group inside says goes first.
    ///   - names: further parameters that are taken, here and inside.
    public func unknownParameters(_ rule: UnknownParameters, besides names: [String] = []) {
        routes.annotate(ParameterRule(unknown: rule, others: names))
    }
}

extension Route {
    /// Says what becomes of parameters of the query that the route does not have, as
    /// ``RouteBuilder/unknownParameters(_:besides:)`` does for a group.
    ///
    /// ```swift
    /// app.get("/search") { (search: Query<Search>) in "\(search.word)" }.unknownParameters(.refused)
    /// ```
    /// - Parameters:
    ///   - rule: what becomes of them.
    ///   - names: further parameters that are taken.
    @discardableResult
    public func unknownParameters(_ rule: UnknownParameters, besides names: [String] = []) -> Route {
        annotate(ParameterRule(unknown: rule, others: names))
    }
}

/// What a group or a route says of parameters of the query.
package struct ParameterRule: Sendable {
    /// What becomes of those that a route does not have; `nil` where nothing is said.
    let unknown: UnknownParameters?
    /// Parameters that are taken beside those of handlers.
    let others: [String]

    init(unknown: UnknownParameters?, others: [String]) {
        self.unknown = unknown
        self.others = others
    }

    /// Tells of parameters that middleware takes.
    package init(taking names: [String]) { self.init(unknown: nil, others: names) }

    /// The names beside those of handlers where unknown ones are refused; `nil` where they are passed over.
    static func strict(_ annotations: RouteAnnotations) -> [String]? {
        let rules = annotations[ParameterRule.self]
        guard rules.lazy.compactMap(\.unknown).last == .refused else { return nil }
        return rules.flatMap(\.others)
    }
}

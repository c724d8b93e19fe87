import MartletCore

/// A line of the `routes` command.
package struct RouteTableRow: Sendable, Equatable {
    package let method: String
    package let path: String
    package let host: String?
    package let name: String?
    package let location: String

    static func ordered(_ a: RouteTableRow, _ b: RouteTableRow) -> Bool {
        (a.host ?? "", a.path, a.method) < (b.host ?? "", b.path, b.method)
    }
}

/// Where the source declares each route, for the error pages of development.
struct RoutePlaces: Sendable {
    private let places: [String: String]

    init(_ table: [RouteTableRow]) {
        places = Dictionary(
            table.map { ("\($0.method) \($0.path)", $0.location) }, uniquingKeysWith: { "\($0), \($1)" })
    }

    /// The file and line of a request's route; that of `GET` for `HEAD`. `nil` where no route matched.
    func place(of request: Request) -> String? {
        guard let pattern = request.context.routePattern else { return nil }
        let method = request.method.rawValue
        return places["\(method) \(pattern)"] ?? (method == "HEAD" ? places["GET \(pattern)"] : nil)
    }
}

public import MartletCore

/// A name for a route: a string, or a ``RouteName`` that carries the types of the route's placeholders.
public protocol RouteNaming: Sendable {
    /// The name.
    var routeName: String { get }
    /// How many placeholders the route must have; `nil` when the name does not say.
    var parameterCount: Int? { get }
}

extension String: RouteNaming {
    public var routeName: String { self }
    public var parameterCount: Int? { nil }
}

/// A route's name with the types of its placeholders, so that a URL with a wrong number or type does not compile.
///
/// ```swift
/// enum Pages {
///     static let home = PlainRouteName("home")
///     static let album = RouteName<Int>("album")
/// }
///
/// app.get("/albums/{id:int}", name: Pages.album) { (id: Path<Int>) in … }
/// let url = try request.url(Pages.album, 7)      // "/albums/7"
/// ```
public struct RouteName<each Parameter: PathValue>: RouteNaming {
    public let routeName: String

    /// Creates a name; it has to be unique in the application.
    public init(_ name: String) { routeName = name }

    public var parameterCount: Int? {
        var count = 0
        for _ in repeat (each Parameter).self { count += 1 }
        return count
    }
}

// Without the space the compiler reads an operator.
/// The name of a route without placeholders: `static let home = PlainRouteName("home")`.
// swift-format-ignore
public typealias PlainRouteName = RouteName< >

/// Makes URLs of an application's named routes; a service of every running application.
public struct RouteLinks: Sendable {
    var patterns: [String: RoutePattern]
    /// Scheme and host of `PUBLIC_URL`.
    var publicOrigin: String?

    /// The names of the placeholders of a named route, in the order of its path.
    /// - Throws: ``RouteLinkError`` for an unknown name.
    public func placeholders(of name: String) throws -> [String] {
        guard let pattern = patterns[name] else { throw unknown(name) }
        return pattern.placeholderNames
    }

    private func unknown(_ name: String) -> RouteLinkError {
        RouteLinkError("no route is named `\(name)`" + NearMatch.hint(for: name, among: patterns.keys.sorted()))
    }

    /// The path of a named route with its placeholders filled in.
    /// - Parameters:
    ///   - name: the route's name.
    ///   - values: one text for each placeholder, not yet encoded.
    /// - Throws: ``RouteLinkError`` for an unknown name or a wrong number of values.
    public func path(_ name: String, _ values: [String]) throws -> String {
        guard let pattern = patterns[name] else { throw unknown(name) }
        let expected = pattern.placeholderNames.count
        guard expected == values.count else {
            throw RouteLinkError(
                "route `\(name)` (\(pattern)) takes \(expected) value\(expected == 1 ? "" : "s"), got \(values.count)")
        }
        var rest = values[...]
        var path = ""
        for segment in pattern.segments {
            switch segment {
            case .constant(let text): path += "/\(text)"
            case .typed, .plain: path += "/" + PercentEncoding.encode(rest.popFirst() ?? "")
            case .rest: path += "/" + PercentEncoding.encode(rest.popFirst() ?? "", alsoAllowed: "/")
            }
        }
        return path
    }
}

/// A URL was asked for that no route can give.
public struct RouteLinkError: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}

extension Request {
    /// The path of a named route.
    /// - Throws: ``RouteLinkError`` when no route of the application has this name.
    public func url<each Parameter: PathValue>(
        _ name: RouteName<repeat each Parameter>, _ values: repeat each Parameter
    ) throws -> String {
        var texts: [String] = []
        for value in repeat each values { texts.append(value.pathValue) }
        return try services.require(RouteLinks.self).path(name.routeName, texts)
    }

    /// The path of a route named by a string.
    /// - Throws: ``RouteLinkError`` for an unknown name or a wrong number of values.
    public func url(named name: String, _ values: any PathValue...) throws -> String {
        try services.require(RouteLinks.self).path(name, values.map(\.pathValue))
    }
}

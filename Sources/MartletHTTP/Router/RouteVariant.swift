public import MartletCore

/// Which requests of a route another handler answers.
///
/// ```swift
/// struct FromWatch: RouteCondition {
///     func holds(for request: Request) -> Bool { request.headers[.userAgent]?.hasPrefix("Watch/") == true }
/// }
/// app.get("/charts") { charts }
///     .answer(where: FromWatch()) { charts.prefix(3) }
/// ```
public protocol RouteCondition: Sendable {
    /// Whether the other handler answers the request.
    /// - Throws: any error, which is answered like one of the handler.
    func holds(for request: Request) throws -> Bool
}

extension Route {
    /// Answers some requests by another handler, in the place of the route's own.
    ///
    /// It stands where the route's own does: behind all middleware, whenever that was added, and within the route's limits.
    /// What its parameters need is checked at the start. Of several the first whose condition holds answers.
    @discardableResult
    public func answer<each E: Extractor, R: ResponseConvertible>(
        where condition: some RouteCondition, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        add(
            RouteVariant(
                condition: condition, handler: .answering(handler), location: SourceLocation(file: file, line: line)))
    }

    /// Answers some requests by another handler whose result is sent as JSON; a result of `nil` is a 404.
    @_disfavoredOverload
    @discardableResult
    public func answer<each E: Extractor, R: Encodable & SendableMetatype>(
        where condition: some RouteCondition, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        add(
            RouteVariant(
                condition: condition, handler: .encoding(handler), location: SourceLocation(file: file, line: line)))
    }
}

/// Another handler of a route.
struct RouteVariant: Sendable {
    let condition: any RouteCondition
    var handler: RouteHandler
    let location: SourceLocation
}

public import HTTPTypes
public import MartletCore

/// Anything that routes can be added to: an application or a group of one.
///
/// A handler takes any number of ``Extractor`` parameters and returns something ``ResponseConvertible``, or any
/// `Encodable` value, which is sent as JSON.
///
/// ```swift
/// app.get("/hello/{name}") { (name: Path<String>) in "Hello, \(name)" }
/// app.post("/tracks") { (track: JSON<NewTrack>, db: Database) in try await track.value.insert(in: db) }
/// ```
public protocol RouteBuilder: Sendable {
    /// The group that routes are added to.
    var routes: RouteGroup { get }
}

extension RouteBuilder {
    /// Adds a route for any method.
    /// - Parameters:
    ///   - method: the request method.
    ///   - path: constant segments and placeholders: `/tracks/{id:int}`, `/files/{rest:path}`.
    ///   - name: a name by which URLs of the route are made.
    ///   - handler: the function that answers; its parameters are extracted by their types.
    /// - Returns: the route, for its limits and middleware.
    @discardableResult
    public func on<each E: Extractor, R: ResponseConvertible>(
        _ method: HTTPRequest.Method, _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID,
        line: Int = #line, _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        routes.add(method, path, name, SourceLocation(file: file, line: line), .answering(handler))
    }

    /// Adds a route for any method whose handler's result is sent as JSON; a result of `nil` is a 404.
    @_disfavoredOverload
    @discardableResult
    public func on<each E: Extractor, R: Encodable & SendableMetatype>(
        _ method: HTTPRequest.Method, _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID,
        line: Int = #line, _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        routes.add(method, path, name, SourceLocation(file: file, line: line), .encoding(handler))
    }
}

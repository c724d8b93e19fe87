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
        routes.add(
            method, path, name, SourceLocation(file: file, line: line), extracting: (repeat each E).self,
            responses: ResponseDescription.all(of: R.self, isEncoded: false), result: R.self
        ) { request in
            try await HandlerInvocation.run(request, handler).response(for: request)
        }
    }

    /// Adds a route for any method whose handler's result is sent as JSON; a result of `nil` is a 404.
    @_disfavoredOverload
    @discardableResult
    public func on<each E: Extractor, R: Encodable & SendableMetatype>(
        _ method: HTTPRequest.Method, _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID,
        line: Int = #line, _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        let mayBeAbsent = R.self is any OptionalType.Type
        return routes.add(
            method, path, name, SourceLocation(file: file, line: line), extracting: (repeat each E).self,
            responses: ResponseDescription.all(of: R.self, isEncoded: true), result: R.self
        ) { request in
            let result = try await HandlerInvocation.run(request, handler)
            if mayBeAbsent, (result as? any OptionalType)?.isAbsent == true { throw HTTPError(.notFound) }
            return try Response.json(result)
        }
    }
}

/// Runs a handler with its parameters extracted from a request.
package enum HandlerInvocation {
    @inline(__always)
    package static func run<each E: Extractor, R>(
        _ request: Request, _ handler: @Sendable (repeat each E) async throws -> R
    ) async throws -> R {
        var readsBody = false
        for type in repeat (each E).self { readsBody = readsBody || type.readsBody }
        var source = ExtractionSource(request)
        guard readsBody else {
            return try await handler(repeat try await (each E).extract(from: &source))
        }
        // Parameters that refuse a request by its head do so before any content is read.
        let early = (repeat try await extract((each E).self, from: &source, readingBody: false))
        return try await handler(repeat try await complete(each early, from: &source))
    }

    private static func extract<E: Extractor>(
        _ type: E.Type, from source: inout ExtractionSource, readingBody: Bool
    ) async throws -> E? {
        E.readsBody == readingBody ? try await E.extract(from: &source) : nil
    }

    private static func complete<E: Extractor>(_ value: E?, from source: inout ExtractionSource) async throws -> E {
        if let value { return value }
        return try await E.extract(from: &source)
    }
}

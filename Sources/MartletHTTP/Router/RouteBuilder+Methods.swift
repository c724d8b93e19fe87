public import MartletCore

// One function for each common method, twice: results that are responses, and results that are sent as JSON.

extension RouteBuilder {
    /// Adds a `GET` route. Reads a resource. `HEAD` is answered by the same handler, without the content.
    /// - Parameters:
    ///   - path: constant segments and placeholders.
    ///   - name: a name by which URLs of the route are made.
    ///   - handler: the function that answers.
    @discardableResult
    public func get<each E: Extractor, R: ResponseConvertible>(
        _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        on(.get, path, name: name, file: file, line: line, handler)
    }
}

extension RouteBuilder {
    /// Adds a `GET` route whose handler's result is sent as JSON.
    @_disfavoredOverload
    @discardableResult
    public func get<each E: Extractor, R: Encodable & SendableMetatype>(
        _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        on(.get, path, name: name, file: file, line: line, handler)
    }
}

extension RouteBuilder {
    /// Adds a `POST` route. Creates or processes.
    /// - Parameters:
    ///   - path: constant segments and placeholders.
    ///   - name: a name by which URLs of the route are made.
    ///   - handler: the function that answers.
    @discardableResult
    public func post<each E: Extractor, R: ResponseConvertible>(
        _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        on(.post, path, name: name, file: file, line: line, handler)
    }
}

extension RouteBuilder {
    /// Adds a `POST` route whose handler's result is sent as JSON.
    @_disfavoredOverload
    @discardableResult
    public func post<each E: Extractor, R: Encodable & SendableMetatype>(
        _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        on(.post, path, name: name, file: file, line: line, handler)
    }
}

extension RouteBuilder {
    /// Adds a `PUT` route. Replaces a resource.
    /// - Parameters:
    ///   - path: constant segments and placeholders.
    ///   - name: a name by which URLs of the route are made.
    ///   - handler: the function that answers.
    @discardableResult
    public func put<each E: Extractor, R: ResponseConvertible>(
        _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        on(.put, path, name: name, file: file, line: line, handler)
    }
}

extension RouteBuilder {
    /// Adds a `PUT` route whose handler's result is sent as JSON.
    @_disfavoredOverload
    @discardableResult
    public func put<each E: Extractor, R: Encodable & SendableMetatype>(
        _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        on(.put, path, name: name, file: file, line: line, handler)
    }
}

extension RouteBuilder {
    /// Adds a `PATCH` route. Changes a part of a resource.
    /// - Parameters:
    ///   - path: constant segments and placeholders.
    ///   - name: a name by which URLs of the route are made.
    ///   - handler: the function that answers.
    @discardableResult
    public func patch<each E: Extractor, R: ResponseConvertible>(
        _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        on(.patch, path, name: name, file: file, line: line, handler)
    }
}

extension RouteBuilder {
    /// Adds a `PATCH` route whose handler's result is sent as JSON.
    @_disfavoredOverload
    @discardableResult
    public func patch<each E: Extractor, R: Encodable & SendableMetatype>(
        _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        on(.patch, path, name: name, file: file, line: line, handler)
    }
}

extension RouteBuilder {
    /// Adds a `DELETE` route. Removes a resource.
    /// - Parameters:
    ///   - path: constant segments and placeholders.
    ///   - name: a name by which URLs of the route are made.
    ///   - handler: the function that answers.
    @discardableResult
    public func delete<each E: Extractor, R: ResponseConvertible>(
        _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        on(.delete, path, name: name, file: file, line: line, handler)
    }
}

extension RouteBuilder {
    /// Adds a `DELETE` route whose handler's result is sent as JSON.
    @_disfavoredOverload
    @discardableResult
    public func delete<each E: Extractor, R: Encodable & SendableMetatype>(
        _ path: String, name: (any RouteNaming)? = nil, file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> Route {
        on(.delete, path, name: name, file: file, line: line, handler)
    }
}

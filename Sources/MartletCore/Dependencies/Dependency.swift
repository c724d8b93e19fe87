/// A handler's parameter that is made once for each request and closed after the response: a transaction, a file, a client
/// of another system with the request's own settings.
///
/// What it needs itself it extracts by type, dependencies among them. Whoever asks for it in the same request gets the same
/// value: handlers, middleware (``Dependency/of(_:)``) and other dependencies.
///
/// ```swift
/// struct Report: Dependency {
///     let file: FileHandle
///
///     static func open(for source: inout ExtractionSource) async throws -> Report {
///         let user = try await source.extract(CurrentUser.self)
///         return Report(file: try FileHandle(for: user))
///     }
///
///     func close(after error: (any Error)?) async { try? file.close() }
/// }
/// app.get("/report") { (report: Report) in … }
/// ```
/// Dependencies are closed in the opposite order of their opening, when the response has been handed to the connection, also
/// when the handler failed or the client has gone; those of a WebSocket when its conversation ends. What could not be opened
/// is not closed, but what was opened before it is.
public protocol Dependency: Extractor {
    /// Makes the value for a request.
    /// - Throws: any error; one that conforms to ``ResponseError`` says how it is answered. It is tried anew when somebody
    ///   else in the request asks.
    static func open(for source: inout ExtractionSource) async throws -> Self

    /// Gives back what the value holds; does nothing by default.
    /// - Parameter error: what the handler threw; `nil` when it returned.
    func close(after error: (any Error)?) async
}

extension Dependency {
    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> Self {
        let dependencies = source.request.state.value(of: RequestDependencies.Place.self) { RequestDependencies() }
        return try await dependencies.value(Self.self, &source)
    }

    public func close(after error: (any Error)?) async {}

    /// The value of a request, for middleware.
    /// - Throws: what ``open(for:)`` throws; ``DependencyError``.
    public static func of(_ request: Request) async throws -> Self {
        var source = ExtractionSource(request)
        return try await extract(from: &source)
    }
}

extension ExtractionSource {
    /// Makes a value of another type, for an extractor that builds on it.
    public mutating func extract<Parameter: Extractor>(_ type: Parameter.Type) async throws -> Parameter {
        try await Parameter.extract(from: &self)
    }
}

/// A dependency that cannot be, whatever the request.
public enum DependencyError: Error, CustomStringConvertible {
    /// Types that need each other, in the order in which they ask.
    case circle([String])
    /// The request is over, and nothing would close what is opened now.
    case requestIsOver(String)

    public var description: String {
        switch self {
        case .circle(let names):
            "dependencies need each other: \(names.joined(separator: " → ")); one has to do without"
        case .requestIsOver(let name):
            "\(name) was asked for after its request was over; take it as a parameter, and what it gives along"
        }
    }
}

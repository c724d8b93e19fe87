import HTTPTypes
public import MartletCore
import Synchronization

/// A route as the application declared it; its settings can be refined until the application runs.
///
/// ```swift
/// app.post("/photos") { (form: Form<NewPhoto>) in … }
///     .bodyLimit(50 << 20)
///     .timeLimit(.seconds(300))
/// ```
public final class Route: Sendable {
    struct Settings {
        var name: String?
        var expectedParameters: Int?
        var bodyLimit: Int?
        var timeLimit: Duration?
        var formLimits: FormLimits?
        var middleware: [any Middleware] = []
        /// Other handlers, for some requests.
        var variants: [RouteVariant] = []
        var annotations = RouteAnnotations()
        /// Whether a path that lacks the last slash of the route's leads here.
        var takesMissingSlash = true
        /// Mistakes that were seen when the route was declared.
        var problems: [String] = []
    }

    let method: HTTPRequest.Method
    let path: String
    let handler: RouteHandler
    let location: SourceLocation
    private let settings: Mutex<Settings>

    init(
        method: HTTPRequest.Method, path: String, name: (any RouteNaming)?, location: SourceLocation,
        handler: RouteHandler
    ) {
        self.method = method
        self.path = path
        self.location = location
        self.handler = handler
        settings = Mutex(Settings(name: name?.routeName, expectedParameters: name?.parameterCount))
    }

    func report(_ problems: [String]) { settings.withLock { $0.problems += problems } }

    /// Makes a path that lacks the route's last slash a 404 instead of a redirect to here.
    func refusingMissingSlash() { settings.withLock { $0.takesMissingSlash = false } }

    func add(_ variant: RouteVariant) -> Route {
        settings.withLock { $0.variants.append(variant) }
        return self
    }

    var current: Settings { settings.withLock { $0 } }

    /// Sets the most bytes that the route's handler may read from the body; 1 MiB where nothing is said.
    @discardableResult
    public func bodyLimit(_ bytes: Int) -> Route {
        settings.withLock { $0.bodyLimit = max(0, bytes) }
        return self
    }

    /// Sets what forms of the route may be, in place of the limits around it.
    @discardableResult
    public func formLimits(_ limits: FormLimits) -> Route {
        settings.withLock { $0.formLimits = limits }
        return self
    }

    /// Sets how long the handler may take, in place of the server's limit.
    @discardableResult
    public func timeLimit(_ limit: Duration) -> Route {
        settings.withLock { $0.timeLimit = limit }
        return self
    }

    /// Keeps something about the route, for extensions that look at it (``App/inspectRoutes(_:)``).
    @discardableResult
    public func annotate<Annotation: Sendable>(_ annotation: Annotation) -> Route {
        settings.withLock { $0.annotations.append(annotation) }
        return self
    }

    /// Puts middleware around this route alone, inside that of its groups.
    @discardableResult
    public func use(_ middleware: some Middleware) -> Route {
        settings.withLock { $0.middleware.append(middleware) }
        return self
    }
}

/// Where in the source something was declared; boot errors name it.
struct SourceLocation: Sendable, CustomStringConvertible {
    let file: String
    /// 0 for what the framework declares itself.
    let line: Int
    var description: String { line == 0 ? file : "\(file):\(line)" }
}

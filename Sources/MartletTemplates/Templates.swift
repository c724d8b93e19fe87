public import MartletHTTP
import Mustache
import Synchronization

/// The templates of an application: Mustache with inheritance and partials, escaped by default.
///
/// All templates are read and parsed when the extension is installed, and every mistake in them stops the start. In
/// development a template that has changed on disk is read anew, and open pages reload.
///
/// ```swift
/// try await app.install(Templates(directory: "Sources/Shop/Templates", embedded: EmbeddedTemplates.texts))
/// app.get("/") { View("home", ["title": "Martlet"]) }
/// ```
///
/// A handler that renders a text itself, such as that of a mail, takes them as a parameter.
public final class Templates: Extension, ServiceParameter {
    public static var requiredServices: [ServiceRequirement] {
        [ServiceRequirement(Templates.self, advice: "install Templates(directory: …)")]
    }

    /// Where templates come from.
    enum Source: Sendable {
        case directory(String)
        case texts([String: String])
        case directoryInDevelopment(String, otherwise: [String: String])

        /// Where they come from in an application that runs here.
        func resolved(isDevelopment: Bool) -> Source {
            guard case .directoryInDevelopment(let directory, let texts) = self else { return self }
            return isDevelopment && TemplateFiles.exists(directory) ? .directory(directory) : .texts(texts)
        }
    }

    /// A value that every template sees, made for each page.
    public typealias Global = @Sendable (Request) -> any Sendable

    /// A transform as the renderer calls it.
    typealias Helper = @Sendable (Any) -> Any?

    private struct State {
        var source: Source
        var set = TemplateSet()
        var stamp = TemplateStamp()
        var unreadable: String?
        var globals: [String: Global] = [:]
        var helpers: [String: Helper] = [:]
        /// The routes of the application, once they are known.
        var routes: RouteLinks?
    }

    private let state: Mutex<State>

    private init(_ source: Source) { state = Mutex(State(source: source)) }

    /// Reads the `.mustache` files of a directory and those below it; `albums/show.mustache` is named `albums/show`.
    public convenience init(directory: String) { self.init(.directory(directory)) }

    /// Takes templates from memory, by name: embedded in the binary, or made by a test.
    public convenience init(texts: [String: String]) { self.init(.texts(texts)) }

    /// Reads templates from a directory in development and takes those in the binary anywhere else.
    ///
    /// The package's plugin `EmbedResources` puts the `.mustache` files of a target's folder `Templates` into the target as
    /// `EmbeddedTemplates.texts`. A binary that runs in development without the directory takes them too.
    /// - Parameters:
    ///   - directory: the target's folder `Templates`, seen from where the application is started.
    ///   - embedded: the same templates by name.
    public convenience init(directory: String, embedded: [String: String]) {
        self.init(.directoryInDevelopment(directory, otherwise: embedded))
    }

    /// Makes a value visible in every template.
    /// - Parameters:
    ///   - name: how templates call it.
    ///   - value: makes it from the request of the page.
    public func global(_ name: String, _ value: @escaping Global) { state.withLock { $0.globals[name] = value } }

    /// Adds a transform for templates: `{{price(cents)}}`.
    ///
    /// Its result is escaped like any other value. A value of another type than the helper takes shows as nothing.
    ///
    /// ```swift
    /// templates.helper("price") { (cents: Int) in "$\(cents / 100).\(cents % 100)" }
    /// ```
    /// - Parameters:
    ///   - name: how templates call it; helpers are added before the extension is installed.
    ///   - transform: makes what is shown; `nil` for nothing.
    public func helper<Value, Result>(_ name: String, _ transform: @escaping @Sendable (Value) -> Result?) {
        state.withLock { $0.helpers[name] = { value in (value as? Value).flatMap(transform) } }
    }

    public func install(in app: App) async throws {
        app.services[Templates.self] = self
        let isDevelopment = app.isDevelopment
        state.withLock { $0.source = $0.source.resolved(isDevelopment: isDevelopment) }
        if case .directory(let path) = state.withLock({ $0.source }) { app.watch(path) }
        for problem in load() { app.reportProblem(problem) }
        // Other extensions may add page values until the routes are finished.
        let pageValues = app.pageValues
        app.check { routes in
            let (links, members) = self.state.withLock { state in
                state.routes = routes
                return (state.set.checkLinks(routes), state.set.members.filter { state.globals[$0.value] == nil })
            }
            return links + members.compactMap { $0.problem(pageValues) }
        }
    }

    /// Reads everything anew.
    /// - Returns: what is wrong with the templates; a wrong one keeps its last good form.
    @discardableResult
    func load() -> [String] {
        let stamp: TemplateStamp
        let texts: [String: String]
        switch state.withLock({ $0.source }) {
        case .texts(let given), .directoryInDevelopment(_, otherwise: let given):
            stamp = TemplateStamp()
            texts = given
        case .directory(let path):
            // Taken before reading: a file that is written meanwhile is read once more.
            stamp = TemplateStamp(directory: path)
            do { texts = try TemplateFiles.read(path) } catch {
                let problem = "the templates cannot be read: \(error)"
                state.withLock { $0.unreadable = problem }
                return [problem]
            }
        }
        let (previous, helpers, routes) = state.withLock { ($0.set, Set($0.helpers.keys), $0.routes) }
        var set = TemplateSet(texts, helpers: helpers, previous: previous)
        if let routes { _ = set.checkLinks(routes) }
        state.withLock { [set] state in
            state.set = set
            state.stamp = stamp
            state.unreadable = nil
        }
        return set.allProblems
    }

    /// Renders a template.
    /// - Parameters:
    ///   - name: the template.
    ///   - context: what it shows: a struct, a dictionary, or anything made of those.
    ///   - request: the request that the page answers; globals are made from it.
    /// - Throws: ``TemplateError`` when there is no such template, or when it cannot be parsed in development.
    public func render(_ name: String, _ context: any Sendable, for request: Request) throws -> String {
        if request.context.application.isDevelopment { reloadIfChanged() }
        let (set, globals, helpers, unreadable) = state.withLock { ($0.set, $0.globals, $0.helpers, $0.unreadable) }
        if let unreadable { throw TemplateError(unreadable) }
        let problems = set.problems(affecting: name)
        guard problems.isEmpty else { throw TemplateError(problems.joined(separator: "\n")) }
        guard let template = set.library.getTemplate(named: name) else {
            throw TemplateError("no template is named `\(name)`" + NearMatch.hint(for: name, among: set.names))
        }
        let scope = TemplateScope(request: request, helpers: helpers, globals: globals)
        let root = TemplateRoot(context: .root(context, scope), scope: scope)
        return EscapableText.finished(template.render(root, library: set.library))
    }

    private func reloadIfChanged() {
        guard case .directory(let path) = state.withLock({ $0.source }) else { return }
        guard state.withLock({ $0.stamp }) != TemplateStamp(directory: path) else { return }
        load()
    }
}

/// A page could not be made from its template.
public struct TemplateError: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}

/// A handler's result: a template and what it shows.
///
/// ```swift
/// app.get("/albums/{id:int}") { (id: Path<Int>, database: Database) in
///     View("albums/show", try await Album.find(id.value, in: database))
/// }
/// ```
public struct View: ResponseConvertible, ResponseDescribing, ServiceRequiring, Sendable {
    private let template: String
    private let context: any Sendable
    private let status: HTTPResponse.Status

    /// Names a template and what it shows.
    /// - Parameters:
    ///   - template: the template's name, without its extension.
    ///   - context: a struct, a dictionary, or anything made of those.
    ///   - status: `.ok` by default.
    public init(_ template: String, _ context: any Sendable = [String: String](), status: HTTPResponse.Status = .ok) {
        self.template = template
        self.context = context
        self.status = status
    }

    public static var requiredServices: [ServiceRequirement] { Templates.requiredServices }
    public static var responses: [ResponseDescription] { HTML.responses }

    public func response(for request: Request) throws -> Response {
        let templates = try request.services.require(Templates.self)
        return HTML(try templates.render(template, context, for: request), status: status).response(for: request)
    }
}

public import MartletHTTP
import Mustache
import Synchronization

/// The templates of an application: Mustache with inheritance and partials, escaped by default.
///
/// All templates are read and parsed when the extension is installed, and every mistake in them stops the start. In
/// development a template that has changed on disk is read anew.
///
/// ```swift
/// try await app.install(Templates(directory: "Templates"))
/// app.get("/") { View("home", ["title": "Martlet"]) }
/// ```
public final class Templates: Extension {
    /// Where templates come from.
    enum Source: Sendable {
        case directory(String)
        case texts([String: String])
    }

    /// A value that every template sees, made for each page.
    public typealias Global = @Sendable (Request) -> any Sendable

    private struct State {
        var library = MustacheLibrary()
        var stamp = TemplateStamp()
        var globals: [String: Global] = [:]
    }

    private let source: Source
    private let state = Mutex(State())

    /// Reads the `.mustache` files of a directory and those below it; `albums/show.mustache` is named `albums/show`.
    public init(directory: String) { source = .directory(directory) }

    /// Takes templates from memory, by name: embedded in the binary, or made by a test.
    public init(texts: [String: String]) { source = .texts(texts) }

    /// Makes a value visible in every template.
    /// - Parameters:
    ///   - name: how templates call it.
    ///   - value: makes it from the request of the page.
    public func global(_ name: String, _ value: @escaping Global) { state.withLock { $0.globals[name] = value } }

    public func install(in app: App) async throws {
        app.services[Templates.self] = self
        for problem in load() { app.reportProblem(problem) }
    }

    /// Reads everything anew.
    /// - Returns: what is wrong with the templates; a wrong one keeps its last good form.
    @discardableResult
    func load() -> [String] {
        var problems: [String] = []
        let texts: [String: String]
        switch source {
        case .texts(let given): texts = given
        case .directory(let path):
            do { texts = try TemplateFiles.read(path) } catch {
                return ["the templates cannot be read: \(error)"]
            }
        }
        let names = texts.keys.sorted()
        state.withLock { state in
            for name in names {
                let text = texts[name] ?? ""
                do {
                    try state.library.register(text, named: name)
                } catch let error as MustacheTemplate.ParserError {
                    problems.append(
                        "the template `\(name)` is wrong in line \(error.context.lineNumber), column "
                            + "\(error.context.columnNumber): \(error.error) (\(error.context.line.trimmingSpaces()))")
                } catch {
                    problems.append("the template `\(name)` is wrong: \(error)")
                }
                for partial in TemplateFiles.partials(in: text) where texts[partial] == nil {
                    problems.append(
                        "the template `\(name)` includes `\(partial)`, which does not exist"
                            + NearMatch.hint(for: partial, among: names))
                }
            }
            if case .directory(let path) = source { state.stamp = TemplateStamp(directory: path) }
        }
        return problems
    }

    /// Renders a template.
    /// - Parameters:
    ///   - name: the template.
    ///   - context: what it shows: a struct, a dictionary, or anything made of those.
    ///   - request: the request that the page answers; globals are made from it.
    /// - Throws: ``TemplateError`` when there is no such template, or when it cannot be parsed in development.
    public func render(_ name: String, _ context: any Sendable, for request: Request) throws -> String {
        if request.context.application.isDevelopment { try reload() }
        let (library, globals) = state.withLock { ($0.library, $0.globals) }
        guard let template = library.getTemplate(named: name) else {
            throw TemplateError("no template is named `\(name)`" + NearMatch.hint(for: name, among: names))
        }
        return template.render(TemplateRoot(context: context, globals: globals, request: request), library: library)
    }

    private func reload() throws {
        guard case .directory(let path) = source else { return }
        guard state.withLock({ $0.stamp }) != TemplateStamp(directory: path) else { return }
        let problems = load()
        guard problems.isEmpty else { throw TemplateError(problems.joined(separator: "\n")) }
    }

    private var names: [String] {
        switch source {
        case .texts(let texts): texts.keys.sorted()
        case .directory(let path): ((try? TemplateFiles.read(path)) ?? [:]).keys.sorted()
        }
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
public struct View: ResponseConvertible, Sendable {
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

    public func response(for request: Request) throws -> Response {
        let templates = try request.services.require(Templates.self)
        return HTML(try templates.render(template, context, for: request), status: status).response(for: request)
    }
}

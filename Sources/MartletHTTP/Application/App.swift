public import Logging
public import MartletCore
public import ServiceLifecycle
import Synchronization

/// A web application: routes, middleware, services, and the server that runs them.
///
/// ```swift
/// import MartletHTTP
///
/// let app = App()
/// app.get("/") { "Hello" }
/// app.get("/hello/{name}") { (name: Path<String>) in "Hello, \(name)" }
/// try await app.run()
/// ```
///
/// Everything is set up before `run`; mistakes (two routes of the same path, a handler with more ``Path`` parameters
/// than its path has placeholders, a setting that cannot be read) are collected and thrown together by `run` before
/// the port opens.
public final class App: RouteBuilder, Sendable {
    struct Setup {
        var services = Services()
        var server: ServerConfiguration
        var settings: Settings
        var environment: AppEnvironment
        var logger: Logger
        var converters = PathConverter.builtIn
        var commands: [AppCommand] = []
        var startHooks: [@Sendable (App) async throws -> Void] = []
        var stopHooks: [@Sendable () async throws -> Void] = []
        var drainHooks: [@Sendable () async -> Void] = []
        var lifecycleServices: [any Service] = []
        var problems: [String] = []
        /// Services that are missing because of a problem that has been reported.
        var excused: Set<ObjectIdentifier> = []
        /// What extensions need, whatever the routes take.
        var requirements: [(ServiceRequirement, by: String)] = []
        /// What is said when the server begins to listen.
        var notices: [String] = []
        /// Where each extension was installed, by its identity.
        var installed: [String: SourceLocation] = [:]
        var checks: [@Sendable (RouteLinks) -> [String]] = []
        var inspections: [@Sendable ([RouteDescription]) -> [String]] = []
        var trailingSlash = TrailingSlash.redirect
        /// Applications that answer below a prefix of this one.
        var mounted: [App] = []
    }

    public let routes: RouteGroup
    private let defaults: DefaultFeatures
    private let setup: Mutex<Setup>
    let health = Health()

    /// Creates an application.
    /// - Parameters:
    ///   - server: addresses and limits of the server; `HOST`, `PORT` and `SHUTDOWN_SECONDS` win over them.
    ///   - settings: what the application is told from outside.
    ///   - disabling: default features to leave out.
    public init(
        server: ServerConfiguration = ServerConfiguration(), settings: Settings = Settings(),
        disabling: DefaultFeatures = [],
        file: String = #fileID, line: Int = #line
    ) {
        routes = RouteGroup(prefix: "", location: SourceLocation(file: file, line: line))
        defaults = DefaultFeatures.all.subtracting(disabling)
        let logging = settings.read(LoggingSettings.self)
        setup = Mutex(
            Setup(
                server: server, settings: settings, environment: logging.environment,
                logger: logging.logger(label: "martlet")))
        let health = health
        onDrain { health.beginDraining() }
    }

    /// What the application offers to its handlers, by type.
    public var services: Services {
        get { setup.withLock { $0.services } }
        set { setup.withLock { $0.services = newValue } }
    }

    /// Addresses and limits of the server.
    public var server: ServerConfiguration {
        get { setup.withLock { $0.server } }
        set { setup.withLock { $0.server = newValue } }
    }

    /// The application's logger; requests derive theirs from it.
    public var logger: Logger {
        get { setup.withLock { $0.logger } }
        set { setup.withLock { $0.logger = newValue } }
    }

    /// What the application is told from outside: environment, `.env`, files, the command line.
    public var settings: Settings { setup.withLock { $0.settings } }

    /// Where the application runs, from `MARTLET_ENV`; production unless it says otherwise.
    public var environment: AppEnvironment {
        get { setup.withLock { $0.environment } }
        set { setup.withLock { $0.environment = newValue } }
    }

    /// Whether error pages show their cause; off unless `MARTLET_ENV` is `development` or `MARTLET_DEV` is `1`.
    public var isDevelopment: Bool {
        get { environment == .development }
        set { environment = newValue ? .development : .production }
    }

    /// What happens to a path that matches a route but for its last slash; a redirect by default.
    public var trailingSlash: TrailingSlash {
        get { setup.withLock { $0.trailingSlash } }
        set { setup.withLock { $0.trailingSlash = newValue } }
    }

    /// Adds a converter for placeholders: `{number:isbn}`.
    /// - Parameters:
    ///   - name: how patterns name it.
    ///   - matches: whether a decoded path segment belongs to it.
    public func converter(_ name: String, matches: @escaping @Sendable (String) -> Bool) {
        setup.withLock { $0.converters[name] = PathConverter(name: name, matches: matches) }
    }

    /// Answers everything below a prefix by another application: its routes, middleware and error handlers.
    ///
    /// The other application's services are taken over where this one has none of the same type; its hooks, commands,
    /// checks and mistakes count as this one's.
    public func mount(_ prefix: String, _ other: App, file: String = #fileID, line: Int = #line) {
        let group = RouteGroup(prefix: prefix, location: SourceLocation(file: file, line: line))
        group.add(other.routes)
        routes.add(group)
        health.adopt(other.health)
        setup.withLock { $0.mounted.append(other) }
    }

    /// Runs before the port opens, and before a command; an error stops the start.
    ///
    /// What handlers take from ``services`` has to be there before: the checks at boot look for it first.
    public func onStart(_ hook: @escaping @Sendable (App) async throws -> Void) {
        setup.withLock { $0.startHooks.append(hook) }
    }

    /// Runs after the last request has been answered, or after a command, the last added first.
    public func onStop(_ hook: @escaping @Sendable () async throws -> Void) {
        setup.withLock { $0.stopHooks.append(hook) }
    }

    /// Runs when a graceful shutdown begins, while requests are still accepted.
    public func onDrain(_ hook: @escaping @Sendable () async -> Void) {
        setup.withLock { $0.drainHooks.append(hook) }
    }

    /// Runs a service beside the server, started before it and stopped after it.
    public func lifecycle(_ service: some Service) { setup.withLock { $0.lifecycleServices.append(service) } }

    /// Adds a command to the application's executable: `App import songs.csv`.
    ///
    /// It runs between the start and the stop hooks, once the set-up has been checked as for serving.
    ///
    /// ```swift
    /// app.command("import", help: "read songs from a file") { files in
    ///     let database = try app.services.require(Database.self)
    ///     for file in files { try await importSongs(file, into: database) }
    /// }
    /// ```
    /// - Parameters:
    ///   - name: the word on the command line.
    ///   - help: its first line stands in the list of commands; all of it is the answer to `App import --help`.
    ///   - startHooks: whether ``onStart(_:)`` runs before it; `false` for a command that prepares what the hooks need, as
    ///     `migrate` does.
    ///   - run: gets the arguments after the name; what it throws is printed and ends the process with 1.
    public func command(
        _ name: String, help: String = "", startHooks: Bool = true,
        run: @escaping @Sendable ([String]) async throws -> Void
    ) {
        setup.withLock { setup in
            if AppCommandLine.builtIn.contains(name) || setup.commands.contains(where: { $0.name == name }) {
                setup.problems.append("there is a command named `\(name)` already; give this one another name")
            }
            setup.commands.append(AppCommand(name: name, help: help, runsStartHooks: startHooks, run: run))
        }
    }

    /// Reports a mistake in the set-up; `run` throws all of them together.
    public func reportProblem(_ sentence: String) { setup.withLock { $0.problems.append(sentence) } }

    /// Reports a mistake because of which a service is missing; the routes that need it are not reported besides.
    public func reportProblem<Service: Sendable>(_ sentence: String, missing service: Service.Type) {
        setup.withLock { setup in
            setup.problems.append(sentence)
            setup.excused.insert(ObjectIdentifier(service))
        }
    }

    /// Stops the start where a service is missing that an extension needs, whatever the routes take.
    package func require(_ requirement: ServiceRequirement, for user: String) {
        setup.withLock { $0.requirements.append((requirement, user)) }
    }

    /// Says what whoever runs the server should know, such as that a key was made up; logged when the server begins to
    /// listen, and by no command.
    public func reportNotice(_ sentence: String) { setup.withLock { $0.notices.append(sentence) } }

    /// What is said when the server begins to listen.
    package var notices: [String] { setup.withLock { $0.notices } }

    /// Remembers where an extension was installed.
    /// - Returns: where that was done before; `nil` the first time.
    func noteInstallation(_ identity: String, _ location: SourceLocation) -> SourceLocation? {
        setup.withLock { setup in
            if let first = setup.installed[identity] { return first }
            setup.installed[identity] = location
            return nil
        }
    }

    /// Looks at the finished routes before the port opens.
    /// - Parameter check: gets the named routes and returns one sentence for each mistake.
    public func check(_ check: @escaping @Sendable (RouteLinks) -> [String]) {
        setup.withLock { $0.checks.append(check) }
    }

    func add(_ inspection: @escaping @Sendable ([RouteDescription]) -> [String]) {
        setup.withLock { $0.inspections.append(inspection) }
    }

    /// What was declared so far, that of mounted applications included.
    var current: Setup {
        var whole = setup.withLock { $0 }
        for other in whole.mounted {
            let theirs = other.current
            whole.services.merge(theirs.services)
            whole.converters.merge(theirs.converters) { ours, _ in ours }
            // A hook of the other application sees what it was given there.
            whole.startHooks += theirs.startHooks.map { hook in { _ in try await hook(other) } }
            whole.stopHooks += theirs.stopHooks
            whole.drainHooks += theirs.drainHooks
            whole.checks += theirs.checks
            whole.inspections += theirs.inspections
            whole.lifecycleServices += theirs.lifecycleServices
            whole.problems += theirs.problems + theirs.settings.problems
            whole.notices += theirs.notices
            whole.requirements += theirs.requirements
            whole.excused.formUnion(theirs.excused)
            let known = Set(whole.commands.map(\.name))
            whole.commands += theirs.commands.filter { !known.contains($0.name) }
        }
        return whole
    }

    /// Checks everything and makes the application that answers requests.
    /// - Throws: ``BootError`` with every mistake found.
    package func build() throws -> Application {
        // Before the settings' problems are collected, as these read some of them.
        let reload = pageReload()
        let publicOrigin = self.settings.read(PublicURLSettings.self).origin
        var setup = current
        setup.problems += setup.settings.problems
        var builder = ApplicationBuilder(
            setup: setup, middleware: defaults.middleware, health: defaults.contains(.health) ? health : nil,
            reload: reload, publicOrigin: publicOrigin)
        return try builder.build(routes)
    }

    private func pageReload() -> PageReload? {
        guard isDevelopment, defaults.contains(.reload) else { return nil }
        return PageReload(folders: services[WatchedFolders.self], settings: settings.read(DevelopmentSettings.self))
    }
}

/// What happens to a path that matches a route but for its last slash.
public enum TrailingSlash: Sendable {
    /// It is not found.
    case strict
    /// The client is sent to the path that exists (308 Permanent Redirect).
    case redirect
    /// The route answers.
    case ignore
}

/// What every application has unless it says otherwise.
public struct DefaultFeatures: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Puts the request's id into `X-Request-ID`.
    public static let requestID = DefaultFeatures(rawValue: 1)
    /// Logs each request.
    public static let accessLog = DefaultFeatures(rawValue: 2)
    /// Sends the security headers.
    public static let securityHeaders = DefaultFeatures(rawValue: 4)
    /// Answers `/health/live` and `/health/ready`.
    public static let health = DefaultFeatures(rawValue: 8)
    /// Reloads open pages in development when the application has been built anew or files have changed.
    public static let reload = DefaultFeatures(rawValue: 16)
    /// All of them.
    public static let all: DefaultFeatures = [.requestID, .accessLog, .securityHeaders, .health, .reload]
}

/// Adds a feature to an application: routes, middleware, services, hooks.
///
/// What it needs it takes as parameters of its initialiser. The batteries are built on this same contract.
///
/// ```swift
/// struct Greeter: Extension {
///     var name: String
///     func install(in app: App) async throws {
///         app.services[Greeter.self] = self
///         app.get("/greet") { "Hello from \(name)" }
///     }
/// }
/// try await app.install(Greeter(name: "Martlet"))
/// ```
public protocol Extension: Sendable {
    /// Adds the feature; called once, before the application runs.
    func install(in app: App) async throws

    /// What an application can have once: the name of the type by default. An extension that may be installed several
    /// times says what has to differ, such as its prefix.
    var identity: String { get }
}

extension Extension {
    public var identity: String { "\(Self.self)" }
}

extension App {
    /// Adds an extension to the application; a second one of the same ``Extension/identity`` stops the start.
    public func install(_ feature: some Extension, file: String = #fileID, line: Int = #line) async throws {
        let location = SourceLocation(file: file, line: line)
        if let first = noteInstallation(feature.identity, location) {
            return reportProblem("\(feature.identity) is installed twice: at \(first) and at \(location)")
        }
        try await feature.install(in: self)
    }
}

/// A command of the application's executable.
struct AppCommand: Sendable {
    let name: String
    let help: String
    let runsStartHooks: Bool
    let run: @Sendable ([String]) async throws -> Void
}

/// Every mistake in an application's set-up.
public struct BootError: Error, CustomStringConvertible {
    /// One sentence for each mistake.
    public let problems: [String]

    /// Creates the report.
    public init(problems: [String]) { self.problems = problems }

    public var description: String {
        let count = problems.count == 1 ? "1 mistake" : "\(problems.count) mistakes"
        return "the application cannot start, \(count):\n" + problems.map { "  - \($0)" }.joined(separator: "\n")
    }
}

import Logging
import MartletCore
package import NIOCore
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

extension App {
    /// Runs the application's executable: serves, or does what the command line asks for.
    ///
    /// Without arguments it serves until SIGTERM or SIGINT, then finishes what runs and returns. `PORT`, `HOST` and
    /// `SHUTDOWN_SECONDS` in the environment take the place of what the code says; `--port` and `--host` win over both.
    /// `routes` prints the route table, `help` lists the commands, and `--help` behind one of them says what it does.
    ///
    /// A mistake in the set-up, an unknown command or a failed one is printed and ends the process with status 1.
    /// - Parameter arguments: the command line without the program's name.
    public func run(arguments: [String] = Array(CommandLine.arguments.dropFirst())) async throws {
        do {
            try await runCommandLine(arguments)
        } catch {
            StandardError.write("error: \(error)\n")
            exit(1)
        }
    }

    /// The same, with what goes wrong as an error.
    package func runCommandLine(_ arguments: [String]) async throws {
        try await AppCommandLine(app: self).run(arguments)
    }

    /// Serves until the task is cancelled or the process gets SIGTERM or SIGINT.
    func serve() async throws {
        let setup = current
        let server = try await startServer(setup)
        for notice in setup.notices { logger.notice("\(notice)") }
        for address in server.addresses { logger.notice("listening", metadata: ["address": "\(address.url)"]) }
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = setup.lifecycleServices.map {
            .init(service: $0)
        }
        let service = ServerService(
            server: server, drainHooks: setup.drainHooks, drainDelay: self.server.drainDelay,
            limit: self.server.shutdownLimit)
        services.append(.init(service: service))
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger)
        configuration.maximumGracefulShutdownDuration =
            self.server.drainDelay + self.server.shutdownLimit + .seconds(5)
        let outcome = await Result.catching { try await ServiceGroup(configuration: configuration).run() }
        try await runStopHooks(current.stopHooks)
        try outcome.get()
    }

    /// Runs the start hooks and what comes behind them; what they have begun is ended when any of that fails.
    func runStartHooks<Value>(_ setup: Setup, then body: () async throws -> Value) async throws -> Value {
        do {
            for hook in setup.startHooks { try await hook(self) }
            return try await body()
        } catch {
            try? await runStopHooks(current.stopHooks)
            throw error
        }
    }

    /// Runs a command between the start and the stop hooks, as serving does with requests.
    func perform(_ command: AppCommand, _ arguments: [String]) async throws {
        _ = try build()
        var setup = current
        if !command.runsStartHooks { setup.startHooks = [] }
        try await runStartHooks(setup) { try await command.run(arguments) }
        try await runStopHooks(current.stopHooks)
    }

    /// Builds, runs the start hooks and opens the sockets.
    private func startServer(_ setup: Setup) async throws -> HTTPServer {
        let application = try build()
        return try await runStartHooks(setup) {
            try await HTTPServer.start(application, self.server, logger: logger)
        }
    }

    /// Starts the application for tests and for programs that run it beside something else.
    /// - Returns: the running application, which has to be stopped.
    package func start() async throws -> RunningApp {
        let setup = current
        let server = try await startServer(setup)
        return RunningApp(
            server: server, drainHooks: setup.drainHooks, limit: self.server.shutdownLimit,
            stopHooks: current.stopHooks)
    }

    private var quietLogger: Logger {
        var logger = self.logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}

/// An application that is being served.
package struct RunningApp: Sendable {
    let server: HTTPServer
    let drainHooks: [@Sendable () async -> Void]
    let limit: Duration
    let stopHooks: [@Sendable () async throws -> Void]

    /// Where it listens.
    package var addresses: [SocketAddress] { server.addresses }

    /// The port of the first address; `nil` for Unix sockets.
    package var port: Int? { server.addresses.first?.port }

    /// How many connections are open.
    package var openConnections: Int { server.openConnections }

    /// Finishes what runs, then stops.
    package func stop() async throws {
        for hook in drainHooks { await hook() }
        await server.shutdown(limit: limit)
        try await runStopHooks(stopHooks)
    }
}

/// Runs all stop hooks, the last added first.
/// - Throws: the first error, once all have run.
func runStopHooks(_ hooks: [@Sendable () async throws -> Void]) async throws {
    var failure: (any Error)?
    for hook in hooks.reversed() {
        do { try await hook() } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
}

extension Result where Success == Void, Failure == any Error {
    fileprivate static func catching(_ body: () async throws -> Void) async -> Self {
        do {
            try await body()
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}

/// The server as a part of the process's life cycle.
private struct ServerService: Service {
    let server: HTTPServer
    let drainHooks: [@Sendable () async -> Void]
    let drainDelay: Duration
    let limit: Duration

    func run() async throws {
        try? await gracefulShutdown()
        await server.stop(hooks: drainHooks, delay: drainDelay, limit: limit)
    }
}

extension SocketAddress {
    /// The address as a browser takes it.
    var url: String {
        switch self {
        case .v4: "http://\(ipAddress ?? ""):\(port ?? 0)"
        case .v6: "http://[\(ipAddress ?? "")]:\(port ?? 0)"
        case .unixDomainSocket: "unix:\(pathname ?? "")"
        }
    }
}

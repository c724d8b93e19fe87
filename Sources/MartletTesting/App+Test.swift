public import MartletHTTP

/// How a test reaches its application.
public enum TestMode: Sendable {
    /// Requests are handed to the application without a socket: fast, and free of ports.
    case inProcess
    /// The application is served on a free port of 127.0.0.1 and requests travel over TCP.
    case live
}

extension App {
    /// Starts the application, runs a test against it and stops it.
    ///
    /// Start hooks run before the test and stop hooks after it, also when the test throws. In process, work left for
    /// after the response has been done by the time the client returns, and streams have been collected; the time
    /// limits of connections and handlers exist in live tests alone.
    ///
    /// ```swift
    /// @Test func greets() async throws {
    ///     try await makeApp().test { client in
    ///         let response = try await client.get("/hello/ada")
    ///         #expect(response.status == .ok)
    ///         #expect(response.text == "Hello, ada")
    ///     }
    /// }
    /// ```
    /// - Parameters:
    ///   - mode: in process by default.
    ///   - body: the test.
    /// - Returns: what the test returns.
    /// - Throws: ``MartletHTTP/BootError`` for mistakes in the set-up; what hooks and the test throw.
    public func test<Result>(
        _ mode: TestMode = .inProcess, _ body: (TestClient) async throws -> Result
    ) async throws -> Result {
        let replacements = DependencyReplacements()
        services[DependencyReplacements.self] = replacements
        switch mode {
        case .inProcess:
            let application = try await startInProcess()
            let result: Result
            do {
                result = try await body(TestClient(InProcessExchange(application: application), replacements))
            } catch {
                try? await application.stop()
                throw error
            }
            try await application.stop()
            return result
        case .live:
            guard !server.transport.isSecure else {
                throw TestFailure(
                    "the live test client speaks plain HTTP, but the application's transport is encrypted")
            }
            server.addresses = [.hostname("127.0.0.1", port: 0)]
            let running = try await start()
            let result: Result
            do {
                guard let port = running.port else { throw TestFailure("the application listens at no TCP port") }
                result = try await body(TestClient(LiveExchange(port: port, running: running), replacements))
            } catch {
                try? await running.stop()
                throw error
            }
            try await running.stop()
            return result
        }
    }
}

extension App {
    /// Runs a command of the application as its executable does: boot checks and hooks included.
    ///
    /// ```swift
    /// try await makeApp().runCommand("import", ["songs.csv"])
    /// ```
    /// - Throws: ``MartletHTTP/BootError`` for mistakes in the set-up; what hooks and the command throw.
    public func runCommand(_ name: String, _ arguments: [String] = []) async throws {
        try await runCommandLine([name] + arguments)
    }
}

/// A test cannot go on: what was wanted and what was found.
public struct TestFailure: Error, CustomStringConvertible {
    public let description: String
    package init(_ description: String) { self.description = description }
}

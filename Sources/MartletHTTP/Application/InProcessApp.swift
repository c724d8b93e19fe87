package import HTTPTypes
package import MartletCore
package import NIOCore
import NIOHTTP1

/// An application that has been started without a server: it answers requests that are handed to it.
///
/// Requests pass the same checks of their head and get the same limits as those of a connection.
package struct InProcessApp: Sendable {
    private let engine: Engine
    private let stopHooks: [@Sendable () async throws -> Void]

    init(engine: Engine, stopHooks: [@Sendable () async throws -> Void]) {
        self.engine = engine
        self.stopHooks = stopHooks
    }

    /// Answers a request.
    /// - Parameters:
    ///   - method: the request method.
    ///   - target: the request target as it would stand in the request line.
    ///   - headers: the header fields, `Host` and `Content-Length` among them.
    ///   - body: the content.
    /// - Returns: the response, and the work that the handler left to be done after it.
    package func respond(
        _ method: HTTPRequest.Method, _ target: String, headers: Headers, body: ByteBuffer
    ) async -> (response: Response, afterResponse: [@Sendable () async -> Void]) {
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: method.rawValue), uri: target, headers: headers.storage)
        let checked: CheckedRequestHead
        do {
            checked = try CheckedRequestHead(head, requiresHost: true, limits: engine.configuration.limits)
        } catch {
            return (engine.refuse(error, head, ConnectionInfo()), [])
        }
        let request = engine.request(checked, body: RequestBody(body), ConnectionInfo())
        let response = await engine.application.respond(to: request)
        return (response, request.context.takeAfterResponse())
    }

    /// Runs the stop hooks, the last added first.
    package func stop() async throws {
        try await runStopHooks(stopHooks)
    }
}

extension App {
    /// Builds the application and runs its start hooks, without opening a port.
    /// - Throws: ``BootError`` with every mistake found; what a start hook throws.
    package func startInProcess() async throws -> InProcessApp {
        let setup = current
        let application = try build()
        try await runStartHooks(setup) {}
        return InProcessApp(
            engine: Engine(application: application, configuration: server), stopHooks: current.stopHooks)
    }
}

extension RefusedRequest {
    /// The content of the response that refuses the request.
    var text: String { "\(status.code) \(status.reasonPhrase)\n\(message ?? "")\n" }
}

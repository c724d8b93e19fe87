package import MartletCore

/// An application that has been checked and built: it answers requests and never changes.
package final class Application: Sendable {
    package let context: ApplicationContext
    package let table: [RouteTableRow]
    private let entry: Next
    /// Whether responses carry the id of their request.
    let givesRequestIDs: Bool
    /// Whether each request has a line in the log.
    let logsRequests: Bool

    /// - Parameter middleware: what stands around all requests.
    init(context: ApplicationContext, entry: Next, table: [RouteTableRow], middleware: [any Middleware]) {
        self.context = context
        self.entry = entry
        self.table = table
        givesRequestIDs = middleware.contains { $0 is RequestID }
        logsRequests = middleware.contains { $0 is AccessLog }
    }

    /// Answers a request; every error has become a response.
    nonisolated(nonsending) package func respond(to request: Request) async -> Response { await entry(request) }
}

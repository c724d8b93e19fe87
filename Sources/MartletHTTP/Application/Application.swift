package import MartletCore

/// An application that has been checked and built: it answers requests and never changes.
package final class Application: Sendable {
    package let context: ApplicationContext
    package let table: [RouteTableRow]
    private let entry: Next

    init(context: ApplicationContext, entry: Next, table: [RouteTableRow]) {
        self.context = context
        self.entry = entry
        self.table = table
    }

    /// Answers a request; every error has become a response.
    package func respond(to request: Request) async -> Response { await entry(request) }
}

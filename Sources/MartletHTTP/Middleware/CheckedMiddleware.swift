/// Middleware that can be set up wrongly; it is looked at before the port opens.
package protocol CheckedMiddleware {
    /// One sentence for each mistake.
    var problems: [String] { get }
}

import HTTPTypes
import Martlet

/// The page that an error is shown on, in the style of the store.
struct ErrorView: Sendable {
    let status: Int
    let heading: String
    let message: String
    /// For the log; only where somebody has to look there.
    let requestID: String?

    init(status: Int, _ error: any Error, _ request: Request) {
        let words = ErrorPages.wording[status] ?? ("Something went wrong.", "")
        self.status = status
        heading = words.heading
        message = status < 500 ? (error as? any ResponseError)?.message ?? words.message : words.message
        requestID = status >= 500 ? request.id : nil
    }
}

enum ErrorPages {
    static func add(to app: App) {
        for status in wording.keys {
            app.onStatus(.init(code: status)) { error, request in
                View("error", ErrorView(status: status, error, request))
            }
        }
    }

    fileprivate static let wording: [Int: (heading: String, message: String)] = [
        400: ("That is not a page we understand.", "Something in the address cannot be read."),
        404: ("This page is not in the store.", "The address may be mistyped, or what was here has moved."),
        405: ("That does not work here.", "This page can be looked at, and nothing else."),
        500: ("Something broke on our side.", "It has been noted. Please try again in a moment."),
        503: ("The store is not open yet.", "Please try again in a moment."),
    ]
}

import HTTPTypes
import MartletCore

/// The response to an error that no handler of the application answered.
enum ErrorPage {
    /// - Parameter cause: the error that was thrown, which pages show in development.
    static func response(
        status: HTTPResponse.Status, error: any Error, cause: any Error, _ request: Request
    ) -> Response {
        let known = error as? any ResponseError
        let problems = (error as? ValidationError)?.problems ?? []
        let message = ValidationError(ProblemMessages.words(of: problems, for: request))?.message ?? known?.message
        var response: Response
        let preference = Preference(request)
        switch preference.kind {
        case .json: response = ProblemDetails(error).response(for: request)
        case .html: response = page(status, message, cause, request)
        case .text:
            let text = "\(status.code) \(phrase(status))" + (message.map { "\n\($0)" } ?? "") + "\n"
            response = Response(status, text: text)
        }
        for (name, _) in known?.headers ?? Headers() { response.headers[named: name] = nil }
        // One name may stand in several lines, as `WWW-Authenticate` does.
        for (name, value) in known?.headers ?? Headers() {
            if let name = HTTPField.Name(name) { response.headers.append(name, value) }
        }
        for field in preference.fields { response.headers.vary(on: field) }
        if request.context.application.isDevelopment { response.headers[.cacheControl] = "no-store" }
        return response
    }

    static func phrase(_ status: HTTPResponse.Status) -> String {
        status.reasonPhrase.isEmpty ? StatusPhrases.phrase(for: status.code) : status.reasonPhrase
    }

    /// What a client would rather read.
    private struct Preference {
        enum Kind: CaseIterable { case text, json, html }

        let kind: Kind
        /// The fields of the request that decided.
        let fields: [String]

        init(_ request: Request) {
            let accepted = AcceptedTypes(request.headers)
            let ranks = Kind.allCases.map { kind in
                Self.types(of: kind, accepted).compactMap { accepted.rank(of: $0) }.max()
            }
            let best = ranks.compactMap { $0 }.max()
            // Those that are liked best; all of them where none is.
            let liked = zip(Kind.allCases, ranks).filter { $0.1 == best }.map(\.0)
            if liked.count > 1, liked.contains(.json) {
                // Who sends JSON reads it.
                let sent = request.headers[.contentType].flatMap { MediaType($0) }
                kind = sent?.isJSON == true ? .json : liked.first ?? .text
                fields = ["Accept", "Content-Type"]
            } else {
                kind = liked.first ?? .text
                fields = ["Accept"]
            }
        }

        private static func types(of kind: Kind, _ accepted: AcceptedTypes) -> [MediaType] {
            switch kind {
            case .text: [.plainText]
            case .html: [.html]
            // Whoever takes any JSON understands it.
            case .json: [.problemJSON, .json] + accepted.ranges.map(\.type).filter(\.isJSON)
            }
        }
    }

    private static func page(
        _ status: HTTPResponse.Status, _ message: String?, _ error: any Error, _ request: Request
    ) -> Response {
        let title = HTML.escape("\(status.code) \(phrase(status))")
        var detail = message.map { "<p>\(HTML.escape($0))</p>" } ?? ""
        if request.context.application.isDevelopment { detail += developmentDetail(error, request) }
        return HTML(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(title)</title></head>
            <body><main><h1>\(title)</h1>\(detail)</main></body></html>

            """, status: status
        ).response(for: request)
    }

    private static func developmentDetail(_ error: any Error, _ request: Request) -> String {
        func row(_ name: String, _ value: String) -> String {
            "<tr><th scope=\"row\" align=\"left\">\(HTML.escape(name))</th><td>\(HTML.escape(value))</td></tr>"
        }
        let secret: Set<String> = ["authorization", "cookie", "proxy-authorization"]
        let headers = request.headers.map { name, value in
            row(name, secret.contains(name.lowercased()) ? "(not shown)" : value)
        }
        let place = request.services[RoutePlaces.self]?.place(of: request).map { ", declared at \($0)" } ?? ""
        return """
            <h2>Error</h2><pre>\(HTML.escape("\(type(of: error)): \(error)"))</pre>
            <h2>Route</h2><p><code>\(HTML.escape(request.context.routePattern ?? "no route matched"))</code>\(HTML.escape(place))</p>
            <h2>Request</h2><table>\(row("id", request.id))\(row("method", request.method.rawValue))\
            \(row("target", request.target))\(headers.joined())</table>
            <p><small>Shown because the application runs in development.</small></p>
            """
    }
}

extension MediaType {
    fileprivate static let problemJSON = MediaType("application", "problem+json")

    fileprivate var isJSON: Bool { subtype.contains("json") }
}

public import HTTPTypes
public import MartletHTTP
import NIOCore

/// Sends requests to the application under test; made by ``MartletHTTP/App/test(_:_:)``.
///
/// Cookies are kept between requests as a browser would keep them. Redirects are answers like any other unless a
/// request follows them.
///
/// ```swift
/// try await app.test { client in
///     let created = try await client.post("/tracks", json: NewTrack(title: "One"))
///     #expect(created.status == .created)
///     let page = try await client.post("/login", form: ["name": "ada"], followingRedirects: true)
///     #expect(page.path == "/")
/// }
/// ```
public final class TestClient: Sendable {
    /// The cookies that the application has set.
    public let cookies = CookieJar()
    private let exchange: any TestExchange
    let replacements: DependencyReplacements

    init(_ exchange: any TestExchange, _ replacements: DependencyReplacements) {
        self.exchange = exchange
        self.replacements = replacements
    }

    /// Where the application listens: `http://127.0.0.1:…`; `nil` in process.
    public var baseURL: String? { live.map { "http://127.0.0.1:\($0.port)" } }

    var live: LiveExchange? { exchange as? LiveExchange }

    /// Sends a request and collects its response.
    /// - Parameters:
    ///   - method: the request method.
    ///   - path: path and query, percent-encoded, as they would stand in the request line.
    ///   - content: the content with its media type.
    ///   - headers: further header fields; they win over those that the client makes itself (`Host`, `Cookie`,
    ///     `Content-Type`, `Content-Length`).
    ///   - followingRedirects: whether to go where a redirect of the same host leads, at most ten times.
    /// - Throws: ``TestFailure`` when there is no complete response.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, _ content: TestContent = .empty, headers: Headers = Headers(),
        followingRedirects: Bool = false
    ) async throws -> TestResponse {
        var method = method
        var path = path
        var content = content
        for _ in 0...10 {
            var response = try await sendOnce(method, path, content, headers)
            response.path = path
            guard followingRedirects, let next = Redirect(response, from: path, host: exchange.host) else {
                return response
            }
            path = next.path
            if next.becomesGet, method != .head { (method, content) = (.get, .empty) }
        }
        throw TestFailure("more than ten redirects, the last to \(path)")
    }

    private func sendOnce(
        _ method: HTTPRequest.Method, _ path: String, _ content: TestContent, _ headers: Headers
    ) async throws -> TestResponse {
        let body = try content.encoded()
        var fields: Headers = [.known("Host"): exchange.host]
        if let cookie = cookies.header(for: path) { fields[.cookie] = cookie }
        if let type = body.type { fields[.contentType] = type }
        if body.bytes.readableBytes > 0 || method == .post || method == .put || method == .patch {
            fields[.contentLength] = String(body.bytes.readableBytes)
        }
        var replaced: Set<String> = []
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            if replaced.insert(name.canonicalName).inserted { fields[name] = nil }
            fields.append(name, value)
        }
        let response = try await exchange.send(method, path, fields, body.bytes)
        for cookie in response.headers[values: .setCookie] { cookies.take(cookie, from: path) }
        return response
    }
}

/// How a client's requests get to the application.
protocol TestExchange: Sendable {
    var host: String { get }
    func send(
        _ method: HTTPRequest.Method, _ target: String, _ headers: Headers, _ body: ByteBuffer
    ) async throws -> TestResponse
}

/// Where a redirect leads, if it stays on the host.
private struct Redirect {
    var path: String
    var becomesGet: Bool

    init?(_ response: TestResponse, from path: String, host: String) {
        guard [301, 302, 303, 307, 308].contains(response.status.code), let location = response.headers[.location]
        else {
            return nil
        }
        becomesGet = response.status.code < 307
        let isAbsolute = location.hasPrefix("http://") || location.hasPrefix("https://")
        if isAbsolute || location.hasPrefix("//") {
            let rest = location.drop { $0 != "/" }.dropFirst(2)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
            guard rest[..<end] == host else { return nil }
            self.path = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
        } else if location.hasPrefix("/") {
            self.path = location
        } else {
            let own = path.prefix { $0 != "?" }
            self.path =
                location.hasPrefix("?") ? own + location : own[...(own.lastIndex(of: "/") ?? own.startIndex)] + location
        }
        self.path = String(self.path.prefix { $0 != "#" })
    }
}

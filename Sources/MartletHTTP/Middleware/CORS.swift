import HTTPTypes
public import MartletCore

/// Lets pages of other origins read responses (Fetch standard, "CORS protocol").
///
/// Without an origin list every origin may read, but never with cookies. Preflight requests are answered here and do not
/// reach a handler; put the middleware on the application, before other middleware, so that pages can read errors too,
/// also those of what does not exist or of what a throttle refuses.
///
/// ```swift
/// app.use(CORS())                                                        // any origin, no cookies
/// app.use(CORS(origins: ["https://app.example.com", "https://*.example.org"], credentials: true))
/// ```
public struct CORS: Middleware, CheckedMiddleware {
    /// `nil` for every origin.
    private let origins: [OriginPattern]?
    private let credentials: Bool
    private let methods: String
    private let headers: String?
    private let exposed: String?
    private let maxAge: String
    private let privateNetwork: Bool

    private static let askedFields = [
        "Access-Control-Request-Method", "Access-Control-Request-Headers", "Access-Control-Request-Private-Network",
    ]
    private static let own: [HTTPField.Name] = [.accessControlAllowOrigin, .accessControlAllowCredentials]

    /// The methods that pages may use when nothing else is said.
    public static let defaultMethods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete]

    /// Lets every origin read, without cookies.
    /// - Parameters:
    ///   - methods: what pages may use.
    ///   - headers: the request fields that pages may set; `nil` allows those that they ask for.
    ///   - exposed: the response fields that pages may read beyond the plain ones.
    ///   - maxAge: how long browsers keep the answer to a preflight; ten minutes. Chrome keeps it for two hours at most.
    public init(
        methods: [HTTPRequest.Method] = CORS.defaultMethods, headers: [HTTPField.Name]? = nil,
        exposed: [HTTPField.Name] = [], maxAge: Duration = .seconds(600)
    ) {
        self.init(nil, credentials: false, methods, headers, exposed, maxAge, false)
    }

    /// Lets some origins read.
    /// - Parameters:
    ///   - origins: `https://app.example.com`, with its port if it is not the usual one; `https://*.example.com` stands
    ///     for every name below `example.com`. What cannot be an origin stops the start.
    ///   - credentials: whether pages may send cookies and read the answer.
    ///   - methods: what pages may use.
    ///   - headers: the request fields that pages may set; `nil` allows those that they ask for.
    ///   - exposed: the response fields that pages may read beyond the plain ones.
    ///   - maxAge: how long browsers keep the answer to a preflight; ten minutes. Chrome keeps it for two hours at most.
    ///   - privateNetwork: whether pages of the public internet may ask this server in a private network (Private Network
    ///     Access): a device or a tool at `localhost` says yes only to origins that it knows.
    public init(
        origins: [String], credentials: Bool = false, methods: [HTTPRequest.Method] = CORS.defaultMethods,
        headers: [HTTPField.Name]? = nil, exposed: [HTTPField.Name] = [], maxAge: Duration = .seconds(600),
        privateNetwork: Bool = false
    ) {
        self.init(
            origins.map(OriginPattern.init), credentials: credentials, methods, headers, exposed, maxAge, privateNetwork
        )
    }

    private init(
        _ origins: [OriginPattern]?, credentials: Bool, _ methods: [HTTPRequest.Method], _ headers: [HTTPField.Name]?,
        _ exposed: [HTTPField.Name], _ maxAge: Duration, _ privateNetwork: Bool
    ) {
        self.origins = origins
        self.credentials = credentials
        self.methods = methods.map(\.rawValue).joined(separator: ", ")
        self.headers = headers.map { $0.map(\.canonicalName).joined(separator: ", ") }
        self.exposed = exposed.isEmpty ? nil : exposed.map(\.canonicalName).joined(separator: ", ")
        self.maxAge = String(max(0, maxAge.components.seconds))
        self.privateNetwork = privateNetwork
    }

    package var problems: [String] { origins?.compactMap(\.problem).map { "CORS: \($0)" } ?? [] }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        let origin = request.headers[.origin]
        let isPreflight = request.method == .options && origin != nil && request.headers.contains(.askedMethod)
        var response = isPreflight ? Response(.noContent) : await next(request)
        // Caches have to keep the answers to different origins apart, also those without one.
        if origins != nil { response.headers.vary(on: "Origin") }
        if isPreflight { for field in Self.askedFields { response.headers.vary(on: field) } }
        // What a handler says of origins itself would widen what is said here.
        for name in Self.own { response.headers[name] = nil }
        guard let origin, let allowed = allowedOrigin(origin) else { return response }
        response.headers[.accessControlAllowOrigin] = allowed
        if credentials { response.headers[.accessControlAllowCredentials] = "true" }
        if isPreflight {
            answer(request, &response.headers)
        } else if let exposed {
            response.headers[.accessControlExposeHeaders] = exposed
        }
        return response
    }

    private func answer(_ request: Request, _ fields: inout Headers) {
        fields[.accessControlAllowMethods] = methods
        fields[.accessControlAllowHeaders] = headers ?? asked(request)
        fields[.accessControlMaxAge] = maxAge
        if privateNetwork, request.headers[.askedPrivateNetwork] == "true" { fields[.allowedPrivateNetwork] = "true" }
    }

    /// The fields that a page asks for; only names of fields are given back.
    private func asked(_ request: Request) -> String? {
        let names = request.headers.list(.askedHeaders).map { String($0) }
        guard !names.isEmpty, names.allSatisfy({ HTTPField.Name($0) != nil }) else { return nil }
        return names.joined(separator: ", ")
    }

    private func allowedOrigin(_ origin: String) -> String? {
        guard let origins else { return "*" }
        return origins.contains { $0.matches(origin) } ? origin : nil
    }
}

extension HTTPField.Name {
    fileprivate static let askedMethod = known("Access-Control-Request-Method")
    fileprivate static let askedHeaders = known("Access-Control-Request-Headers")
    fileprivate static let askedPrivateNetwork = known("Access-Control-Request-Private-Network")
    fileprivate static let allowedPrivateNetwork = known("Access-Control-Allow-Private-Network")
}

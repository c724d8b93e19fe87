import HTTPTypes
public import MartletCore

/// Lets pages of other origins read responses (Fetch standard, "CORS protocol").
///
/// Without an origin list every origin may read, but never with cookies. Preflight requests are answered here and do not
/// reach a handler; put the middleware on the application so that it also stands around errors.
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

    /// The methods that pages may use when nothing else is said.
    public static let defaultMethods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete]

    /// Lets every origin read, without cookies.
    /// - Parameters:
    ///   - methods: what pages may use.
    ///   - headers: the request fields that pages may set; `nil` allows those that they ask for.
    ///   - exposed: the response fields that pages may read beyond the plain ones.
    ///   - maxAge: how long browsers keep the answer to a preflight; ten minutes.
    public init(
        methods: [HTTPRequest.Method] = CORS.defaultMethods, headers: [HTTPField.Name]? = nil,
        exposed: [HTTPField.Name] = [], maxAge: Duration = .seconds(600)
    ) {
        self.init(nil, credentials: false, methods, headers, exposed, maxAge)
    }

    /// Lets some origins read.
    /// - Parameters:
    ///   - origins: `https://app.example.com`, with its port if it is not the usual one; `https://*.example.com` stands
    ///     for every name below `example.com`. What cannot be an origin stops the start.
    ///   - credentials: whether pages may send cookies and read the answer.
    ///   - methods: what pages may use.
    ///   - headers: the request fields that pages may set; `nil` allows those that they ask for.
    ///   - exposed: the response fields that pages may read beyond the plain ones.
    ///   - maxAge: how long browsers keep the answer to a preflight; ten minutes.
    public init(
        origins: [String], credentials: Bool = false, methods: [HTTPRequest.Method] = CORS.defaultMethods,
        headers: [HTTPField.Name]? = nil, exposed: [HTTPField.Name] = [], maxAge: Duration = .seconds(600)
    ) {
        self.init(origins.map(OriginPattern.init), credentials: credentials, methods, headers, exposed, maxAge)
    }

    private init(
        _ origins: [OriginPattern]?, credentials: Bool, _ methods: [HTTPRequest.Method], _ headers: [HTTPField.Name]?,
        _ exposed: [HTTPField.Name], _ maxAge: Duration
    ) {
        self.origins = origins
        self.credentials = credentials
        self.methods = methods.map(\.rawValue).joined(separator: ", ")
        self.headers = headers.map { $0.map(\.canonicalName).joined(separator: ", ") }
        self.exposed = exposed.isEmpty ? nil : exposed.map(\.canonicalName).joined(separator: ", ")
        self.maxAge = String(maxAge.components.seconds)
    }

    var problems: [String] { origins?.compactMap(\.problem).map { "CORS: \($0)" } ?? [] }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        let origin = request.headers[.origin]
        let isPreflight = request.method == .options && origin != nil && request.headers.contains(.askedMethod)
        var response = isPreflight ? Response(.noContent) : await next(request)
        // Caches have to keep the answers to different origins apart, also those without one.
        if origins != nil { response.headers.vary(on: "Origin") }
        guard let origin, let allowed = allowedOrigin(origin) else { return response }
        response.headers[.accessControlAllowOrigin] = allowed
        if credentials { response.headers[.accessControlAllowCredentials] = "true" }
        if isPreflight {
            response.headers[.accessControlAllowMethods] = methods
            response.headers.vary(on: "Access-Control-Request-Method")
            response.headers.vary(on: "Access-Control-Request-Headers")
            if let fields = headers ?? request.headers[.askedHeaders] {
                response.headers[.accessControlAllowHeaders] = fields
            }
            response.headers[.accessControlMaxAge] = maxAge
        } else if let exposed {
            response.headers[.accessControlExposeHeaders] = exposed
        }
        return response
    }

    private func allowedOrigin(_ origin: String) -> String? {
        guard let origins else { return "*" }
        return origins.contains { $0.matches(origin) } ? origin : nil
    }
}

extension HTTPField.Name {
    fileprivate static let askedMethod = known("Access-Control-Request-Method")
    fileprivate static let askedHeaders = known("Access-Control-Request-Headers")
}

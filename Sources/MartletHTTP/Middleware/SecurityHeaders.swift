import HTTPTypes
public import MartletCore

/// Sends the header fields that keep browsers from doing harm with a page.
///
/// By default: `X-Content-Type-Options: nosniff`, `Referrer-Policy: strict-origin-when-cross-origin`,
/// `X-Frame-Options: DENY`, `Cross-Origin-Opener-Policy: same-origin`, and `Strict-Transport-Security` over HTTPS. A
/// field that the handler has set stays as it is.
public struct SecurityHeaders: Middleware {
    private let fields: Headers
    private let transportSecurity: String?

    /// Creates the middleware.
    /// - Parameters:
    ///   - contentSecurityPolicy: the `Content-Security-Policy` field; none by default.
    ///   - frameOptions: the `X-Frame-Options` field; `nil` leaves it out.
    ///   - referrerPolicy: the `Referrer-Policy` field; `nil` leaves it out.
    ///   - transportSecurity: how long browsers keep to HTTPS, sent over HTTPS only; one year by default.
    public init(
        contentSecurityPolicy: String? = nil, frameOptions: String? = "DENY",
        referrerPolicy: String? = "strict-origin-when-cross-origin", transportSecurity: Duration? = .seconds(31_536_000)
    ) {
        var fields: Headers = [.xContentTypeOptions: "nosniff"]
        if let referrerPolicy { fields.append(.known("Referrer-Policy"), referrerPolicy) }
        if let frameOptions { fields.append(.known("X-Frame-Options"), frameOptions) }
        fields.append(.known("Cross-Origin-Opener-Policy"), "same-origin")
        if let contentSecurityPolicy { fields.append(.contentSecurityPolicy, contentSecurityPolicy) }
        self.fields = fields
        self.transportSecurity = transportSecurity.map { "max-age=\($0.components.seconds); includeSubDomains" }
    }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        response.headers.reserveCapacity(response.headers.count + fields.count + 3)
        response.headers.appendMissing(fields)
        if let transportSecurity, request.scheme == "https", !response.headers.contains(.strictTransportSecurity) {
            response.headers.append(.strictTransportSecurity, transportSecurity)
        }
        return response
    }
}

import HTTPTypes

/// A cookie that a response sets (RFC 6265 §4.1).
///
/// The defaults are the careful ones: scripts cannot read it, other sites' forms do not send it, and it holds for the
/// whole site. It is `Secure` when the request came by HTTPS, unless said otherwise.
///
/// ```swift
/// var response = Response(text: "saved")
/// try response.setCookie(SetCookie("theme", "dark", maxAge: .seconds(31_536_000)), for: request)
/// ```
public struct SetCookie: Sendable, Hashable {
    /// Whether requests that other sites cause bring the cookie along.
    public enum SameSite: String, Sendable {
        /// Only requests from the same site.
        case strict = "Strict"
        /// Also links from other sites.
        case lax = "Lax"
        /// All requests; only over HTTPS.
        case none = "None"
    }

    /// The name, a token (RFC 9110 §5.6.2).
    public var name: String
    /// The value: visible ASCII without quotes, commas, semicolons and backslashes.
    public var value: String
    /// Where on the site the cookie is sent; everywhere by default.
    public var path: String
    /// The domain whose names all get the cookie; `nil` for this host alone.
    public var domain: String?
    /// How long the browser keeps it; `nil` until it is closed, zero removes it.
    public var maxAge: Duration?
    /// Whether it travels over HTTPS alone; `nil` when the request did.
    public var isSecure: Bool?
    /// Whether scripts of the page cannot read it.
    public var isHTTPOnly: Bool
    /// Whether other sites' requests bring it.
    public var sameSite: SameSite
    /// Whether it is kept apart for each site that embeds this one (CHIPS).
    public var isPartitioned: Bool

    /// Creates a cookie.
    public init(
        _ name: String, _ value: String, path: String = "/", domain: String? = nil, maxAge: Duration? = nil,
        isSecure: Bool? = nil, isHTTPOnly: Bool = true, sameSite: SameSite = .lax, isPartitioned: Bool = false
    ) {
        self.name = name
        self.value = value
        self.path = path
        self.domain = domain
        self.maxAge = maxAge
        self.isSecure = isSecure
        self.isHTTPOnly = isHTTPOnly
        self.sameSite = sameSite
        self.isPartitioned = isPartitioned
    }

    /// The `Set-Cookie` field.
    /// - Parameter isSecureRequest: whether the request came by HTTPS.
    /// - Throws: ``CookieError`` for what browsers would refuse or read as something else.
    public func field(isSecureRequest: Bool) throws -> String {
        let isSecure = isSecure ?? (isSecureRequest || sameSite == .none || name.hasPrefix("__"))
        try check(isSecure: isSecure)
        var field = "\(name)=\(value); Path=\(path)"
        if let domain { field += "; Domain=\(domain)" }
        if let maxAge { field += "; Max-Age=\(max(0, maxAge.components.seconds))" }
        if isSecure { field += "; Secure" }
        if isHTTPOnly { field += "; HttpOnly" }
        field += "; SameSite=\(sameSite.rawValue)"
        if isPartitioned { field += "; Partitioned" }
        return field
    }

    private func check(isSecure: Bool) throws {
        guard HTTPField.Name(name) != nil else {
            throw CookieError("a cookie cannot be named `\(name)`: letters, digits and !#$%&'*+-.^_`|~ are allowed")
        }
        guard value.utf8.allSatisfy(Self.isAllowedInValue) else {
            throw CookieError(
                "the value of the cookie `\(name)` has characters that cookies do not carry; encode it, as Base64 perhaps"
            )
        }
        guard path.hasPrefix("/"), path.utf8.allSatisfy(Self.isAllowedInAttribute),
            domain?.utf8.allSatisfy(Self.isAllowedInAttribute) ?? true
        else { throw CookieError("the path or domain of the cookie `\(name)` is not one") }
        if sameSite == .none || isPartitioned, !isSecure {
            throw CookieError("the cookie `\(name)` is for other sites' pages, so it has to be Secure")
        }
        if name.hasPrefix("__Host-"), !isSecure || path != "/" || domain != nil {
            throw CookieError("a cookie named `__Host-…` has to be Secure, of path `/` and without domain: `\(name)`")
        }
        if name.hasPrefix("__Secure-"), !isSecure {
            throw CookieError("a cookie named `__Secure-…` has to be Secure: `\(name)`")
        }
        let size = name.utf8.count + value.utf8.count
        guard size <= 4096 else {
            throw CookieError("the cookie `\(name)` has \(size) bytes; browsers throw away those over 4096")
        }
    }

    private static func isAllowedInValue(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: ",")
            && byte != UInt8(ascii: ";") && byte != UInt8(ascii: "\\")
    }

    private static func isAllowedInAttribute(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: ";")
    }
}

/// A cookie that browsers would refuse.
public struct CookieError: Error, CustomStringConvertible {
    public let description: String
    package init(_ description: String) { self.description = description }
}

extension Response {
    /// Sets a cookie in the client's browser; others of this response stay.
    /// - Throws: ``CookieError`` for what browsers would refuse.
    public mutating func setCookie(_ cookie: SetCookie, for request: Request) throws {
        headers.append(.setCookie, try cookie.field(isSecureRequest: request.scheme == "https"))
    }

    /// Removes a cookie from the client's browser; path and domain have to be those with which it was set.
    /// - Throws: ``CookieError`` for a name that cannot be a cookie's.
    public mutating func removeCookie(
        _ name: String, path: String = "/", domain: String? = nil, for request: Request
    ) throws {
        try setCookie(SetCookie(name, "", path: path, domain: domain, maxAge: .zero), for: request)
    }
}

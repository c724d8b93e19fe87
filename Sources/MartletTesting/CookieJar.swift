import MartletHTTP
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The cookies that an application has set, kept as a browser keeps them (RFC 6265 §5.3): by name and path, until they
/// expire. All requests of a test go to one host, which also counts as secure.
public final class CookieJar: Sendable {
    private struct Cookie {
        var name: String
        var value: String
        var path: String
        var expires: Date?
    }

    private let cookies = Mutex<[Cookie]>([])

    init() {}

    /// The value of a cookie; setting `nil` removes it, setting a value makes it one of the whole site.
    public subscript(name: String) -> String? {
        get {
            cookies.withLock { cookies in
                Self.removeExpired(&cookies)
                return cookies.last { $0.name == name }?.value
            }
        }
        set {
            cookies.withLock { cookies in
                cookies.removeAll { $0.name == name }
                if let newValue { cookies.append(Cookie(name: name, value: newValue, path: "/")) }
            }
        }
    }

    /// Forgets everything, as closing a private window does.
    public func removeAll() { cookies.withLock { $0 = [] } }

    /// The `Cookie` field of a request, longest paths first; `nil` when no cookie fits.
    func header(for target: String) -> String? {
        let path = String(target.prefix { $0 != "?" })
        return cookies.withLock { cookies in
            Self.removeExpired(&cookies)
            let fitting = cookies.filter { Self.matches(path, $0.path) }.sorted { $0.path.count > $1.path.count }
            return fitting.isEmpty ? nil : fitting.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        }
    }

    /// Takes a `Set-Cookie` field in.
    func take(_ field: String, from target: String) {
        let parts = field.split(separator: ";", omittingEmptySubsequences: false)
        let pair = (parts.first ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return }
        let name = pair[0].trimmingSpaces()
        var cookie = Cookie(name: name, value: pair[1].trimmingSpaces(), path: Self.defaultPath(of: target))
        var maximumAge: Int?
        for part in parts.dropFirst() {
            let attribute = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = attribute.count == 2 ? attribute[1].trimmingSpaces() : ""
            switch attribute[0].trimmingSpaces().lowercased() {
            case "path" where value.hasPrefix("/"): cookie.path = value
            case "max-age": maximumAge = Int(value)
            case "expires":
                if let seconds = HTTPDate.parse(value) { cookie.expires = Date(timeIntervalSince1970: Double(seconds)) }
            default: break
            }
        }
        if let maximumAge { cookie.expires = Date(timeIntervalSinceNow: Double(maximumAge)) }
        cookies.withLock { cookies in
            cookies.removeAll { $0.name == name && $0.path == cookie.path }
            cookies.append(cookie)
            Self.removeExpired(&cookies)
        }
    }

    private static func removeExpired(_ cookies: inout [Cookie]) {
        let now = Date()
        cookies.removeAll { $0.expires.map { $0 <= now } ?? false }
    }

    /// RFC 6265 §5.1.4.
    private static func defaultPath(of target: String) -> String {
        let path = target.prefix { $0 != "?" }
        guard path.hasPrefix("/"), let last = path.lastIndex(of: "/"), last != path.startIndex else { return "/" }
        return String(path[..<last])
    }

    private static func matches(_ path: String, _ cookiePath: String) -> Bool {
        path == cookiePath
            || (path.hasPrefix(cookiePath)
                && (cookiePath.hasSuffix("/") || path.dropFirst(cookiePath.count).first == "/"))
    }
}

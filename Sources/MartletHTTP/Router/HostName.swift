/// The name part of `Host` (RFC 9110 §7.2).
enum HostName {
    /// `[::1]:8080` becomes `[::1]`, `example.com:80` becomes `example.com`.
    static func withoutPort(_ host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
        return String(host.prefix { $0 != ":" })
    }
}

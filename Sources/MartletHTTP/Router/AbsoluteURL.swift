public import MartletCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Request {
    /// The whole URL of a named route, for mails, feeds and other sites (Flask's `url_for(_external=True)`).
    ///
    /// Scheme and host are those of the setting `PUBLIC_URL`. Without it they are the client's own, of which a trusted
    /// proxy knows best (``ServerConfiguration/trustedProxies``).
    ///
    /// Security: a client can send any `Host`. Where somebody else will follow the URL, as with the link that resets a
    /// password, set `PUBLIC_URL` or use ``AllowedHosts``.
    ///
    /// ```swift
    /// let link = try request.absoluteURL(Pages.album, 7)      // "https://shop.example/albums/7"
    /// ```
    /// - Throws: ``RouteLinkError`` when no route of the application has this name, or when the client named no host.
    public func absoluteURL<each Parameter: PathValue>(
        _ name: RouteName<repeat each Parameter>, _ values: repeat each Parameter
    ) throws -> String {
        try origin() + url(name, repeat each values)
    }

    /// The whole URL of a route named by a string.
    /// - Throws: ``RouteLinkError`` for an unknown name or a wrong number of values, or when the client named no host.
    public func absoluteURL(named name: String, _ values: any PathValue...) throws -> String {
        try origin() + services.require(RouteLinks.self).path(name, values.map(\.pathValue))
    }

    /// The whole URL of a path of this application, such as that of a static file.
    /// - Parameter path: begins with `/` and is percent-encoded.
    /// - Throws: ``RouteLinkError`` for another path, or when the client named no host.
    public func absoluteURL(path: String) throws -> String {
        guard path.hasPrefix("/") else {
            throw RouteLinkError("the path of a URL begins with `/`, but got `\(path)`")
        }
        return try origin() + path
    }

    /// Scheme and host under which the application is known.
    private func origin() throws -> String {
        if let known = try services.require(RouteLinks.self).publicOrigin { return known }
        guard let host, !host.isEmpty else {
            throw RouteLinkError(
                "the request names no host to make a URL from; set PUBLIC_URL, such as https://shop.example")
        }
        return "\(scheme)://\(host)"
    }
}

/// Under which address the world knows the application, from outside.
struct PublicURLSettings: SettingsSection {
    /// `PUBLIC_URL`, as scheme and host with the port if there is one.
    let origin: String?

    init(from reader: SettingsReader) {
        guard let url = reader.url("public.url", default: nil) else {
            origin = nil
            return
        }
        let isWeb = ["http", "https"].contains(url.scheme?.lowercased() ?? "")
        let isBare = (url.path().isEmpty || url.path() == "/") && url.query() == nil && url.fragment() == nil
        guard isWeb, isBare, url.user() == nil, let host = url.host(), !host.isEmpty, let scheme = url.scheme else {
            reader.report(
                "PUBLIC_URL has to be a scheme and a host, such as https://shop.example, and nothing behind them")
            origin = nil
            return
        }
        let shown = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        origin = "\(scheme.lowercased())://\(shown)" + (url.port.map { ":\($0)" } ?? "")
    }
}

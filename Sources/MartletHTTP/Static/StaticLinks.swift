public import MartletCore

/// The addresses of static files; a service of every application that has ``StaticFiles``.
struct StaticLinks: Sendable {
    private var sites: [StaticSite] = []

    /// Makes the files of a site known to handlers and templates.
    static func add(_ site: StaticSite, to app: App) {
        var links = app.services[StaticLinks.self] ?? StaticLinks()
        links.sites.append(site)
        app.services[StaticLinks.self] = links
        let isDevelopment = app.isDevelopment
        let check: @Sendable (String) -> String? = { [links] in links.problem(with: $0, isDevelopment: isDevelopment) }
        app.pageValue("static", check: check) { request in StaticPageValue(request: request) }
    }

    /// The path of a file with the hash of its content.
    /// - Throws: ``StaticLinkError`` when there is no such file.
    func path(_ name: String, _ request: Request) throws -> String {
        guard let found = find(name, isDevelopment: request.context.application.isDevelopment) else {
            throw unknown(name, among: names)
        }
        return try request.services.require(RouteLinks.self).path(found.site.routeName, [found.file.hashedName])
    }

    /// The path of a file whose name is written with dots for slashes, as templates do.
    func path(dotted name: String, _ request: Request) throws -> String {
        let isDevelopment = request.context.application.isDevelopment
        for spelling in Self.spellings(of: name) where find(spelling, isDevelopment: isDevelopment) != nil {
            return try path(spelling, request)
        }
        throw unknown(name, among: dottedNames)
    }

    private func problem(with name: String, isDevelopment: Bool) -> String? {
        let isKnown = Self.spellings(of: name).contains { find($0, isDevelopment: isDevelopment) != nil }
        return isKnown ? nil : unknown(name, among: dottedNames).description
    }

    private func find(_ name: String, isDevelopment: Bool) -> (site: StaticSite, file: StaticFile)? {
        guard ConfinedFolder.isSafe(name) else { return nil }
        for site in sites {
            if let file = site.file(name, isDevelopment: isDevelopment) { return (site, file) }
        }
        return nil
    }

    private var names: [String] { sites.flatMap(\.names) }
    private var dottedNames: [String] { names.map { $0.replacing("/", with: ".") } }

    private func unknown(_ name: String, among known: [String]) -> StaticLinkError {
        StaticLinkError(
            description: "no static file is named `\(name)`" + NearMatch.hint(for: name, among: known.sorted()))
    }

    /// What a name may stand for: its first dots are slashes, none of them first.
    private static func spellings(of name: String) -> [String] {
        var spellings = [name]
        var slashed = ""
        var rest = name[...]
        while let dot = rest.firstIndex(of: ".") {
            slashed += rest[..<dot] + "/"
            rest = rest[rest.index(after: dot)...]
            spellings.append(slashed + rest)
        }
        return spellings
    }
}

/// An address was asked for of a static file that does not exist.
public struct StaticLinkError: Error, CustomStringConvertible {
    public let description: String
}

extension Request {
    /// The address of a static file with the hash of its content: `/static/css/app.1f2e3d4c5b6a7988.css`.
    ///
    /// In development this looks at the disk. Files of more than 32 MiB have no hash in their address.
    ///
    /// ```swift
    /// let style = try request.static("css/app.css")
    /// ```
    /// - Parameter name: the file's name below its folder; where several folders have it, the first installed counts.
    /// - Throws: ``StaticLinkError`` when there is no such file; ``MissingService`` without ``StaticFiles``.
    public func `static`(_ name: String) throws -> String {
        try services.require(StaticLinks.self).path(name, self)
    }
}

/// `{{static.css.app.css}}` in a page: the address of `css/app.css`.
private struct StaticPageValue: PageMembers, CustomStringConvertible {
    let request: Request
    var name = ""

    func member(named part: String) -> (any Sendable)? {
        StaticPageValue(request: request, name: name.isEmpty ? part : "\(name).\(part)")
    }

    var description: String {
        do {
            return try request.services.require(StaticLinks.self).path(dotted: name, request)
        } catch {
            request.logger.warning("a page asked for a file that does not exist", metadata: ["error": "\(error)"])
            return ""
        }
    }
}

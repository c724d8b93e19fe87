import HTTPTypes
import MartletCore

/// Answers the requests for one static folder.
struct StaticServer: Sendable {
    let site: StaticSite
    let index: String?
    let fallback: String?
    let cacheControl: String

    static let forever = "public, max-age=31536000, immutable"

    func respond(to request: Request, name: String) async throws -> Response {
        if let response = try await find(request, name) { return response }
        if let fallback, Self.acceptsHTML(request), case .file(let file)? = try await result(fallback, request),
            let response = try await send(file, request, cacheControl: cacheControl, isHashed: false)
        {
            return response
        }
        throw HTTPError(.notFound)
    }

    private func find(_ request: Request, _ name: String) async throws -> Response? {
        guard !Self.hasEncodedSlash(request.path) else { return nil }
        let isFolder = name.isEmpty || name.hasSuffix("/")
        let wanted = isFolder ? index.map { name + $0 } : name
        guard let wanted, ConfinedFolder.isSafe(wanted) else { return nil }
        switch try await result(wanted, request) {
        case .file(let file): return try await send(file, request, cacheControl: cacheControl, isHashed: false)
        case .hashed(let file): return try await send(file, request, cacheControl: Self.forever, isHashed: true)
        case .outdated(let file): return try redirect(to: file, request)
        case nil: break
        }
        guard let index, !isFolder, try await result("\(name)/\(index)", request) != nil else { return nil }
        let query = request.queryString.map { "?\($0)" } ?? ""
        return .redirect(to: "\(request.path)/\(query)", status: .permanentRedirect)
    }

    private func result(_ name: String, _ request: Request) async throws -> StaticSite.Result? {
        try await site.finding(name, isDevelopment: request.context.application.isDevelopment)
    }

    /// Nobody may keep this answer: behind an outdated name stands another file after each change.
    private func redirect(to file: StaticFile, _ request: Request) throws -> Response {
        let links = try request.services.require(RouteLinks.self)
        var response = Response.redirect(
            to: try links.path(site.routeName, [file.hashedName]), status: .temporaryRedirect)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// A file that is not in memory and has changed since it was looked at is looked at once more.
    private func send(
        _ file: StaticFile, _ request: Request, cacheControl: String, isHashed: Bool
    ) async throws -> Response? {
        if let response = try await response(file, request, cacheControl, isSettled: true) { return response }
        guard let fresh = try await site.reloading(file.name) else { return nil }
        if isHashed, fresh.hash != file.hash { return try redirect(to: fresh, request) }
        return try await response(fresh, request, cacheControl, isSettled: isHashed)
    }

    /// - Parameter isSettled: whether the file has to be the one that was looked at; one that somebody goes on writing
    ///   to is sent as it is otherwise, with a tag of that moment.
    /// - Returns: `nil` when it is another by now.
    private func response(
        _ file: StaticFile, _ request: Request, _ cacheControl: String, isSettled: Bool
    ) async throws -> Response? {
        let variant = file.variant(for: request.headers)
        var headers: Headers = [.contentType: file.type, .cacheControl: cacheControl]
        if let coding = variant.coding { headers[.contentEncoding] = coding }
        if !file.encoded.isEmpty { headers[.vary] = "Accept-Encoding" }
        let copy: StaticFile.DiskCopy
        switch variant.source {
        case .embedded(let content):
            return try Representation(content: .embedded(content), entityTag: variant.entityTag, headers: headers)
                .response(for: request)
        case .disk(let seen): copy = seen
        }
        if let content = copy.content {
            return try Representation(
                content: .buffer(content), entityTag: variant.entityTag, modified: copy.status.modified.seconds,
                headers: headers
            ).response(for: request)
        }
        guard let open = try await site.open(copy), open.status == copy.status || !isSettled else { return nil }
        // Files without a hash have the tag of the moment, which becomes strong once they rest.
        let hasHash = file.hash != nil && open.status == copy.status
        return try Representation(
            content: .file(open), entityTag: hasHash ? variant.entityTag : open.status.entityTag,
            modified: open.status.modified.seconds, headers: headers
        ).response(for: request)
    }

    /// A slash or backslash that hides in a segment is no part of any name.
    private static func hasEncodedSlash(_ path: Substring) -> Bool {
        let bytes = Array(path.utf8)
        for index in bytes.indices.dropLast(2) where bytes[index] == UInt8(ascii: "%") {
            let digits = String(decoding: bytes[index + 1...index + 2], as: UTF8.self).lowercased()
            if digits == "2f" || digits == "5c" { return true }
        }
        return false
    }

    private static func acceptsHTML(_ request: Request) -> Bool {
        request.headers.list(.accept).contains { $0.lowercased().hasPrefix("text/html") }
    }
}

import HTTPTypes
import MartletCore
import NIOPosix

/// Serves the files of a folder: style sheets, scripts, pictures, a single-page application.
///
/// Each file has its plain address and one with the hash of its content, which browsers keep for a year:
/// `/static/app.css` and `/static/app.1f2e3d4c5b6a7988.css`. ``MartletCore/Request/static(_:)`` makes the latter, and
/// `{{static.app.css}}` in templates. An outdated one leads to the current one, so that pages of an older version keep
/// their looks while a new version is rolled out. Addresses inside style sheets (`url(…)`) stay as they are written.
///
/// The folder is read once at the start. New files are not noticed later, nor are changes of those that are kept in
/// memory; larger ones are sent as they are on disk. In development the disk is looked at for each request, and a change
/// reloads open pages. The package's plugin `EmbedResources` puts the files of a folder `Public` into the binary; they are
/// served from there outside of development. Siblings with `.br`, `.zst` or `.gz` behind the name are sent to clients that take them.
///
/// Security: no name leads out of the folder, by dots, by encoded slashes or by a symbolic link; names that begin with a
/// dot are not served, except below `.well-known/`; folders are not listed.
///
/// ```swift
/// try await app.install(StaticFiles("Public", at: "/static"))
/// try await app.install(StaticFiles("dist", at: "/", index: "index.html", fallback: "index.html"))
/// try await app.install(StaticFiles("Public", embedded: EmbeddedFiles.all))
/// ```
public struct StaticFiles: Extension {
    private let directory: String
    private let embedded: [String: EmbeddedFile]?
    private let prefix: String
    private let index: String?
    private let fallback: String?
    private let cacheControl: String
    private let memoryLimit: Int

    /// Names a folder and where it is served.
    /// - Parameters:
    ///   - directory: the folder, relative to the working directory; without `embedded` the application does not start
    ///     where it is missing.
    ///   - embedded: the same files in the binary: `EmbeddedFiles.all` of a target that uses the plugin `EmbedResources`.
    ///     The folder then is read in development only, where it is there.
    ///   - prefix: the path below which the files are served; routes of the application win over files.
    ///   - index: the file that a folder's own address shows (`index.html`); folders are a 404 when `nil`.
    ///   - fallback: the file that answers unknown paths where the client asks for HTML, for applications that route in
    ///     the browser.
    ///   - cacheControl: `Cache-Control` of plain addresses; by default browsers ask each time whether the file has changed.
    ///   - memoryLimit: how many bytes of small files (up to 256 KiB each) are kept in memory; 32 MiB by default.
    public init(
        _ directory: String, embedded: [String: EmbeddedFile]? = nil, at prefix: String = "/static",
        index: String? = nil, fallback: String? = nil, cacheControl: String = "no-cache", memoryLimit: Int = 32 << 20
    ) {
        self.directory = directory
        self.embedded = embedded
        self.prefix = prefix
        self.index = index
        self.fallback = fallback
        self.cacheControl = cacheControl
        self.memoryLimit = memoryLimit
    }

    /// Each prefix can have files once.
    public var identity: String { "StaticFiles at \(prefix)" }

    public func install(in app: App) async throws {
        guard let site = try await site(for: app) else {
            app.reportProblem(
                "the folder `\(directory)` of the static files at `\(prefix)` does not exist; "
                    + "paths are relative to the working directory")
            return
        }
        if let fallback, !site.names.contains(fallback) {
            app.reportProblem(
                "the folder `\(directory)` has no file `\(fallback)`, the fallback of the static files at `\(prefix)`"
                    + NearMatch.hint(for: fallback, among: site.names))
        }
        StaticLinks.add(site, to: app)
        let server = StaticServer(site: site, index: index, fallback: fallback, cacheControl: cacheControl)
        let path = prefix.hasSuffix("/") ? "\(prefix){file:path}" : "\(prefix)/{file:path}"
        let route = app.get(path, name: site.routeName) { (name: Path<String>, request: Request) in
            try await server.respond(to: request, name: name.value)
        }
        // Pages write `app.css?v=2` to get past caches.
        route.unknownParameters(.ignored)
        // Without a file to show there, `/static` would be redirected to `/static/`, which is a 404.
        let showsFolder = index.map(site.names.contains) ?? false || fallback != nil
        if !showsFolder { route.refusingMissingSlash() }
    }

    /// `nil` when there is no folder to serve from.
    private func site(for app: App) async throws -> StaticSite? {
        let isDevelopment = app.isDevelopment
        let (routeName, memoryLimit) = ("static:\(prefix)", memoryLimit)
        let folder = embedded == nil || isDevelopment ? ConfinedFolder(directory) : nil
        guard let folder else {
            return embedded.map { StaticSite(embedded: $0, routeName: routeName, memoryLimit: memoryLimit) }
        }
        app.watch(directory)
        return try await NIOThreadPool.singleton.runIfActive {
            StaticSite(
                folder: StaticFolder(folder: folder), routeName: routeName, memoryLimit: memoryLimit,
                isDevelopment: isDevelopment)
        }
    }
}

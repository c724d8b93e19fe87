public import MartletCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the forms of an application, a group or a route may be; past it they are refused with a 413.
///
/// The size of the whole content is limited by ``BodyLimit`` and `.bodyLimit(…)`: 1 MiB where nothing is said, for
/// forms with files too. A route's own limits go first, then those of the innermost group.
///
/// ```swift
/// app.use(FormLimits(parts: 100))
/// app.post("/albums") { (form: Form<NewAlbum>) in … }
///     .bodyLimit(50 << 20)
///     .formLimits(FormLimits(parts: 20, directory: "/var/lib/shop/incoming"))
/// ```
public struct FormLimits: Middleware, CheckedMiddleware, Hashable {
    /// The most parts of a multipart form, fields and files together: 1,000.
    public var parts: Int
    /// The most files of a form that is decoded into a struct, whether it takes them or not: 100.
    public var files: Int
    /// The most bytes of all fields that are not files: 1 MiB.
    public var fieldBytes: Int
    /// The most bytes of the header fields of one part: 8 KiB. Past it the form is a 400.
    public var partHeaderBytes: Int
    /// The most header fields of one part: 32. Past it the form is a 400.
    public var partHeaders: Int
    /// Up to how many bytes a file stays in memory: 64 KiB. A larger one goes to a temporary file.
    public var memoryBytes: Int
    /// Where temporary files are made; the system's place for them by default. The application does not start without it.
    public var directory: String

    /// Creates limits.
    public init(
        parts: Int = 1_000, files: Int = 100, fieldBytes: Int = 1 << 20, partHeaderBytes: Int = 8 << 10,
        partHeaders: Int = 32, memoryBytes: Int = 64 << 10, directory: String? = nil
    ) {
        self.parts = parts
        self.files = files
        self.fieldBytes = fieldBytes
        self.partHeaderBytes = partHeaderBytes
        self.partHeaders = partHeaders
        self.memoryBytes = memoryBytes
        self.directory = directory ?? Self.temporaryDirectory
    }

    private static let temporaryDirectory: String = FileManager.default.temporaryDirectory.path

    public func handle(_ request: Request, next: Next) async throws -> Response {
        request.state[Key.self] = self
        return await next(request)
    }

    package var problems: [String] {
        guard FileStatus(path: directory)?.kind != .directory else { return [] }
        return ["the folder `\(directory)` for the files of forms does not exist; make it before the start"]
    }

    /// The limits that hold for a request.
    static func of(_ request: Request) -> FormLimits { request.state[Key.self] ?? FormLimits() }

    private enum Key: StateKey { typealias Value = FormLimits }
}

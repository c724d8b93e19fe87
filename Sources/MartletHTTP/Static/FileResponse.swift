import HTTPTypes
public import MartletCore
import MartletHash
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// A handler's result: a file, with its type, its validators, ranges and conditions.
///
/// The file is opened on a thread pool and sent by `sendfile` where the connection allows it. A file that is not there,
/// and a path that leads to a directory, is a 404.
///
/// Its entity tag is made of inode, size, and the times of the last writing and of the last change to a nanosecond; the
/// last of them nobody can set back. It is strong, as each writing changes one of them, except in the first second or two
/// after a change: two writings within one tick of the file system's clock could not be told apart, so it is weak then.
///
/// ```swift
/// app.get("/report") { FileResponse("data/report.pdf", downloadName: "Report.pdf") }
/// app.get("/uploads/{name}") { (name: Path<String>) in FileResponse(name.value, in: "uploads") }
/// ```
public struct FileResponse: ResponseConvertible, Sendable {
    private let path: String
    private let folder: String?
    private let downloadName: String?
    private let contentType: String?
    private let cacheControl: String?

    /// Names a file.
    /// - Parameters:
    ///   - path: the file; relative to the working directory. Never what a client sent: ``init(_:in:downloadName:contentType:cacheControl:)``
    ///     is for that.
    ///   - downloadName: lets browsers save the file under this name instead of showing it.
    ///   - contentType: the media type; by the file's extension when `nil`.
    ///   - cacheControl: the `Cache-Control` field; none by default.
    public init(
        _ path: String, downloadName: String? = nil, contentType: String? = nil, cacheControl: String? = nil
    ) {
        self.path = path
        folder = nil
        self.downloadName = downloadName
        self.contentType = contentType
        self.cacheControl = cacheControl
    }

    /// Names a file inside a folder by something that a client chose.
    ///
    /// What leads out of the folder, by dots or by a symbolic link, is a 404, and so are names that begin with a dot.
    /// A folder that does not exist is a 500.
    /// - Parameters:
    ///   - path: the file, relative to the folder.
    ///   - folder: relative to the working directory.
    ///   - downloadName: lets browsers save the file under this name instead of showing it.
    ///   - contentType: the media type; by the file's extension when `nil`. Files that users uploaded are best sent as
    ///     downloads or as `application/octet-stream`, since a page among them would run with the rights of the site.
    ///   - cacheControl: the `Cache-Control` field; none by default.
    public init(
        _ path: String, in folder: String, downloadName: String? = nil, contentType: String? = nil,
        cacheControl: String? = nil
    ) {
        self.path = path
        self.folder = folder
        self.downloadName = downloadName
        self.contentType = contentType
        self.cacheControl = cacheControl
    }

    public func response(for request: Request) async throws -> Response {
        let file: OpenFile
        do {
            file = try await NIOThreadPool.singleton.runIfActive { try open() }
        } catch OpenFileError.missing, OpenFileError.notAFile {
            throw HTTPError(.notFound)
        }
        var headers: Headers = [.contentType: contentType ?? MediaTypes.ofFile(path)]
        if let downloadName { headers[.contentDisposition] = ContentDisposition.attachment(downloadName) }
        if let cacheControl { headers[.cacheControl] = cacheControl }
        return try Representation(
            content: .file(file), entityTag: file.status.entityTag,
            modified: file.status.modified.seconds, headers: headers
        ).response(for: request)
    }

    private func open() throws -> OpenFile {
        guard let folder else { return try OpenFile(path) }
        guard let confined = ConfinedFolder(folder) else { throw MissingFolder(path: folder) }
        guard let real = confined.resolve(path) else { throw OpenFileError.missing(path) }
        return try confined.open(real)
    }
}

/// The folder of a ``FileResponse`` is not there.
struct MissingFolder: Error, CustomStringConvertible {
    let path: String
    var description: String {
        "the folder `\(path)` of a FileResponse does not exist; paths are relative to the working directory"
    }
}

extension FileStatus {
    /// A validator of the file's content without reading it.
    var entityTag: EntityTag {
        var hash = ContentHash()
        let facts = [
            inode, UInt64(bitPattern: Int64(size)), UInt64(bitPattern: Int64(modified.seconds)),
            UInt64(bitPattern: Int64(modified.nanoseconds)), UInt64(bitPattern: Int64(changed.seconds)),
            UInt64(bitPattern: Int64(changed.nanoseconds)),
        ]
        facts.withUnsafeBytes { hash.add($0) }
        return EntityTag(hash.digits, isWeak: time(nil) - changed.seconds < 2)
    }
}

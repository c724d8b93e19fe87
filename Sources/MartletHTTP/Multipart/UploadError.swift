#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// A file of a form could not be kept, read or moved.
public struct UploadError: Error, Hashable, CustomStringConvertible {
    /// What went wrong.
    public enum Reason: Sendable, Hashable {
        /// A file is at the place already.
        case exists
        /// The upload has been moved before.
        case moved
        /// The path is empty or has a NUL in it.
        case invalidPath
        /// The place is a mount of its own, into which no file can be moved from the folder around it.
        case crossesDevices
        /// The system refused, with its error number.
        case system(Int32)
    }

    /// What went wrong.
    public let reason: Reason
    /// The file or place that it is about.
    public let path: String

    init(_ reason: Reason, path: String) {
        self.reason = reason
        self.path = path
    }

    public var description: String {
        switch reason {
        case .exists:
            "the upload was not moved to \(path), where a file is; choose another name or say overwriting: true"
        case .moved: "the upload was not moved to \(path), since it has been moved before; copy the file from there"
        case .invalidPath: "the upload was not moved: the path is empty or has a NUL in it"
        case .crossesDevices: "the upload was not moved to \(path), which is a file system of its own; choose a folder"
        case .system(let code):
            "the upload was not kept at \(path): \(String(cString: strerror(code))) (\(code))" + Self.advice(code, path)
        }
    }

    private static func advice(_ code: Int32, _ path: String) -> String {
        switch code {
        case ENOENT, ENOTDIR: "; the folder \(UploadFile.folder(of: path)) has to be there first"
        case EACCES, EPERM: "; let the process write into the folder \(UploadFile.folder(of: path))"
        case EISDIR, EEXIST, ENOTEMPTY: "; a folder has this name, choose that of a file in it"
        case ENOSPC, EDQUOT: "; make room, or limit what forms may bring by FormLimits"
        case EROFS: "; choose a folder on a disk that can be written"
        default: ""
        }
    }
}

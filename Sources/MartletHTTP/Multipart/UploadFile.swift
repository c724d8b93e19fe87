import MartletCore
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// A temporary file that belongs to an upload and is removed with it.
///
/// On Linux it has no name before it is moved (`O_TMPFILE`), so that nothing is left of it however the process ends. Where
/// the file system cannot do that (NFS, some FUSE), and on other systems, it has a name, which a process that is killed
/// leaves behind.
///
/// All work on the disk is done on threads made for that, one piece at a time, so that whoever writes waits for it.
final class UploadFile: Sendable {
    static let pieceBytes = 64 << 10
    /// Where it was made, for errors: its name, or the folder of one that has none.
    private let path: String
    /// Open as long as the upload lives, so that it can be read wherever the file is moved.
    private let descriptor: Int32
    /// Whether it has a name of its own that has to be removed.
    private let isTemporary: Mutex<Bool>
    private let isNamed: Bool

    private init(path: String, descriptor: Int32, isNamed: Bool) {
        self.path = path
        self.descriptor = descriptor
        self.isNamed = isNamed
        isTemporary = Mutex(isNamed)
    }

    deinit {
        let (path, descriptor, isTemporary) = (path, descriptor, isTemporary.withLock { $0 })
        // Removing a large file takes its time, and the last reference may go on an event loop.
        NIOThreadPool.singleton.submit { _ in
            close(descriptor)
            if isTemporary { unlink(path) }
        }
    }

    /// Makes an empty file that its owner alone may read: without a name where the system has such files.
    static func make(in directory: String) async throws -> UploadFile {
        try await NIOThreadPool.singleton.runIfActive { try unnamed(in: directory) ?? named(in: directory) }
    }

    /// `nil` where the file system has no files without a name, or where one could not be given a name later.
    private static func unnamed(in directory: String) -> UploadFile? {
        #if os(Linux)
            // `O_TMPFILE` (asm-generic/fcntl.h), which Swift does not see.
            let descriptor = open(directory, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return nil }
            guard access(systemLink(of: descriptor), F_OK) == 0 else {
                close(descriptor)
                return nil
            }
            return UploadFile(path: directory, descriptor: descriptor, isNamed: false)
        #else
            return nil
        #endif
    }

    static func named(in directory: String) throws -> UploadFile {
        let path = hiddenName(in: directory)
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw UploadError(.system(errno), path: path) }
        return UploadFile(path: path, descriptor: descriptor, isNamed: true)
    }

    /// The folder that a path is in.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { path[..<$0].isEmpty ? "/" : String(path[..<$0]) } ?? "."
    }

    /// A name that nobody can guess.
    private static func hiddenName(in directory: String) -> String {
        let name = "martlet-\(Hex.string(.random(in: .min ... .max)))\(Hex.string(.random(in: .min ... .max)))"
        return "\(directory)/.\(name).upload"
    }

    private static func systemLink(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

    /// Writes bytes behind those that are there.
    func append(_ bytes: ByteBuffer) async throws {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            try bytes.withUnsafeReadableBytes { memory in
                var rest = memory
                while !rest.isEmpty {
                    let count = write(descriptor, rest.baseAddress, rest.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw UploadError(.system(errno), path: path) }
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                }
            }
        }
    }

    /// Ends the writing.
    func finish() async throws {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            // Some file systems tell of a failed write when a descriptor is closed, be it a second one.
            let second = dup(descriptor)
            guard second >= 0, close(second) == 0 || errno == EINTR else {
                throw UploadError(.system(errno), path: path)
            }
        }
    }

    /// The bytes from an offset on; `nil` at the end.
    func read(at offset: Int) async throws -> ByteBuffer? {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            var buffer = ByteBuffer()
            let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceBytes) { memory in
                while true {
                    let count = pread(descriptor, memory.baseAddress, Self.pieceBytes, off_t(offset))
                    if count < 0, errno == EINTR { continue }
                    guard count >= 0 else { throw UploadError(.system(errno), path: path) }
                    return count
                }
            }
            return count == 0 ? nil : buffer
        }
    }

    /// Gives the file its place, in one step.
    /// - Returns: `false` when the place is on another file system.
    func place(at target: String, overwriting: Bool, permissions: Int) async throws -> Bool {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            guard fchmod(descriptor, mode_t(truncatingIfNeeded: permissions & 0o777)) == 0 else {
                throw UploadError(.system(errno), path: path)
            }
            return isNamed
                ? try placeNamed(at: target, overwriting: overwriting)
                : try placeUnnamed(at: target, overwriting: overwriting)
        }
    }

    private func placeUnnamed(at target: String, overwriting: Bool) throws -> Bool {
        // A link replaces nothing. Where something may be replaced, the file takes a name beside it and then its own.
        let name = overwriting ? Self.hiddenName(in: Self.folder(of: target)) : target
        guard linkat(AT_FDCWD, Self.systemLink(of: descriptor), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
            switch errno {
            case EXDEV: return false
            case EEXIST: throw UploadError(.exists, path: target)
            default: throw UploadError(.system(errno), path: target)
            }
        }
        guard overwriting, rename(name, target) != 0 else { return true }
        let code = errno
        unlink(name)
        throw UploadError(.system(code), path: target)
    }

    private func placeNamed(at target: String, overwriting: Bool) throws -> Bool {
        if !overwriting {
            // A link is made only where nothing is, which no look beforehand can promise.
            if link(path, target) == 0 {
                unlink(path)
                isTemporary.withLock { $0 = false }
                return true
            }
            switch errno {
            case EXDEV: return false
            case EEXIST: throw UploadError(.exists, path: target)
            case EPERM, EOPNOTSUPP, ENOSYS, EMLINK: try Self.reserve(target)
            default: throw UploadError(.system(errno), path: target)
            }
        }
        guard rename(path, target) == 0 else {
            let code = errno
            if !overwriting { unlink(target) }
            guard code == EXDEV else { throw UploadError(.system(code), path: target) }
            return false
        }
        isTemporary.withLock { $0 = false }
        return true
    }

    /// Takes a name where the file system has no links: an empty file that is replaced at once.
    private static func reserve(_ target: String) throws {
        let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? UploadError(.exists, path: target) : UploadError(.system(errno), path: target)
        }
        close(descriptor)
    }
}

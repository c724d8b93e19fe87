package import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// A regular file that is open for reading; it closes when nothing refers to it any more.
///
/// What is known about it comes from the open file and not from its path, so size and content belong together also
/// where the path leads to another file by now. Opening may wait for the disk: do it on a thread pool.
package final class OpenFile: Sendable {
    package let path: String
    /// What was known when it was opened.
    package let status: FileStatus
    /// For `sendfile`; valid while this object lives.
    package let handle: NIOFileHandle
    private let descriptor: CInt

    /// Opens a file.
    /// - Throws: ``OpenFileError``.
    package convenience init(_ path: String) throws(OpenFileError) {
        let descriptor = open(path, Self.flags)
        guard descriptor >= 0 else { throw OpenFileError(path, errno) }
        try self.init(path, descriptor: descriptor)
    }

    /// Opens a file below a folder and follows no symbolic link on the way from there.
    ///
    /// A real path that was found to be inside the folder cannot lead out of it by what changes meanwhile.
    /// - Throws: ``OpenFileError``; a link is ``OpenFileError/missing(_:)``.
    package convenience init(_ path: String, below folder: String) throws(OpenFileError) {
        try self.init(path, descriptor: Self.openWithoutLinks(path, below: folder))
    }

    // Opening a pipe would wait for a writer; without waiting it opens and is then refused as no regular file.
    private static let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    #if os(Linux)
        // Going through a folder needs no right to list it: with O_PATH, which Swift does not see in fcntl.h.
        private static let folderFlags: CInt = 0o10_000_000 | O_DIRECTORY | O_CLOEXEC
    #else
        private static let folderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    #endif

    private static func openWithoutLinks(_ path: String, below folder: String) throws(OpenFileError) -> CInt {
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        guard path.utf8.starts(with: prefix.utf8) else { throw .missing(path) }
        var names = path.utf8.dropFirst(prefix.utf8.count).split(separator: UInt8(ascii: "/"))[...]
        var current = open(folder, folderFlags)
        guard current >= 0 else { throw OpenFileError(path, errno) }
        while let name = names.popFirst() {
            let flags = names.isEmpty ? Self.flags : folderFlags
            let next = openat(current, String(Substring(name)), flags | O_NOFOLLOW)
            let code = errno
            _ = close(current)
            guard next >= 0 else { throw OpenFileError(path, code) }
            current = next
        }
        return current
    }

    /// Takes over a descriptor.
    private init(_ path: String, descriptor: CInt) throws(OpenFileError) {
        guard let status = FileStatus(descriptor: descriptor) else {
            let code = errno
            _ = close(descriptor)
            throw OpenFileError(path, code)
        }
        guard status.kind == .regular else {
            _ = close(descriptor)
            throw .notAFile(path)
        }
        self.path = path
        self.status = status
        self.descriptor = descriptor
        handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
    }

    deinit { try? handle.close() }

    /// The size now, which differs from that of ``status`` when somebody writes to the file.
    package var currentSize: Int { FileStatus(descriptor: descriptor)?.size ?? 0 }

    /// Reads bytes; fewer than asked for at the end of the file only.
    package func read(from offset: Int, count: Int) throws(OpenFileError) -> ByteBuffer {
        var buffer = ByteBuffer()
        var failure: CInt?
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { memory in
            var done = 0
            while done < count {
                let got = pread(descriptor, memory.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { break }
                done += got
            }
            return done
        }
        if let failure { throw OpenFileError(path, failure) }
        return buffer
    }
}

/// Why a file cannot be opened or read.
package enum OpenFileError: Error, CustomStringConvertible {
    /// There is nothing at the path.
    case missing(String)
    /// The path leads to a directory, a pipe or a device.
    case notAFile(String)
    /// The system's reason for anything else, such as missing rights.
    case system(String, CInt)

    init(_ path: String, _ code: CInt) {
        switch code {
        case ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP: self = .missing(path)
        case EISDIR, ENXIO: self = .notAFile(path)
        default: self = .system(path, code)
        }
    }

    package var description: String {
        switch self {
        case .missing(let path): "there is no file `\(path)`"
        case .notAFile(let path): "`\(path)` is no regular file"
        case .system(let path, let code): "the file `\(path)` cannot be read: \(String(cString: strerror(code)))"
        }
    }
}

/// What the system knows about a file besides its content.
package struct FileStatus: Sendable, Hashable {
    package enum Kind: Sendable { case regular, directory, other }
    /// Seconds and nanoseconds since 1970.
    package struct Time: Sendable, Hashable {
        package var seconds: Int
        package var nanoseconds: Int
    }

    package var kind: Kind
    package var device: UInt64
    package var inode: UInt64
    package var size: Int
    /// When the content was last written; programs can set it to any time.
    package var modified: Time
    /// When anything about the file last changed; nobody can set it back.
    package var changed: Time

    /// The status of what a path leads to; `nil` when it leads nowhere.
    package init?(path: String) {
        var value = stat()
        guard stat(path, &value) == 0 else { return nil }
        self.init(value)
    }

    init?(descriptor: CInt) {
        var value = stat()
        guard fstat(descriptor, &value) == 0 else { return nil }
        self.init(value)
    }

    private init(_ value: stat) {
        kind =
            switch value.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            default: .other
            }
        device = UInt64(truncatingIfNeeded: value.st_dev)
        inode = UInt64(truncatingIfNeeded: value.st_ino)
        size = Int(value.st_size)
        #if canImport(Darwin)
            modified = Time(seconds: value.st_mtimespec.tv_sec, nanoseconds: value.st_mtimespec.tv_nsec)
            changed = Time(seconds: value.st_ctimespec.tv_sec, nanoseconds: value.st_ctimespec.tv_nsec)
        #else
            modified = Time(seconds: value.st_mtim.tv_sec, nanoseconds: value.st_mtim.tv_nsec)
            changed = Time(seconds: value.st_ctim.tv_sec, nanoseconds: value.st_ctim.tv_nsec)
        #endif
    }
}

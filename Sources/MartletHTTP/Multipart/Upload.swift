public import MartletCore
public import NIOCore
import Synchronization

/// A file that came with a form.
///
/// A small file is in memory; one past 64 KiB (``FormLimits/memoryBytes``) is in a temporary file that only this
/// process's user may read, and that is removed when the last copy of the upload goes, after a failed request too. On Linux
/// it has no name, so that nothing is left of it by a process that is killed either.
/// Name and type are what the client says; neither is to be trusted.
///
/// ```swift
/// struct NewAlbum: Decodable { var title: String; var cover: Upload; var photos: [Upload] }
/// app.post("/albums") { (form: Form<NewAlbum>) in
///     try await form.cover.move(to: "covers/\(UUID()).jpg")
///     return Reply(.created, "\(form.title) with \(form.photos.count) photos")
/// }
/// .bodyLimit(50 << 20)
/// ```
public struct Upload: Sendable {
    /// The file's name as the client says, without folders and control characters; it may be empty.
    ///
    /// Show it, store it in a column, but make up your own names for files on disk.
    public let filename: String
    /// The media type as the client says; `application/octet-stream` when it said none.
    public let contentType: String
    private let storage: UploadStorage

    static let unknownType = "application/octet-stream"

    init(filename: String, contentType: String, storage: UploadStorage) {
        self.filename = filename
        self.contentType = contentType
        self.storage = storage
    }

    /// Creates a file in memory, for tests.
    public init(filename: String, contentType: String = "application/octet-stream", bytes: ByteBuffer) {
        self.init(
            filename: filename, contentType: contentType,
            storage: UploadStorage(.memory(bytes), size: bytes.readableBytes))
    }

    /// Whether the bytes are there.
    var isKept: Bool { storage.isKept }

    /// The number of bytes.
    public var size: Int { storage.size }

    /// The whole file in one buffer.
    /// - Throws: ``UploadError`` when the file cannot be read.
    public func read() async throws -> ByteBuffer {
        if let bytes = storage.memory { return bytes }
        var whole = ByteBuffer()
        whole.reserveCapacity(size)
        for try await bytes in self { whole.writeImmutableBuffer(bytes) }
        return whole
    }

    /// The file as the content of a response; a large one is read while it is sent.
    ///
    /// Give the response a type of your own: a client that chooses it could have a page run in your site's name.
    public var body: ResponseBody {
        if let bytes = storage.memory { return ResponseBody(buffer: bytes) }
        let upload = self
        return .stream(length: size) { writer in
            for try await bytes in upload { try await writer.write(bytes) }
        }
    }

    /// Moves the file to its place; what is in memory is written there. It stays readable, and is nobody's to remove.
    ///
    /// The file appears at the place whole or not at all. On the file system of the temporary files that takes no
    /// copying; see ``FormLimits/directory``. Folders are not made.
    /// - Parameters:
    ///   - path: the place. Do not make it from ``filename``.
    ///   - overwriting: whether a file that is there is replaced; `false` by default.
    ///   - permissions: who may read the file; `0o600` by default, for this process's user alone.
    /// - Throws: ``UploadError`` when a file is there, when the upload was moved before, or when the system refuses.
    public func move(to path: String, overwriting: Bool = false, permissions: Int = 0o600) async throws {
        try await storage.move(to: path, overwriting: overwriting, permissions: permissions)
    }
}

extension Upload: AsyncSequence {
    /// Reads a file in pieces of at most 64 KiB.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let storage: UploadStorage
        private var offset = 0

        fileprivate init(_ storage: UploadStorage) { self.storage = storage }

        public mutating func next() async throws -> ByteBuffer? {
            guard offset < storage.size else { return nil }
            if let bytes = storage.memory {
                let length = Swift.min(UploadFile.pieceBytes, bytes.readableBytes - offset)
                let piece = bytes.getSlice(at: bytes.readerIndex + offset, length: length)
                offset += length
                return piece
            }
            guard let piece = try await storage.file?.read(at: offset) else { return nil }
            offset += piece.readableBytes
            return piece
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(storage) }
}

extension Upload: Decodable {
    /// Takes the file of a form's member; there are files in multipart forms alone, so that JSON is refused.
    public init(from decoder: any Decoder) throws {
        guard let field = decoder as? any UploadField else {
            throw DecodingError.typeMismatch(
                Upload.self,
                .init(codingPath: decoder.codingPath, debugDescription: "An Upload is a file of a multipart form."))
        }
        self = try field.upload()
    }
}

/// A decoder of a form's member that may be a file.
protocol UploadField {
    func upload() throws -> Upload
}

/// Where the bytes of an upload are; shared by its copies.
final class UploadStorage: Sendable {
    enum Place {
        case memory(ByteBuffer)
        case file(UploadFile)
    }

    let size: Int
    /// Whether the bytes are there; they are not where the form's type takes no files.
    let isKept: Bool
    private let place: Place
    private let isMoved = Mutex(false)

    init(_ place: Place, size: Int, isKept: Bool = true) {
        self.place = place
        self.size = size
        self.isKept = isKept
    }

    var memory: ByteBuffer? {
        if case .memory(let bytes) = place { return bytes }
        return nil
    }

    var file: UploadFile? {
        if case .file(let file) = place { return file }
        return nil
    }

    func move(to path: String, overwriting: Bool, permissions: Int) async throws {
        // The system's calls would take the path to end at a NUL.
        guard !path.isEmpty, !path.utf8.contains(0) else { throw UploadError(.invalidPath, path: path) }
        let isFirst = isMoved.withLock { isMoved in
            defer { isMoved = true }
            return !isMoved
        }
        guard isFirst else { throw UploadError(.moved, path: path) }
        do {
            if try await file?.place(at: path, overwriting: overwriting, permissions: permissions) == true { return }
            try await copy(to: path, overwriting: overwriting, permissions: permissions)
        } catch {
            isMoved.withLock { $0 = false }
            throw error
        }
    }

    /// Writes the bytes beside the place first, so that nobody sees half a file there.
    private func copy(to path: String, overwriting: Bool, permissions: Int) async throws {
        let beside = try await UploadFile.make(in: UploadFile.folder(of: path))
        switch place {
        case .memory(let bytes): try await beside.append(bytes)
        case .file(let file):
            var offset = 0
            while let bytes = try await file.read(at: offset) {
                offset += bytes.readableBytes
                try await beside.append(bytes)
            }
        }
        try await beside.finish()
        guard try await beside.place(at: path, overwriting: overwriting, permissions: permissions) else {
            throw UploadError(.crossesDevices, path: path)
        }
    }
}

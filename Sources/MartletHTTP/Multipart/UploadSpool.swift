import NIOCore

/// Takes in the bytes of a file: into memory up to a limit, then to disk.
struct UploadSpool {
    private let limits: FormLimits
    private var memory = ByteBuffer()
    private var file: UploadFile?
    private var size = 0

    init(limits: FormLimits) { self.limits = limits }

    mutating func write(_ bytes: ByteBuffer) async throws {
        size += bytes.readableBytes
        memory.writeImmutableBuffer(bytes)
        guard memory.readableBytes > max(limits.memoryBytes, file == nil ? 0 : UploadFile.pieceBytes) else {
            return
        }
        try await flush()
    }

    mutating func finish() async throws -> UploadStorage {
        guard file != nil else { return UploadStorage(.memory(memory), size: size) }
        try await flush()
        guard let file else { return UploadStorage(.memory(memory), size: size) }
        try await file.finish()
        return UploadStorage(.file(file), size: size)
    }

    private mutating func flush() async throws {
        let target: UploadFile
        if let file { target = file } else { target = try await UploadFile.make(in: limits.directory) }
        file = target
        try await target.append(memory)
        memory.clear()
    }
}

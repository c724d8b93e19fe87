import MartletCore
import NIOCore
import NIOPosix

extension OpenFile {
    /// Opens a file on the thread pool, so that a slow disk holds up no event loop.
    static func opening(_ path: String) async throws -> OpenFile {
        try await NIOThreadPool.singleton.runIfActive { try OpenFile(path) }
    }
}

extension FileSlice {
    private static let partSize = 64 << 10

    /// The file, open, with every byte of the slice in it.
    /// - Throws: ``OpenFileError``; ``FileTooShort`` when the file has been cut off since the response was made.
    package func opened() async throws -> OpenFile {
        let file: OpenFile
        if let open = self.file { file = open } else { file = try await OpenFile.opening(path) }
        try checkLength(of: file)
        return file
    }

    /// Checks that the file has not been cut off. The file is open, so this waits for no disk.
    func checkLength(of file: OpenFile) throws {
        let (end, overflow) = offset.addingReportingOverflow(Int64(length))
        guard !overflow, offset >= 0, end <= file.currentSize else { throw FileTooShort(path: path) }
    }

    /// Reads the slice part by part, each on the thread pool when the one before has been taken.
    package func forEachPart(_ take: (ByteBuffer) async throws -> Void) async throws {
        let file = try await opened()
        var offset = Int(self.offset)
        var remaining = length
        while remaining > 0 {
            let part = try await NIOThreadPool.singleton.runIfActive { [offset, remaining] in
                try file.read(from: offset, count: min(remaining, Self.partSize))
            }
            guard part.readableBytes > 0 else { throw FileTooShort(path: path) }
            offset += part.readableBytes
            remaining -= part.readableBytes
            try await take(part)
        }
    }
}

/// A file has fewer bytes than the response announced.
struct FileTooShort: Error, CustomStringConvertible {
    let path: String
    var description: String { "the file `\(path)` is shorter than the response that was made from it" }
}

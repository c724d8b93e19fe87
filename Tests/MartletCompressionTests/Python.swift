import Foundation
import NIOCore

/// Python's own zlib module, which shares no code with ours above zlib itself.
enum Python {
    static let decompressGzip = "import sys, gzip; sys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))"
    static let decompressZlib = "import sys, zlib; sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))"
    static let compressGzip = "import sys, gzip; sys.stdout.buffer.write(gzip.compress(sys.stdin.buffer.read()))"
    static let compressZlib = "import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))"

    /// Runs a script on bytes and returns what it writes.
    static func run(_ script: String, _ input: ByteBuffer) async throws -> ByteBuffer {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try run(script, Data(input.readableBytesView)) })
            }
        }
    }

    private static func run(_ script: String, _ input: Data) throws -> ByteBuffer {
        // A file for the input: a pipe could fill up while nobody reads the output.
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        try input.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw PythonFailed(status: process.terminationStatus) }
        return ByteBuffer(bytes: data)
    }
}

struct PythonFailed: Error { var status: Int32 }

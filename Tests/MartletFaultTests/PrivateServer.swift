import Foundation
import MartletData
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server of a test's own, which it may stop: `scripts/servers.sh private`. It ends with the test, whatever happens.
actor PrivateServer {
    nonisolated let url: String
    private let process: Process
    private let input: Pipe
    private let output: Pipe

    private init(_ url: String, _ process: Process, _ input: Pipe, _ output: Pipe) {
        self.url = url
        self.process = process
        self.input = input
        self.output = output
    }

    /// Starts `postgres` or `mariadb`.
    static func start(_ name: String) async throws -> PrivateServer {
        let process = Process()
        process.executableURL =
            URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../scripts/servers.sh").standardizedFileURL
        process.arguments = ["private", name]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let url = try await line(of: output)
        _ = try await line(of: output)
        return PrivateServer(url, process, input, output)
    }

    /// Says `stop`, `kill`, `start` or `restart` and waits until it is done.
    func tell(_ command: String) async throws {
        try input.fileHandleForWriting.write(contentsOf: Data("\(command)\n".utf8))
        #expect(try await Self.line(of: output) == "ok")
    }

    func end() async {
        try? input.fileHandleForWriting.close()
        while process.isRunning { try? await Task.sleep(for: .milliseconds(20)) }
    }

    private static func line(of pipe: Pipe) async throws -> String {
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        return try await DriverThread.run {
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while read(descriptor, &byte, 1) == 1, byte != 0x0A { bytes.append(byte) }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}

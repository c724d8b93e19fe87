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

/// A port of the loopback that accepts connections and says nothing.
struct SilentSocket {
    let port: Int
    private let descriptor: Int32

    init() throws {
        #if canImport(Glibc)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        try #require(descriptor >= 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        try #require(status)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    func close() { _ = systemClose(descriptor) }
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

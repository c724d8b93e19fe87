import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A process that works on a database and may be killed: the product `FaultWriter`, which is built with the tests.
actor WriterProcess {
    /// What it says, a line each, until it ends.
    nonisolated let lines: AsyncStream<String>
    private let process = Process()

    init(_ arguments: String...) throws {
        // Beside the tests, or where the package is built by default.
        let places = [
            URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent(),
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/debug").standardized,
        ].map { $0.appending(path: "FaultWriter") }
        let place = places.first { FileManager.default.isExecutableFile(atPath: $0.path) }
        let executable: URL = try #require(place, "FaultWriter is not built; run: swift build --build-tests")
        process.executableURL = executable
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let (lines, feed) = AsyncStream<String>.makeStream()
        self.lines = lines
        let descriptor = dup(pipe.fileHandleForReading.fileDescriptor)
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            var rest: [UInt8] = []
            while true {
                // What is there at once: a handle would wait until the buffer is full.
                let count = read(descriptor, &buffer, buffer.count)
                guard count > 0 else { break }
                rest += buffer[..<count]
                while let end = rest.firstIndex(of: 0x0A) {
                    feed.yield(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
                    rest.removeSubrange(...end)
                }
            }
            feed.finish()
            _ = systemClose(descriptor)
        }
    }

    /// Ends it at once, in whatever it does.
    func kill() { if process.isRunning { _ = systemKill(process.processIdentifier, SIGKILL) } }

    /// Kills it some time after it has said so many lines since it was ready.
    /// - Returns: what it said until then, without the word that it is ready.
    nonisolated func killed(after delay: Duration, lines count: Int = 0) async throws -> [String] {
        var said: [String] = []
        var timer: Task<Void, Never>?
        for await line in lines {
            if line != "ready" { said.append(line) }
            guard timer == nil, said.count >= count else { continue }
            timer = Task {
                do { try await Task.sleep(for: delay) } catch { return }
                await kill()
            }
        }
        timer?.cancel()
        await ended()
        return said
    }

    /// What it says until its own end.
    nonisolated func output() async -> [String] {
        var said: [String] = []
        for await line in lines { said.append(line) }
        await ended()
        return said
    }

    private func ended() async {
        while process.isRunning { try? await Task.sleep(for: .milliseconds(5)) }
    }
}

private func systemKill(_ process: Int32, _ signal: Int32) -> Int32 { kill(process, signal) }

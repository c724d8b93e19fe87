import Foundation

/// A folder that a test fills and that goes away with it, or before.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = TemporaryFile.path("-folder")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { remove() }

    func remove() { TemporaryFile.remove(path) }

    var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? [] }

    /// Files of the folder that this process has open, those without a name too: paths that lead to them.
    var openFiles: [String] {
        let links = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return links.map { "/proc/self/fd/\($0)" }.filter {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: $0))?.hasPrefix(path + "/") == true
        }
    }

    func content(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    /// The permission bits of a file.
    static func permissions(_ path: String) -> Int? {
        status(path).map { Int($0.st_mode & 0o777) }
    }

    static func size(_ path: String) -> Int {
        status(path).map { Int($0.st_size) } ?? 0
    }

    private static func status(_ path: String) -> stat? {
        var value = stat()
        return stat(path, &value) == 0 ? value : nil
    }

    /// Waits until the folder holds no file and none is open, since files are removed in the background.
    func becomesEmpty() async throws -> Bool {
        for _ in 0..<500 {
            if files.isEmpty, openFiles.isEmpty { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    /// Writes a file, with the folders above it.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path
    }

    /// Makes a symbolic link.
    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    /// Sets when a file was last written.
    func setModified(_ name: String, _ seconds: Int) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Double(seconds))], ofItemAtPath: "\(path)/\(name)")
    }
}

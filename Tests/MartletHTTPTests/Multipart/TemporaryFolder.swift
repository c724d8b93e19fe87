import Foundation

/// A folder that a test makes and removes.
struct TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/martlet-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? [] }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    func content(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    /// The permission bits of a file.
    static func permissions(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions].flatMap { $0 as? Int }
    }

    static func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size].flatMap { $0 as? Int } ?? 0
    }

    /// Waits until the folder holds no file, since files are removed in the background.
    func becomesEmpty() async throws -> Bool {
        for _ in 0..<500 {
            if files.isEmpty { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}

import Foundation

/// Files that a test makes and removes.
enum TemporaryFile {
    /// A path in a place for short-lived files.
    static func path(_ suffix: String = "") -> String {
        FileManager.default.temporaryDirectory.path + "/martlet-\(UInt32.random(in: .min ... .max))\(suffix)"
    }

    /// Makes a file whose bytes follow from their positions.
    static func make(bytes: Int) throws -> String {
        let path = path()
        try Data(content(0..<bytes)).write(to: URL(fileURLWithPath: path))
        return path
    }

    static func content(_ range: Range<Int>) -> [UInt8] { range.map { UInt8(truncatingIfNeeded: $0 &* 31) } }

    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}

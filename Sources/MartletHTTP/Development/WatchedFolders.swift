import MartletCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folders whose changes reload open pages in development.
struct WatchedFolders: Sendable {
    private(set) var paths: [String] = []

    mutating func add(_ path: String) {
        if !paths.contains(path) { paths.append(path) }
    }

    /// A short text that differs once a file below the folders is written, added or removed.
    var stamp: String {
        var hash = FNV1a()
        for path in paths {
            let files = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
            for file in files.sorted() {
                guard let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(file)"),
                    attributes[.type] as? FileAttributeType != .typeDirectory
                else { continue }
                hash.combine("\(path)/\(file)")
                let modified = attributes[.modificationDate] as? Date
                hash.combine("\(modified?.timeIntervalSinceReferenceDate ?? 0) \(attributes[.size] ?? 0)")
            }
        }
        return Hex.string(hash.value)
    }
}

/// FNV-1a, 64 bits: tells states apart; it protects nothing.
private struct FNV1a {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func combine(_ text: String) {
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
        value = (value ^ 0xFF) &* 0x100_0000_01b3
    }
}

extension App {
    /// Reloads open pages in development when a file below a folder changes; without effect anywhere else.
    ///
    /// For extensions that read files while the application runs: templates, translations, style sheets. The folder is
    /// looked at twice a second while a browser shows a page. The application must not write into it by itself.
    ///
    /// ```swift
    /// app.watch("Public")
    /// ```
    /// - Parameter folder: its path, seen from where the application is started.
    public func watch(_ folder: String) {
        var folders = services[WatchedFolders.self] ?? WatchedFolders()
        folders.add(folder)
        services[WatchedFolders.self] = folders
    }
}

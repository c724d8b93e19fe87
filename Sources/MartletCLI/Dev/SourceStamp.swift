import Foundation

/// The state of a package's sources: differs once a file is written, added, renamed or removed.
struct SourceStamp: Equatable {
    /// What is looked at.
    struct Scope {
        var folders: [String]
        var files: [String] = []
        var ignoredExtensions: Set<String> = []
    }

    private struct Entry: Equatable {
        var modified: Date
        var size: Int
    }

    private var entries: [String: Entry] = [:]
    /// The folders that were walked, for a watcher.
    private(set) var folders: [String] = []

    init(_ scope: Scope) {
        for file in scope.files { add(URL(filePath: file)) }
        for folder in scope.folders {
            folders.append(folder)
            let walk = FileManager.default.enumerator(
                at: URL(filePath: folder),
                includingPropertiesForKeys: [.isDirectoryKey, .contentModificationDateKey, .fileSizeKey],
                options: [.skipsHiddenFiles])
            while let url = walk?.nextObject() as? URL {
                if (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true {
                    folders.append(url.path(percentEncoded: false))
                } else if !scope.ignoredExtensions.contains(url.pathExtension), !url.lastPathComponent.hasSuffix("~") {
                    add(url)
                }
            }
        }
    }

    static func == (a: SourceStamp, b: SourceStamp) -> Bool { a.entries == b.entries }

    /// The first file that differs, for a message.
    func firstChange(since old: SourceStamp) -> String? {
        let paths = Set(entries.keys).union(old.entries.keys)
        return paths.filter { entries[$0] != old.entries[$0] }.min()
    }

    private mutating func add(_ url: URL) {
        guard let values = try? url.resourceValues(forKeys: [.contentModificationDateKey, .fileSizeKey]) else { return }
        entries[url.path(percentEncoded: false)] = Entry(
            modified: values.contentModificationDate ?? .distantPast, size: values.fileSize ?? 0)
    }
}

import Foundation

/// Writes a project: whole, or not at all.
enum ProjectWriter {
    /// Writes files into a folder that is missing or empty.
    ///
    /// They are written into a folder beside it first, which then takes its name.
    /// - Throws: ``CommandError`` when the folder is in use or cannot be written; nothing is left behind.
    /// - Parameter name: the project, for the advice to whoever names a folder around it.
    static func write(_ files: [String: String], to folder: URL, name: String? = nil) throws {
        let manager = FileManager.default
        let folder = folder.standardizedFileURL
        let shown = folder.path(percentEncoded: false)
        try checkIsFree(folder, shown, name)
        let parent = folder.deletingLastPathComponent()
        let draft = parent.appending(path: ".\(folder.lastPathComponent).\(UUID().uuidString)")
        let firstMade = firstMissing(parent)
        do {
            for (path, text) in files.sorted(by: { $0.key < $1.key }) {
                let file = draft.appending(path: path)
                try manager.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try text.write(to: file, atomically: false, encoding: .utf8)
            }
            // Somebody may have put something there meanwhile; an empty folder makes room.
            try checkIsFree(folder, shown, name)
            if manager.fileExists(atPath: shown) { try manager.removeItem(at: folder) }
            try manager.moveItem(at: draft, to: folder)
        } catch {
            try? manager.removeItem(at: draft)
            if let firstMade { try? manager.removeItem(at: firstMade) }
            if error is CommandError { throw error }
            throw CommandError("the project cannot be written to \(shown): \(error.localizedDescription)")
        }
    }

    /// The outermost folder that has to be made for another to exist; `nil` when it does.
    private static func firstMissing(_ folder: URL) -> URL? {
        var folder = folder
        var missing: URL?
        while !FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)),
            folder.pathComponents.count > 1
        {
            missing = folder
            folder = folder.deletingLastPathComponent()
        }
        return missing
    }

    private static func checkIsFree(_ folder: URL, _ shown: String, _ name: String?) throws {
        let manager = FileManager.default
        var isDirectory: ObjCBool = false
        guard manager.fileExists(atPath: shown, isDirectory: &isDirectory) else { return }
        guard isDirectory.boolValue else {
            throw CommandError("\(shown) is a file; choose another name, or another folder with --directory")
        }
        let count = try manager.contentsOfDirectory(atPath: shown).count
        guard count == 0 else {
            let files = count == 1 ? "1 file or folder" : "\(count) files or folders"
            let example = name.flatMap { folder.lastPathComponent == $0 ? nil : folder.appending(path: $0) }
            let advice = example.map { ", which names the project's own folder: \($0.path(percentEncoded: false))" }
            throw CommandError(
                "\(shown) has \(files) in it; choose another name, or another folder with --directory\(advice ?? "")")
        }
    }
}

import Foundation

/// The files that templates are read from.
enum TemplateFiles {
    static let suffix = ".mustache"

    /// Whether a directory is there.
    static func exists(_ directory: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    /// The texts of all templates below a directory, by name.
    static func read(_ directory: String) throws -> [String: String] {
        guard exists(directory) else { throw TemplateError("there is no directory `\(directory)`") }
        var texts: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory) where path.hasSuffix(suffix) {
            let name = String(path.dropLast(suffix.count))
            texts[name] = try String(contentsOfFile: "\(directory)/\(path)", encoding: .utf8)
        }
        return texts
    }
}

/// The state of a directory of templates: changes when a file is written, added or removed.
struct TemplateStamp: Equatable, Sendable {
    private var files: [String: Date] = [:]

    init() {}

    init(directory: String) {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []
        for path in paths where path.hasSuffix(TemplateFiles.suffix) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(path)")
            files[path] = attributes?[.modificationDate] as? Date
        }
    }
}

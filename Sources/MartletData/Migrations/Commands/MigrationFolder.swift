#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folder in which migrations are written.
struct MigrationFolder {
    let path: String

    /// The names of the migrations that have a file there.
    var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.filter { $0.hasSuffix(".swift") && $0.first?.isNumber == true }.map { String($0.dropLast(6)) }
            .sorted()
    }

    /// - Throws: ``MigrationError`` when files are there that the application was built without.
    func checkBuilt(with all: [Migration]) throws {
        let known = Set(all.map(\.name))
        let missing = names.filter { !known.contains($0) }
        guard !missing.isEmpty else { return }
        let list = missing.map { "`\($0)`" }.joined(separator: ", ")
        throw MigrationError(
            "\(path) has \(list), which this build does not list; add them to \(MigrationList.fileName) and build again"
        )
    }

    /// Writes a migration and the list of all.
    /// - Returns: the paths of the files.
    func write(_ migration: Migration, after all: [Migration]) throws -> [String] {
        let file = MigrationFile(migration: migration)
        let names = (all.map(\.name) + [migration.name]).sorted()
        return [
            try write(file.fileName, file.source, replaces: false),
            try write(MigrationList.fileName, MigrationList.source(names), replaces: true),
        ]
    }

    /// Writes a file.
    func write(_ name: String, _ content: String, replaces: Bool) throws -> String {
        let file = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
        guard replaces || !FileManager.default.fileExists(atPath: file) else {
            throw MigrationError("\(file) exists already; delete it, or choose another name")
        }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try Data(content.utf8).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw MigrationError("cannot write \(file): \(error)")
        }
        return file
    }
}

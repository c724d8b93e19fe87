import Foundation
import MartletData

/// The file of a database.
enum SQLiteFile {
    /// Makes the folders on the way to a database file.
    static func makeFolder(of path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw DatabaseError(
                .connection, "cannot make the folder `\(folder.path)` for the database: \(error.localizedDescription)")
        }
    }
}

import ArgumentParser
import Foundation

/// Who sees what a client declares.
enum ClientAccess: String, CaseIterable, ExpressibleByArgument {
    case `public`, package, `internal`

    /// What stands before a declaration.
    var modifier: String { self == .internal ? "" : rawValue + " " }
}

/// The files of a client.
enum ClientFiles {
    private static let folder = "OpenAPIClient/"
    private static let firstLine =
        "// Written by `martlet openapi client`; what is changed here is lost when it runs again.\n"

    /// The files by name: those of the description, and those that every client has.
    static func files(of model: ClientModel, access: ClientAccess) -> [String: String] {
        let usage = TypeUsage(model)
        var files = [
            "Client.swift": ClientWriter(model: model).source(),
            "Operations.swift": OperationWriter(model: model).source(),
            "OperationTypes.swift": OperationTypesWriter(model: model).source(),
            "Types.swift": TypeWriter(model: model, usage: usage, isInternal: access == .internal).source(),
        ]
        for (path, text) in EmbeddedProjectTemplates.texts where path.hasPrefix(folder) {
            files[String(path.dropFirst(folder.count))] = text
        }
        return files.mapValues { firstLine + "\n" + restricted($0, to: access) }
    }

    /// Writers write `public`, which becomes another access level here.
    private static func restricted(_ text: String, to access: ClientAccess) -> String {
        guard access != .public else { return text }
        // In a module with files of its own a plain import is what those have too.
        let text =
            access == .internal
            ? text.replacing(#/(?m)^( *)(?:public|internal) import /#) { "\($0.1)import " } : text
        return text.replacing(#/(?m)^( *(?:@\w+(?:\(.*?\))? )?)public /#) { "\($0.1)\(access.modifier)" }
    }

    /// Writes files into a folder, which is made if need be.
    /// - Throws: ``CommandError`` for a file that this tool did not write, or that cannot be written.
    static func write(_ files: [String: String], to folder: URL) throws {
        let manager = FileManager.default
        let sorted = files.sorted { $0.key < $1.key }
        for (name, _) in sorted {
            let file = folder.appending(path: name)
            guard manager.fileExists(atPath: file.path(percentEncoded: false)) else { continue }
            let text = try? String(contentsOf: file, encoding: .utf8)
            guard text?.hasPrefix(firstLine) == true else {
                throw CommandError(
                    "\(file.path(percentEncoded: false)) was not written by this command; choose another folder by "
                        + "--output, or remove it")
            }
        }
        do {
            try manager.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, text) in sorted {
                try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
            }
        } catch {
            throw CommandError("the client cannot be written: \(error.localizedDescription)")
        }
    }
}

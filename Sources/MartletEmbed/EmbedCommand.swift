import Foundation

/// Writes a Swift file that holds the files of a folder; run by the package's plugins in a build, before the compiler.
package enum EmbedCommand {
    package static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            // The form in which compilers report, so that an editor shows it.
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(1)
        }
    }

    private static let usage = "--kind texts|files --type NAME --folder FOLDER --output FILE [--suffix .EXT]"

    static func run(_ arguments: [String]) throws {
        var options: [String: String] = [:]
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst(), ["--kind", "--type", "--folder", "--suffix", "--output"].contains(name)
            else { throw EmbedError("expected \(usage), got `\(name)`") }
            options[name] = value
        }
        guard let type = options["--type"], let folder = options["--folder"], let output = options["--output"] else {
            throw EmbedError("--type, --folder and --output are needed")
        }
        let source: String
        switch options["--kind"] {
        case "texts": source = try EmbeddedTexts(folder: folder, suffix: options["--suffix"] ?? "").source(type: type)
        case "files": source = try EmbeddedBytes(folder: folder).source(type: type)
        case let kind: throw EmbedError("--kind must be `texts` or `files`, got `\(kind ?? "")`")
        }
        // A file that is written anew is compiled anew, with everything that depends on it.
        guard (try? String(contentsOfFile: output, encoding: .utf8)) != source else { return }
        try source.write(toFile: output, atomically: true, encoding: .utf8)
    }
}

/// What keeps a folder from being embedded.
struct EmbedError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

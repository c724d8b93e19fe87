#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The command `openapi`: prints the description of the API, or compares it with a file.
struct OpenAPICommand {
    private let name: String
    private var isYAML = false
    private var file: String?
    private var version: String?

    /// - Parameters:
    ///   - name: what the command is called.
    ///   - arguments: the words behind it.
    /// - Throws: ``OpenAPICommandError`` for words that it does not know.
    init(_ name: String, _ arguments: [String]) throws {
        self.name = name
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--yaml": isYAML = true
            case "--json": isYAML = false
            case "--version":
                guard let name = rest.popFirst() else {
                    throw OpenAPICommandError("--version needs the name of a version")
                }
                version = name
            case "--check":
                guard let name = rest.popFirst() else {
                    throw OpenAPICommandError("--check needs a file: \(name) --check openapi.json")
                }
                file = name
                isYAML = isYAML || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
            default:
                throw OpenAPICommandError(
                    "no option `\(argument)`; there are --yaml, --json, --version NAME and --check FILE")
            }
        }
    }

    /// - Throws: ``OpenAPICommandError`` for a file that holds another description.
    func run(_ files: DocumentationFiles) throws {
        guard let found = files.document(of: version) else {
            let known = files.versions.joined(separator: ", ")
            throw OpenAPICommandError(
                "the API has no version `\(version ?? "")`" + (known.isEmpty ? "" : "; there are \(known)"))
        }
        let text = isYAML ? found.yaml ?? found.json : found.json
        guard let file else { return print(text, terminator: "") }
        guard let known = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw OpenAPICommandError("there is no file `\(file)`, or it is no text in UTF-8")
        }
        guard known == text else {
            let options = (version.map { " --version \($0)" } ?? "") + (isYAML ? " --yaml" : "")
            throw OpenAPICommandError(
                "the API is not what `\(file)` describes; write it anew with \(name)\(options) > \(file)")
        }
    }
}

/// The command cannot do what it was asked.
struct OpenAPICommandError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

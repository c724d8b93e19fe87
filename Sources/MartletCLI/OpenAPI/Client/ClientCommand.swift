import ArgumentParser
import Foundation

/// `martlet openapi client DOCUMENT`: writes a Swift client of an API.
struct ClientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Write a typed Swift client of an OpenAPI description.",
        discussion: """
            The client depends on Foundation alone. Operations that it cannot express are left out, with a warning that names \
            them; nothing is written where none is left. Files that an earlier run wrote are replaced, other files in the folder stay.
            """)

    @Argument(help: ArgumentHelp("The description: YAML or JSON, OpenAPI 3.0 or 3.1."))
    var document: String

    @Option(help: ArgumentHelp("The folder to write into, such as Sources/Client.", valueName: "path"))
    var output: String

    @Option(help: ArgumentHelp("The name of the client's type; made of the API's title by default.", valueName: "name"))
    var name: String?

    @Option(
        name: .customLong("exclude"),
        help: ArgumentHelp(
            "An operation to leave out, by its operationId; may be given several times.", valueName: "id"))
    var excluded: [String] = []

    @Flag(
        help: ArgumentHelp(
            "Keep parameters that choose among the members of answers, such as `fields`; the members are optional then."
        ))
    var keepChoices = false

    @Option(help: "Who sees what is declared: public, package or internal.")
    var access = ClientAccess.public

    func validate() throws {
        if let name, SwiftNames.type(name) != name {
            throw ValidationError("`\(name)` cannot name a type; how about `\(SwiftNames.type(name))`?")
        }
        if let name, SwiftNames.reservedTypes.contains(name) {
            throw ValidationError("`\(name)` is a type that every client has or uses; how about `\(name)Client`?")
        }
    }

    func run() throws {
        let files: [String: String]
        do {
            let selection = try ClientSelection(
                of: try OpenAPIDocument(file: document), name: name, excluding: excluded,
                keepingChoices: keepChoices)
            for warning in selection.warnings { Self.tell("Warning: \(warning)") }
            files = ClientFiles.files(of: selection.model, access: access)
        } catch let error where error is DocumentError || error is RefusalError || error is UnknownOperationError {
            Self.tell("Error: \(error)")
            throw ExitCode(2)
        }
        try ClientFiles.write(files, to: URL(filePath: output))
        print("wrote \(files.count) files to \(output)")
    }

    private static func tell(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }
}

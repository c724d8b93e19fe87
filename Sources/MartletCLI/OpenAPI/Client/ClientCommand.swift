import ArgumentParser
import Foundation

/// `martlet openapi client DOCUMENT`: writes a Swift client of an API.
struct ClientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Write a typed Swift client of an OpenAPI description.",
        discussion: """
            The client depends on Foundation alone. What it cannot express is listed, and nothing is written then. \
            Files that an earlier run wrote are replaced, other files in the folder stay.
            """)

    @Argument(help: ArgumentHelp("The description: YAML or JSON, OpenAPI 3.0 or 3.1."))
    var document: String

    @Option(help: ArgumentHelp("The folder to write into, such as Sources/Client.", valueName: "path"))
    var output: String

    @Option(help: ArgumentHelp("The name of the client's type; made of the API's title by default.", valueName: "name"))
    var name: String?

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
            let model = try ClientBuilder.model(of: try OpenAPIDocument(file: document), name: name)
            files = ClientFiles.files(of: model, access: access)
        } catch let error where error is DocumentError || error is RefusalError {
            FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
            throw ExitCode(2)
        }
        try ClientFiles.write(files, to: URL(filePath: output))
        print("wrote \(files.count) files to \(output)")
    }
}

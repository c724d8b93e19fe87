import ArgumentParser

/// `martlet openapi`: works on descriptions of APIs.
struct OpenAPICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Compare OpenAPI descriptions, and make clients of them.",
        subcommands: [DiffCommand.self, ClientCommand.self])
}

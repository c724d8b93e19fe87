package import ArgumentParser

/// The command-line tool.
package struct MartletCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "martlet",
        abstract: "Makes Martlet projects and works on them.",
        discussion: """
            martlet new Shop            a small project: routes, tests, make targets
            martlet new Shop --full     with a database, templates, sessions and files
            martlet dev                 serve the project of this folder, rebuilt and reloaded on each change
            martlet openapi diff a b    what has changed between two descriptions of an API
            """,
        version: MartletVersion.current,
        subcommands: [NewCommand.self, DevCommand.self, OpenAPICommand.self])

    package init() {}
}

/// The version of the command-line tool, which is that of the package.
enum MartletVersion {
    static let current = "0.1.0-dev"
}

/// The command cannot do what it was asked; the sentence says why and what to do.
struct CommandError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

import ArgumentParser
import Foundation

/// `martlet dev`: serves a package's executable, and builds and starts it anew on each change.
struct DevCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Serve, rebuilt and restarted on each change.",
        discussion: """
            A change below Sources (and in Package.swift) builds the package. When that succeeds the application is \
            restarted and its open pages reload; when it fails the errors are shown here and on the pages, and what ran \
            before goes on. The application runs with MARTLET_ENV=development unless the environment says otherwise.

            Arguments after `--` are passed to every `swift build`.
            """)

    @Option(help: ArgumentHelp("The package.", valueName: "path"))
    var packagePath = "."

    @Option(help: ArgumentHelp("The executable to serve; the only one of the package by default.", valueName: "name"))
    var product: String?

    @Option(help: ArgumentHelp("A further folder whose changes build; may be repeated.", valueName: "path"))
    var watch: [String] = []

    @Option(
        help: ArgumentHelp(
            "Files with this extension need no build, since the application reads them itself; may be repeated.",
            valueName: "extension"))
    var ignore: [String] = []

    @Argument(parsing: .postTerminator, help: "Options for `swift build`.")
    var buildOptions: [String] = []

    func run() throws {
        guard FileManager.default.fileExists(atPath: packagePath + "/Package.swift") else {
            throw CommandError(
                "there is no Package.swift in `\(packagePath)`; --package-path names the project's folder")
        }
        let package = SwiftPackage(path: packagePath, options: buildOptions)
        let folders = [packagePath + "/Sources"] + watch
        for folder in folders where !FileManager.default.fileExists(atPath: folder) {
            throw CommandError("there is no folder `\(folder)` to watch")
        }
        let session = DevSession(
            package: package, product: try product ?? package.onlyExecutable(),
            sources: SourceStamp.Scope(
                folders: folders, files: [packagePath + "/Package.swift"], ignoredExtensions: Set(ignore)))
        try session.run()
    }
}

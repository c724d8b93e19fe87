import ArgumentParser
import Foundation

/// `martlet new NAME`: writes a project that builds, passes its tests and can be deployed.
struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a project.",
        discussion: """
            The project has sources, tests, make targets (run, dev, test, check), a Dockerfile, a Procfile and a README. \
            Its folder must not exist yet, or be empty.
            """)

    @Argument(help: "The name of the project and of its Swift module, such as Shop or MusicStore.")
    var name: String

    @Flag(help: "With a database, templates, sessions and static files; otherwise routes alone.")
    var full = false

    @Option(help: ArgumentHelp("The folder to make; NAME in the working directory by default.", valueName: "path"))
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "Where Martlet comes from: a folder or the URL of a Git repository. A martlet that was built in a checkout "
                + "takes that checkout.", valueName: "path or URL"))
    var martlet: String?

    @Option(
        help: ArgumentHelp(
            "The first version to accept from a URL, such as 1.2.0; its branch main when left out.",
            valueName: "version"))
    var martletVersion: String?

    func run() throws {
        let name = try ProjectName(name)
        let source = try MartletSource.find(
            martlet, version: martletVersion, executable: Bundle.main.executableURL)
        let template: ProjectTemplate = full ? .full : .micro
        let folder = URL(filePath: directory ?? name.module)
        let files = template.files(name: name, source: source)
        try ProjectWriter.write(files, to: folder, name: name.module)
        let shown = directory ?? name.module
        print("made \(shown) with \(files.count) files; next:\n\n    cd \(shown)\n    make test\n    make run")
    }
}

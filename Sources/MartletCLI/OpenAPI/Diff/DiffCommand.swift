import ArgumentParser
import Foundation

/// `martlet openapi diff OLD NEW`: what has changed between two descriptions, and what of it breaks clients.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say what has changed between two OpenAPI descriptions, and what of it breaks clients.",
        discussion: """
            Ends with status 1 when something breaks clients of the old description, with 2 when a description cannot be \
            read, with 0 otherwise. What is sent to the server breaks when it is narrowed, what comes back when it is \
            widened.
            """)

    @Argument(help: ArgumentHelp("The description that clients were made for: YAML or JSON, OpenAPI 3.0 or 3.1."))
    var old: String

    @Argument(help: ArgumentHelp("The description that is to replace it."))
    var new: String

    @Option(help: "How to print: text, json or markdown.")
    var format = DiffReport.Format.text

    @Flag(help: "End with status 1 for warnings too.")
    var warnAsError = false

    @Flag(help: "Let go what was deprecated in OLD.")
    var allowRemovedDeprecated = false

    func run() throws {
        let findings: Findings
        do {
            findings = Comparison.findings(
                from: try OpenAPIDocument(file: old), to: try OpenAPIDocument(file: new),
                options: Findings.Options(allowsRemovingDeprecated: allowRemovedDeprecated))
        } catch let error as DocumentError {
            FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
            throw ExitCode(2)
        }
        print(DiffReport(findings: findings).text(format))
        let isBroken = !findings.of(.breaking).isEmpty || (warnAsError && !findings.of(.warning).isEmpty)
        if isBroken { throw ExitCode(1) }
    }
}

import Foundation
import PackagePlugin

/// Puts files into a target: templates of its folder `Templates`, static files of its or the package's folder `Public`.
///
/// The target gets `EmbeddedTemplates.texts` and `EmbeddedFiles.all`; what has no folder is empty.
@main
struct EmbedResources: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target as? any SourceModuleTarget else { return [] }
        let tool = try context.tool(named: "MartletEmbedTool").url
        func command(_ what: String, _ type: String, _ folder: URL, _ files: [URL], _ options: [String]) -> Command {
            let output = context.pluginWorkDirectoryURL.appending(path: "\(type).swift")
            return .buildCommand(
                displayName: "Embedding the \(what) of \(target.name)", executable: tool,
                arguments: [
                    "--type", type, "--folder", folder.path(percentEncoded: false), "--output",
                    output.path(percentEncoded: false),
                ] + options,
                inputFiles: files.sorted { $0.path < $1.path }, outputFiles: [output])
        }
        let templates = module.directoryURL.appending(path: "Templates")
        var publicFiles = module.directoryURL.appending(path: "Public")
        if !FileManager.default.fileExists(atPath: publicFiles.path(percentEncoded: false)) {
            publicFiles = context.package.directoryURL.appending(path: "Public")
        }
        return [
            command(
                "templates", "EmbeddedTemplates", templates,
                Self.files(below: templates).filter { $0.pathExtension == "mustache" },
                ["--kind", "texts", "--suffix", ".mustache"]),
            command(
                "static files", "EmbeddedFiles", publicFiles, Self.files(below: publicFiles), ["--kind", "files"]),
        ]
    }

    private static func files(below folder: URL) -> [URL] {
        FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isDirectoryKey])?
            .compactMap { $0 as? URL }
            .filter { (try? $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == false } ?? []
    }
}

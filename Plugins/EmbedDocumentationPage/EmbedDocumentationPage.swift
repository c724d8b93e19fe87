import Foundation
import PackagePlugin

/// Puts the files of the folder `DocumentationPage` into a target as `EmbeddedDocumentationPage.texts`.
@main
struct EmbedDocumentationPage: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target as? any SourceModuleTarget else { return [] }
        let folder = module.directoryURL.appending(path: "DocumentationPage")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedDocumentationPage.swift")
        return [
            .buildCommand(
                displayName: "Embedding the documentation page",
                executable: try context.tool(named: "MartletEmbedTool").url,
                arguments: [
                    "--kind", "texts", "--type", "EmbeddedDocumentationPage", "--folder",
                    folder.path(percentEncoded: false), "--output", output.path(percentEncoded: false),
                ],
                inputFiles: files.sorted { $0.path < $1.path }, outputFiles: [output])
        ]
    }
}

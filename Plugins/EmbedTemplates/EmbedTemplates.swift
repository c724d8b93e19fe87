import Foundation
import PackagePlugin

/// Puts the `.mustache` files of a target's folder `Templates` into the target as `EmbeddedTemplates.texts`.
@main
struct EmbedTemplates: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target as? any SourceModuleTarget else { return [] }
        let folder = module.directoryURL.appending(path: "Templates")
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "mustache" } ?? []
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedTemplates.swift")
        return [
            .buildCommand(
                displayName: "Embedding the templates of \(target.name)",
                executable: try context.tool(named: "MartletEmbedTool").url,
                arguments: [
                    "--type", "EmbeddedTemplates", "--folder", folder.path(percentEncoded: false),
                    "--suffix", ".mustache", "--output", output.path(percentEncoded: false),
                ],
                inputFiles: files.sorted { $0.path < $1.path }, outputFiles: [output])
        ]
    }
}

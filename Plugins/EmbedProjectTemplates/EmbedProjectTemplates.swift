import Foundation
import PackagePlugin

/// Puts the files of the command-line tool's folder `ProjectTemplates` into it as `EmbeddedProjectTemplates.texts`.
@main
struct EmbedProjectTemplates: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target as? any SourceModuleTarget else { return [] }
        let folder = module.directoryURL.appending(path: "ProjectTemplates")
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])?
            .compactMap { $0 as? URL }
            .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true } ?? []
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedProjectTemplates.swift")
        return [
            .buildCommand(
                displayName: "Embedding the project templates",
                executable: try context.tool(named: "MartletEmbedTool").url,
                arguments: [
                    "--kind", "texts", "--type", "EmbeddedProjectTemplates", "--folder",
                    folder.path(percentEncoded: false),
                    "--output", output.path(percentEncoded: false),
                ],
                inputFiles: files.sorted { $0.path < $1.path }, outputFiles: [output])
        ]
    }
}

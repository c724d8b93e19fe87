/// What a new project is made of: the files in `ProjectTemplates`, which the build puts into this executable.
///
/// The files are those of a project named `ProjectName`, so that they can be read and edited as what they become.
enum ProjectTemplate: String {
    case micro = "Micro"
    case full = "Full"

    /// The files of a project by path.
    func files(name: ProjectName, source: MartletSource) -> [String: String] {
        let docker = source.dockerCommand
        let build = "docker build \(docker.arguments)-t \(name.package) ."
        let replacements = [
            // The names first: what comes later may be a path that has one of them in it.
            ("ProjectName", name.module), ("project-name", name.package), ("MARTLET_PACKAGE", source.package),
            ("#MARTLET_DOCKER_USAGE\n", "# \(build)\n\n"), ("#MARTLET_DOCKER_COPY\n", docker.copy),
            ("MARTLET_DOCKER_COMMAND\n", "    \(build)\n"), ("MARTLET_SOURCE", source.dependency),
        ]
        var files: [String: String] = [:]
        for (path, text) in EmbeddedProjectTemplates.texts {
            guard let folder = ["Common/", rawValue + "/"].first(where: { path.hasPrefix($0) }) else { continue }
            let name = String(path.dropFirst(folder.count)).replacing("ProjectName", with: name.module)
            files[name] = replacements.reduce(text) { $0.replacing($1.0, with: $1.1) }
        }
        return files
    }
}

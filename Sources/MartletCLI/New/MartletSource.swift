import Foundation

/// Where a project gets the framework from.
enum MartletSource: Equatable {
    case folder(String)
    case repository(url: String, version: String?)

    /// Takes what the user said, else the checkout that this executable was built in.
    /// - Throws: ``CommandError`` when there is nothing there, or nothing to take.
    static func find(_ place: String?, version: String?, executable: URL?) throws -> MartletSource {
        guard let place else {
            guard version == nil else { throw CommandError("--martlet-version needs --martlet with a URL") }
            guard let checkout = executable.flatMap(checkout(around:)) else {
                throw CommandError(
                    "say where Martlet comes from: --martlet with the folder of a checkout or the URL of its "
                        + "repository")
            }
            return .folder(checkout)
        }
        if place.contains("://") || place.hasPrefix("git@") {
            if let version, !isVersion(version) {
                throw CommandError("`\(version)` is no version; one looks like 1.2.0")
            }
            return .repository(url: place, version: version)
        }
        guard version == nil else {
            throw CommandError("--martlet-version goes with the URL of a repository, but `\(place)` is a folder")
        }
        let folder = URL(filePath: place).standardizedFileURL
        guard isCheckout(folder) else {
            throw CommandError("there is no Package.swift of Martlet in `\(place)`")
        }
        return .folder(path(folder))
    }

    /// The arguments of `.package(…)`.
    var dependency: String {
        switch self {
        case .folder(let path):
            "\n            name: \"martlet\",\n            path: \(Self.quoted(path))"
        case .repository(let url, let version?):
            "\n            url: \(Self.quoted(url)),\n            from: \"\(version)\""
        case .repository(let url, nil): "\n            url: \(Self.quoted(url)),\n            branch: \"main\""
        }
    }

    /// What products say they belong to: the package manager calls a repository by the last part of its URL.
    var package: String {
        switch self {
        case .folder: return "martlet"
        case .repository(let url, _):
            var last = url.split(whereSeparator: { $0 == "/" || $0 == ":" }).last.map(String.init) ?? url
            if last.hasSuffix(".git") { last.removeLast(4) }
            return last.lowercased()
        }
    }

    /// How the container is built: a folder outside of the project has to be given as a context of its own.
    var dockerCommand: (arguments: String, copy: String) {
        switch self {
        case .folder(let path):
            (
                "--build-context martlet=\(path) ",
                "# Martlet is a folder beside the project.\n# hadolint ignore=DL3022\nCOPY --from=martlet . \(path)\n"
            )
        case .repository: ("", "")
        }
    }

    private static func checkout(around executable: URL) -> String? {
        var folder = executable.resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.pathComponents.count > 1 {
            if isCheckout(folder) { return path(folder) }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }

    private static func isCheckout(_ folder: URL) -> Bool {
        let manifest = try? String(contentsOf: folder.appending(path: "Package.swift"), encoding: .utf8)
        return manifest?.contains("name: \"martlet\"") == true && manifest?.contains("\"MartletHTTP\"") == true
            && manifest?.contains(".executable(name: \"martlet\"") == true
    }

    private static func path(_ folder: URL) -> String {
        let path = folder.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private static func isVersion(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { UInt($0) != nil }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            if scalar == "\\" || scalar == "\"" { result.append("\\") }
            result.append(scalar)
        }
        return String(result) + "\""
    }
}

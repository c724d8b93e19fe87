import Foundation

/// Where the store's files lie: beside the executable, as the package manager puts them.
enum ResourceFolders {
    static var templates: URL { folder("Templates") }
    static var publicFiles: URL { folder("Public") }
    static var seed: URL { folder("Seed") }

    private static func folder(_ name: String) -> URL { Bundle.module.bundleURL.appendingPathComponent(name) }
}

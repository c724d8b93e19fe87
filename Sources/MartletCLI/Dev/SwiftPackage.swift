import Foundation

/// A package as `swift build` sees it.
struct SwiftPackage {
    let path: String
    /// Further options of every call.
    let options: [String]

    /// The name of the package's executable.
    /// - Throws: ``CommandError`` when there is none, or more than one.
    func onlyExecutable() throws -> String {
        let output = try Command.output(of: swift("package", ["describe", "--type", "json"]))
        return try Self.onlyExecutable(in: Data(output.utf8))
    }

    static func onlyExecutable(in description: Data) throws -> String {
        struct Description: Decodable {
            struct Target: Decodable {
                var name: String
                var type: String
            }
            var targets: [Target]
        }
        guard let description = try? JSONDecoder().decode(Description.self, from: description) else {
            throw CommandError("the package cannot be described; --product names the executable to serve")
        }
        let names = description.targets.filter { $0.type == "executable" }.map(\.name).sorted()
        guard let name = names.first else { throw CommandError("the package has no executable to serve") }
        guard names.count == 1 else {
            throw CommandError(
                "the package has several executables: --product names one of \(names.joined(separator: ", "))")
        }
        return name
    }

    /// The folder that builds go to.
    func binaryFolder() throws -> String {
        let output = try Command.output(of: swift("build", options + ["--show-bin-path"]))
        guard let path = output.split(separator: "\n").last(where: { $0.hasPrefix("/") }) else {
            throw CommandError("`swift build --show-bin-path` says `\(output)` instead of a folder")
        }
        return String(path)
    }

    func build(_ product: String) -> [String] { swift("build", options + ["--product", product]) }

    private func swift(_ command: String, _ arguments: [String]) -> [String] {
        ["swift", command, "--package-path", path] + arguments
    }
}

/// Runs commands that are looked up in `PATH`.
enum Command {
    static func process(_ words: [String], environment: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// What a command prints; its errors go where ours go.
    static func output(of words: [String]) throws -> String {
        let process = process(words)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandError("`\(words.joined(separator: " "))` ended with status \(process.terminationStatus)")
        }
        return String(decoding: output, as: UTF8.self)
    }
}

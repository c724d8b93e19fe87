import ArgumentParser
import Foundation
import Testing

@testable import MartletCLI

@Suite struct ClientFilesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    private static let document = folder.appending(path: "Documents/zoo.yml").path(percentEncoded: false)

    private func files(_ access: ClientAccess = .public) throws -> [String: String] {
        let model = try ClientBuilder.model(of: OpenAPIDocument(file: Self.document), name: "ZooClient")
        return ClientFiles.files(of: model, access: access)
    }

    /// The files that depend on the description are compared with those in `Golden`. UPDATE_GOLDEN=1 writes them anew;
    /// Tests/OpenAPI/client.sh compiles them and asks what they do.
    @Test(arguments: ["Client.swift", "Operations.swift", "OperationTypes.swift", "Types.swift"])
    func `the client of a tricky description is the one that was read and tried out`(_ name: String) throws {
        let text = try #require(try files()[name])
        let golden = Self.folder.appending(path: "Golden/\(name).txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try text.write(to: golden, atomically: true, encoding: .utf8)
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let expected = try String(contentsOf: golden, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let different = zip(lines, expected).enumerated().first { $1.0 != $1.1 }
        #expect(different == nil, "line \((different?.offset ?? 0) + 1)")
        #expect(lines.count == expected.count)
    }

    @Test func `the access level is that of every declaration`() throws {
        for (name, text) in try files(.internal) { #expect(!text.contains("public "), "\(name)") }
        let package = try files(.package)
        #expect(try #require(package["Types.swift"]).contains("@Indirect package var parent: Tree?"))
        for (name, text) in package { #expect(!text.contains("public "), "\(name)") }
    }

    @Test func `the command writes, writes again, and leaves other files alone`() throws {
        let folder = try TemporaryFolder()
        let arguments = ["openapi", "client", Self.document, "--output", "\(folder.path)/Sources/Zoo"]
        var command = try MartletCommand.parseAsRoot(arguments)
        try command.run()
        let first = try folder.read("Sources/Zoo/Client.swift")
        #expect(first.contains("public struct ZooClient: Sendable {"))
        try folder.write("mine", to: "Sources/Zoo/Mine.swift")
        try command.run()
        #expect(try folder.read("Sources/Zoo/Client.swift") == first)
        #expect(try folder.read("Sources/Zoo/Mine.swift") == "mine")

        try folder.write("mine", to: "Sources/Zoo/Types.swift")
        let error = #expect(throws: CommandError.self) { try command.run() }
        #expect(
            error?.description
                == "\(folder.path)/Sources/Zoo/Types.swift was not written by this command; choose another folder by "
                + "--output, or remove it")
        #expect(try folder.read("Sources/Zoo/Types.swift") == "mine")
    }

    @Test func `nothing is written of a description that is refused`() throws {
        let folder = try TemporaryFolder()
        try folder.write("openapi: 3.1.0\npaths: {'/a/{b}': {get: {responses: {}}}}\n", to: "api.yml")
        var command = try MartletCommand.parseAsRoot(
            ["openapi", "client", "\(folder.path)/api.yml", "--output", "\(folder.path)/Client"])
        let error = #expect(throws: ExitCode.self) { try command.run() }
        #expect(error?.rawValue == 2)
        #expect(folder.contents == ["api.yml"])
    }

    @Test(
        arguments: [
            ("my client", "`my client` cannot name a type; how about `MyClient`?"),
            ("JSONValue", "`JSONValue` is a type that every client has or uses; how about `JSONValueClient`?"),
        ])
    func `a name that is none is refused with one that is`(_ name: String, _ message: String) throws {
        let error = #expect(throws: (any Error).self) {
            try MartletCommand.parseAsRoot(["openapi", "client", "api.yml", "--output", "Client", "--name", name])
        }
        #expect(error.map { MartletCommand.message(for: $0) } == message)
    }

    /// Types of the files that every client has: a schema that is called like one would be taken for it.
    @Test func `no schema can have the name of a type that the client's files use`() throws {
        // Of generic types and of types within types, which are nearer than one of a schema.
        let own: Set<String> = ["Body", "Field", "Headers", "Key", "RawValue", "Value"]
        for (name, text) in try files() where Self.shared.contains(name) {
            let code = text.replacing(#/(?m)//.*$|"(?:[^"\\\n]|\\[^(]|\\\([^)]*\))*"/#, with: "")
            let used = Set(code.matches(of: #/(?:^|[^\w.])([A-Z]\w*)/#).map { String($0.1) })
            #expect(used.count > 3, "\(name)")
            #expect(used.subtracting(own).subtracting(SwiftNames.reservedTypes) == [], "\(name)")
        }
    }

    private static let shared: Set<String> = [
        "ClientCoding.swift", "ClientCredentials.swift", "ClientFailure.swift", "ClientParameters.swift",
        "ClientRequests.swift", "ClientResponses.swift", "ClientStreams.swift", "ClientTransport.swift",
        "ClientValues.swift", "JSONValue.swift", "ServerEvents.swift",
    ]

    @Test(
        arguments: [
            ("plain", #""plain""#), ("a\"\\b", #""a\"\\b""#), ("\\(x)", #""\\(x)""#),
            ("a\nb\t\u{0}", #""a\nb\t\u{0}""#),
            ("\u{202E}x", #""\u{202e}x""#), ("a\u{2028}", #""a\u{2028}""#), ("é😀", #""é😀""#),
        ])
    func `texts are literals that say no more than they are`(_ text: String, _ literal: String) {
        #expect(SwiftText.literal(text) == literal)
    }

    @Test func `documentation is wrapped, and cannot end the comment`() {
        let long = Array(repeating: "word", count: 40).joined(separator: " ")
        let lines = SwiftText.documentation(["First */ \u{202E}line\r\nsecond\u{2028}third", nil, "", long], indent: 4)
        #expect(lines[0] == "    /// First */ line")
        #expect(lines[1] == "    /// second")
        #expect(lines[2] == "    /// third")
        #expect(lines[3] == "    ///")
        #expect(lines.allSatisfy { $0.count <= 120 && $0.hasPrefix("    ///") })
        #expect(lines.count == 6)
    }
}

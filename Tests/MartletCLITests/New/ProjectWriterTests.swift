import Foundation
import Testing

@testable import MartletCLI

@Suite struct ProjectWriterTests {
    private let files = ["Package.swift": "package\n", "Sources/Shop/main.swift": "main\n", ".gitignore": ".build/\n"]

    @Test(arguments: ["Shop", "deep/down/Shop"])
    func `a project is written into a new folder`(_ path: String) throws {
        let folder = try TemporaryFolder()
        try ProjectWriter.write(files, to: folder.url.appending(path: path))
        for (name, text) in files { #expect(try folder.read("\(path)/\(name)") == text) }
        #expect(folder.contents.filter { $0.contains("main.swift") } == ["\(path)/Sources/Shop/main.swift"])
        #expect(!folder.contents.contains { $0.hasPrefix(".Shop") })
    }

    @Test func `an empty folder is filled`() throws {
        let folder = try TemporaryFolder()
        let shop = folder.url.appending(path: "Shop")
        try FileManager.default.createDirectory(at: shop, withIntermediateDirectories: true)
        try ProjectWriter.write(files, to: shop)
        #expect(try folder.read("Shop/Package.swift") == "package\n")
    }

    @Test func `a folder with something in it is refused and stays as it is`() throws {
        let folder = try TemporaryFolder()
        try folder.write("mine", to: "Shop/.hidden")
        let error = #expect(throws: CommandError.self) {
            try ProjectWriter.write(files, to: folder.url.appending(path: "Shop"))
        }
        #expect(
            error?.description
                == "\(folder.path)/Shop has 1 file or folder in it; choose another name, or another folder with "
                + "--directory")
        #expect(folder.contents == ["Shop", "Shop/.hidden"])
    }

    @Test func `a file is not replaced by a folder`() throws {
        let folder = try TemporaryFolder()
        try folder.write("mine", to: "Shop")
        let error = #expect(throws: CommandError.self) {
            try ProjectWriter.write(files, to: folder.url.appending(path: "Shop"))
        }
        #expect(
            error?.description
                == "\(folder.path)/Shop is a file; choose another name, or another folder with --directory")
        #expect(try folder.read("Shop") == "mine")
    }

    @Test func `nothing is left of a project that cannot be written whole`() throws {
        let folder = try TemporaryFolder()
        // One path is a file and a folder at once, so that writing fails half way.
        let impossible = ["a/first.swift": "1", "b": "2", "b/third.swift": "3"]
        let error = #expect(throws: CommandError.self) {
            try ProjectWriter.write(impossible, to: folder.url.appending(path: "deep/down/Shop"))
        }
        #expect(
            error?.description.hasPrefix("the project cannot be written to \(folder.path)/deep/down/Shop: ") == true)
        #expect(folder.contents == [])
    }

    @Test func `the command writes a project and refuses to write it again`() throws {
        let folder = try TemporaryFolder()
        try folder.write(MartletSourceTests.manifest, to: "martlet/Package.swift")
        let arguments = ["new", "Shop", "--directory", "\(folder.path)/Shop", "--martlet", "\(folder.path)/martlet"]
        var command = try MartletCommand.parseAsRoot(arguments)
        try command.run()
        #expect(try folder.read("Shop/Package.swift").contains("path: \"\(folder.path)/martlet\""))
        #expect(throws: CommandError.self) { try command.run() }
    }

    @Test func `a folder around the project is not taken for its own`() throws {
        let folder = try TemporaryFolder()
        try folder.write("mine", to: "notes.txt")
        try folder.write(MartletSourceTests.manifest, to: "martlet/Package.swift")
        let arguments = ["new", "Shop", "--directory", folder.path, "--martlet", "\(folder.path)/martlet"]
        var command = try MartletCommand.parseAsRoot(arguments)
        let error = #expect(throws: CommandError.self) { try command.run() }
        #expect(
            error?.description
                == "\(folder.path) has 2 files or folders in it; choose another name, or another folder with --directory, which names "
                + "the project's own folder: \(folder.path)/Shop")
    }
}

import Foundation
import Testing

@testable import MartletCLI

@Suite struct SwiftPackageTests {
    private func description(_ targets: (name: String, type: String)...) -> Data {
        let list = targets.map { "{\"name\": \"\($0.name)\", \"type\": \"\($0.type)\", \"path\": \"x\"}" }
        return Data("{\"name\": \"shop\", \"targets\": [\(list.joined(separator: ","))]}".utf8)
    }

    @Test func `the only executable is served`() throws {
        #expect(
            try SwiftPackage.onlyExecutable(in: description(("Shop", "executable"), ("ShopTests", "test"))) == "Shop")
    }

    @Test func `none or several executables are a question for the user`() {
        let none = #expect(throws: CommandError.self) {
            try SwiftPackage.onlyExecutable(in: description(("Shop", "library")))
        }
        #expect(none?.description == "the package has no executable to serve")
        let several = #expect(throws: CommandError.self) {
            try SwiftPackage.onlyExecutable(in: description(("Worker", "executable"), ("Shop", "executable")))
        }
        #expect(several?.description == "the package has several executables: --product names one of Shop, Worker")
        let broken = #expect(throws: CommandError.self) { try SwiftPackage.onlyExecutable(in: Data("x".utf8)) }
        #expect(broken?.description == "the package cannot be described; --product names the executable to serve")
    }

    @Test func `the command says what is missing before it builds`() throws {
        let folder = try TemporaryFolder()
        func refusal(_ arguments: String...) throws -> String? {
            var command = try MartletCommand.parseAsRoot(["dev", "--package-path", folder.path] + arguments)
            return #expect(throws: CommandError.self) { try command.run() }?.description
        }
        #expect(
            try refusal() == "there is no Package.swift in `\(folder.path)`; --package-path names the project's folder")
        try folder.write("", to: "Package.swift")
        #expect(try refusal() == "there is no folder `\(folder.path)/Sources` to watch")
    }

    @Test func `options behind two dashes go to every build`() throws {
        let command = try #require(
            try MartletCommand.parseAsRoot(["dev", "--product", "Shop", "--", "--scratch-path", "/tmp/b"])
                as? DevCommand)
        #expect(command.buildOptions == ["--scratch-path", "/tmp/b"])
        #expect(
            SwiftPackage(path: "shop", options: command.buildOptions).build("Shop")
                == ["swift", "build", "--package-path", "shop", "--scratch-path", "/tmp/b", "--product", "Shop"])
    }
}

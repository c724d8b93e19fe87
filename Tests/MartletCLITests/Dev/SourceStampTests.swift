import Foundation
import Testing

@testable import MartletCLI

@Suite struct SourceStampTests {
    private func scope(_ folder: TemporaryFolder) -> SourceStamp.Scope {
        SourceStamp.Scope(
            folders: [folder.path + "/Sources"], files: [folder.path + "/Package.swift"],
            ignoredExtensions: ["mustache"])
    }

    @Test func `writing, adding and removing a source differ`() throws {
        let folder = try TemporaryFolder()
        try folder.write("1", to: "Package.swift")
        try folder.write("1", to: "Sources/Shop/main.swift")
        var last = SourceStamp(scope(folder))
        #expect(SourceStamp(scope(folder)) == last)
        func expectChange(_ path: String, _ line: Int = #line, _ change: () throws -> Void) throws {
            try change()
            let now = SourceStamp(scope(folder))
            #expect(now != last, "line \(line)")
            #expect(now.firstChange(since: last)?.hasSuffix(path) == true, "line \(line)")
            last = now
        }
        try expectChange("Sources/Shop/main.swift") { try folder.write("22", to: "Sources/Shop/main.swift") }
        try expectChange("Package.swift") { try folder.write("22", to: "Package.swift") }
        try expectChange("Sources/Shop/Pages/Home.swift") { try folder.write("1", to: "Sources/Shop/Pages/Home.swift") }
        try expectChange("Sources/Shop/Pages/Home.swift") {
            try FileManager.default.removeItem(at: folder.url.appending(path: "Sources/Shop/Pages/Home.swift"))
        }
        #expect(last.folders.count == 3, "Sources, Shop and Pages")
    }

    @Test(arguments: ["Sources/Shop/Templates/home.mustache", "Sources/Shop/.main.swift.swp", "Sources/Shop/a.swift~"])
    func `what needs no build does not differ`(_ path: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("1", to: "Package.swift")
        try folder.write("1", to: "Sources/Shop/main.swift")
        let before = SourceStamp(scope(folder))
        try folder.write("1", to: path)
        #expect(SourceStamp(scope(folder)) == before)
    }

    @Test func `a watcher returns soon after a change, and in time without one`() async throws {
        let folder = try TemporaryFolder()
        let watcher = ChangeWatcher()
        watcher.watch([folder.path])
        let clock = ContinuousClock()
        let quiet = clock.measure { watcher.wait(atMost: .milliseconds(50)) }
        #expect(quiet >= .milliseconds(40))
        try folder.write("1", to: "main.swift")
        let told = clock.measure { watcher.wait(atMost: .seconds(60)) }
        #expect(told < .seconds(30))
    }

    @Test func `a folder that is missing leaves the watcher to look by itself`() throws {
        let watcher = ChangeWatcher()
        watcher.watch(["/nowhere/at/all"])
        #expect(!watcher.isNotified)
        #expect(ContinuousClock().measure { watcher.wait(atMost: .seconds(60)) } < .seconds(30))
    }
}

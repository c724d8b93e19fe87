import Foundation
import Testing

@testable import MartletCLI

@Suite struct MartletSourceTests {
    /// A manifest with what tells the framework from any other package.
    static let manifest = """
        name: "martlet", "MartletHTTP", .executable(name: "martlet", targets: [])
        """

    private func refusal(_ place: String?, version: String? = nil, executable: URL? = nil) -> String? {
        #expect(throws: CommandError.self) {
            try MartletSource.find(place, version: version, executable: executable)
        }?.description
    }

    @Test func `an executable of a checkout takes that checkout`() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.manifest, to: "Package.swift")
        try folder.write("", to: ".build/debug/martlet")
        let executable = folder.url.appending(path: ".build/debug/martlet")
        let source = try MartletSource.find(nil, version: nil, executable: executable)
        #expect(source == .folder(folder.path))
        #expect(source.package == "martlet")
        #expect(source.dependency == "\n            name: \"martlet\",\n            path: \"\(folder.path)\"")
    }

    @Test func `an executable that was installed elsewhere needs to be told`() throws {
        let folder = try TemporaryFolder()
        try folder.write("name: \"other\"", to: "Package.swift")
        let message =
            "say where Martlet comes from: --martlet with the folder of a checkout or the URL of its repository"
        #expect(refusal(nil, executable: folder.url.appending(path: "bin/martlet")) == message)
        #expect(refusal(nil) == message)
    }

    @Test func `a URL takes a version, or the branch main`() throws {
        let url = "https://example.com/web/Martlet-Framework.git"
        let branch = try MartletSource.find(url, version: nil, executable: nil)
        #expect(branch.dependency == "\n            url: \"\(url)\",\n            branch: \"main\"")
        #expect(branch.package == "martlet-framework")
        let version = try MartletSource.find("git@example.com:web/martlet", version: "1.2.0", executable: nil)
        #expect(
            version.dependency == "\n            url: \"git@example.com:web/martlet\",\n            from: \"1.2.0\"")
        #expect(version.package == "martlet")
    }

    @Test func `what is no place of the framework is refused`() throws {
        let folder = try TemporaryFolder()
        #expect(refusal(folder.path) == "there is no Package.swift of Martlet in `\(folder.path)`")
        #expect(refusal("/nowhere/at/all") == "there is no Package.swift of Martlet in `/nowhere/at/all`")
        #expect(
            refusal(folder.path, version: "1.0.0")
                == "--martlet-version goes with the URL of a repository, but `\(folder.path)` is a folder")
        #expect(refusal(nil, version: "1.0.0") == "--martlet-version needs --martlet with a URL")
        #expect(
            refusal("https://example.com/martlet", version: "v1\"")
                == "`v1\"` is no version; one looks like 1.2.0")
    }

    @Test func `text of a place cannot leave its literal`() {
        #expect(
            MartletSource.repository(url: "https://example.com/\"\\(1)", version: nil).dependency
                == "\n            url: \"https://example.com/\\\"\\\\(1)\",\n            branch: \"main\"")
    }
}

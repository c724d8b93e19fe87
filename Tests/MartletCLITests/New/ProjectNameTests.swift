import Testing

@testable import MartletCLI

@Suite struct ProjectNameTests {
    @Test(arguments: [
        ("Shop", "shop"), ("MusicStore", "music-store"), ("HTTPShop2Go", "httpshop2-go"), ("my_shop", "my-shop"),
        ("shop", "shop"), ("A", "a"), ("Shop_", "shop"),
    ])
    func `a module's name makes the package's`(_ name: String, _ package: String) throws {
        let project = try ProjectName(name)
        #expect(project.module == name)
        #expect(project.package == package)
    }

    @Test(arguments: [
        (
            "my-shop",
            "`my-shop` cannot name a project: a Swift module has only the letters A to Z, digits and `_`, not `-`; how "
                + "about `MyShop`?"
        ),
        (
            "Café",
            "`Café` cannot name a project: a Swift module has only the letters A to Z, digits and `_`, not `é`; how "
                + "about `Cafe`?"
        ),
        (
            "../evil",
            "`../evil` cannot name a project: a Swift module has only the letters A to Z, digits and `_`, not `.`; how "
                + "about `Evil`?"
        ),
        ("2shop", "`2shop` cannot name a project: a Swift module begins with a letter; how about `Shop`?"),
        ("_shop", "`_shop` cannot name a project: a Swift module begins with a letter; how about `Shop`?"),
        ("", "`` cannot name a project: a name has at least one letter"),
        (
            "日本",
            "`日本` cannot name a project: a Swift module has only the letters A to Z, digits and `_`, not `日`"
        ),
        ("class", "`class` cannot name a project: it is a word of the Swift language; how about `Class`?"),
        ("Self", "`Self` cannot name a project: it is a word of the Swift language; how about `SelfSite`?"),
        (
            "app",
            "`app` cannot name a project: a module or a type of this name is used by projects themselves; how about "
                + "`AppSite`?"
        ),
        (
            "MartletHTTP",
            "`MartletHTTP` cannot name a project: a module or a type of this name is used by projects themselves"
        ),
    ])
    func `a name that cannot be a module is refused, with one that can`(_ name: String, _ message: String) {
        let error = #expect(throws: CommandError.self) { try ProjectName(name) }
        #expect(error?.description == message)
    }

    @Test func `a name is not too long for a file system`() {
        let error = #expect(throws: CommandError.self) { try ProjectName(String(repeating: "A", count: 61)) }
        #expect(error?.description.contains("it has 61 characters, and 60 are the most") == true)
    }
}

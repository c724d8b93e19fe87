import Testing

@testable import MartletCLI

/// The files of new projects. That they build and run is what Tests/Examples/new-project.sh finds out.
@Suite struct ProjectTemplateTests {
    private func files(_ template: ProjectTemplate, _ source: MartletSource = .folder("/src/martlet")) throws
        -> [String: String]
    {
        template.files(name: try ProjectName("MusicStore"), source: source)
    }

    static let common = [
        ".dockerignore", ".env.example", ".gitignore", ".swift-format", "Dockerfile", "Makefile", "Package.swift",
        "Procfile", "README.md",
    ]

    @Test func `a small project has these files`() throws {
        #expect(
            try files(.micro).keys.sorted()
                == (Self.common + [
                    "Sources/MusicStore/Greetings.swift", "Sources/MusicStore/Site.swift",
                    "Sources/MusicStore/main.swift", "Tests/MusicStoreTests/SiteTests.swift",
                ]).sorted())
    }

    @Test func `a full project has these files`() throws {
        #expect(
            try files(.full).keys.sorted()
                == (Self.common + [
                    "Public/site.css", "Sources/MusicStore/Migrations/0001_initial.swift",
                    "Sources/MusicStore/Migrations/Migrations.swift", "Sources/MusicStore/Note.swift",
                    "Sources/MusicStore/NotePages.swift",
                    "Sources/MusicStore/Site.swift",
                    "Sources/MusicStore/Templates/layout.mustache",
                    "Sources/MusicStore/Templates/not-found.mustache",
                    "Sources/MusicStore/Templates/notes.mustache", "Sources/MusicStore/main.swift",
                    "Tests/MusicStoreTests/NotePagesTests.swift", "migrations.mk",
                ]).sorted())
    }

    @Test(arguments: [ProjectTemplate.micro, .full], [true, false])
    func `no placeholder is left`(_ template: ProjectTemplate, _ isFolder: Bool) throws {
        let source: MartletSource =
            isFolder ? .folder("/src/martlet") : .repository(url: "https://example.com/martlet", version: nil)
        for (path, text) in try files(template, source) {
            for placeholder in ["ProjectName", "project-name", "MARTLET_SOURCE", "MARTLET_PACKAGE", "MARTLET_DOCKER"] {
                #expect(!text.contains(placeholder), "\(placeholder) in \(path)")
                #expect(!path.contains(placeholder))
            }
        }
    }

    @Test func `the manifest names module, package and framework`() throws {
        let manifest = try #require(try files(.micro)["Package.swift"])
        #expect(manifest.contains("    name: \"music-store\",\n"))
        #expect(manifest.contains("            name: \"MusicStore\",\n"))
        #expect(
            manifest.contains(
                """
                    dependencies: [
                        .package(
                            name: "martlet",
                            path: "/src/martlet")
                    ],
                """))
        #expect(manifest.contains(".product(name: \"MartletHTTP\", package: \"martlet\")"))
        #expect(!manifest.contains("EmbedResources"))
        let full = try #require(try files(.full)["Package.swift"])
        #expect(full.contains(".product(name: \"Martlet\", package: \"martlet\")"))
        #expect(full.contains(".plugin(name: \"EmbedResources\", package: \"martlet\")"))
    }

    @Test func `the container is built with the framework's folder, or without one`() throws {
        let local = try files(.micro)
        let docker = try #require(local["Dockerfile"])
        #expect(docker.hasPrefix("# docker build --build-context martlet=/src/martlet -t music-store .\n\nFROM "))
        #expect(docker.contains("\n# hadolint ignore=DL3022\nCOPY --from=martlet . /src/martlet\nCOPY . .\n"))
        #expect(
            local["README.md"]?.contains("\n    docker build --build-context martlet=/src/martlet -t music-store .\n")
                == true)
        let remote = try files(.micro, .repository(url: "https://example.com/martlet", version: "1.0.0"))
        #expect(remote["Dockerfile"]?.hasPrefix("# docker build -t music-store .\n\nFROM ") == true)
        #expect(remote["Dockerfile"]?.contains("WORKDIR /build\nCOPY . .\n") == true)
    }

    @Test func `a path that looks like a placeholder stays as it is`() throws {
        let manifest = try files(.micro, .folder("/src/project-name/ProjectName"))["Package.swift"]
        #expect(manifest?.contains("path: \"/src/project-name/ProjectName\"") == true)
    }
}

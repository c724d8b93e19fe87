import Foundation
import MartletAPI
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// The description as a whole, and how it is served.
@Suite struct OpenAPIDocumentTests {
    @Test func `routes and groups say more of themselves`() async throws {
        let document = try await Document.of { app in
            app.group("/tracks") { tracks in
                tracks.describe(tags: ["tracks"])
                tracks.get("/") { Track(id: 1, title: "a") }
                    .describe(
                        "List", details: "All **tracks**.", tags: ["lists"], id: "listTracks", deprecated: true,
                        example: Track(id: 7, title: "b"))
                tracks.get("/secret") { "" }.undocumented()
            }
            app.group("/internal") { inner in
                inner.undocumented()
                inner.get("/state") { "" }
            }
        }
        let operation = "/paths/~1tracks/get"
        #expect(document.names("/paths") == ["/tracks"])
        #expect(document["\(operation)/summary"] == #""List""#)
        #expect(document["\(operation)/description"] == #""All **tracks**.""#)
        #expect(document["\(operation)/tags"] == #"["tracks","lists"]"#)
        #expect(document["\(operation)/operationId"] == #""listTracks""#)
        #expect(document["\(operation)/deprecated"] == "true")
        #expect(
            document["\(operation)/responses/200/content/application~1json/example"]
                == #"{"id":7,"label":null,"length":0,"title":"b"}"#)
        #expect(document["/tags"] == #"[{"name":"tracks"},{"name":"lists"}]"#)
    }

    @Test(arguments: [
        ("/", "get"), ("/tracks", "getTracks"), ("/tracks/{id:int}", "getTracksById"),
        ("/api/v1/artist-names/{name}/x", "getApiV1ArtistNamesByNameX"),
    ])
    func `operations have names that stay the same`(_ path: String, _ id: String) async throws {
        let document = try await Document.of { app in app.get(path) { "" } }
        #expect(document.text.contains(#""operationId": "\#(id)""#))
    }

    @Test func `the name of a route is that of its operation`() async throws {
        let document = try await Document.of { app in app.get("/a", name: "tracks.list") { "" } }
        #expect(document["/paths/~1a/get/operationId"] == #""tracksList""#)
    }

    @Test func `two operations of one name stop the start`() async throws {
        let error = await #expect(throws: BootError.self) {
            try await Document.of { app in
                app.get("/a") { "" }.describe(id: "same")
                app.get("/b") { "" }.describe(id: "same")
            }
        }
        let problem = try #require(error?.problems.first)
        #expect(problem.hasPrefix("two operations are called `same` in the API's document: GET /a at "))
        #expect(error?.problems.count == 1)
    }

    @Test func `two routes of one place stop the start`() async throws {
        let error = await #expect(throws: BootError.self) {
            try await Document.of { app in
                app.get("/a/{id:int}") { "" }
                app.get("/a/{id:uuid}") { "" }.describe(id: "byKey")
            }
        }
        #expect(error?.problems.first?.contains("one place for GET /a/{id:int}") == true)
    }

    @Test func `the API as a whole is described`() async throws {
        var information = APIInformation(title: "Store", version: "2.1")
        information.summary = "Records"
        information.details = "Sells *records*."
        information.contact = .init(name: "Shop", email: "shop@example.com")
        information.license = .init(spdx: "Apache-2.0")
        information.servers = ["https://api.example.com": "live"]
        information.tags = ["tracks": "what is sold"]
        information.webhooks = [Webhook("shipped", sending: Track.self, "An order has left")]
        let document = try await Document.of(information) { app in app.get("/a") { "" } }
        #expect(document["/openapi"] == #""3.1.0""#)
        #expect(
            document["/info"]
                == #"{"contact":{"email":"shop@example.com","name":"Shop"},"description":"Sells *records*.","license":{"identifier":"Apache-2.0","name":"Apache-2.0"},"summary":"Records","title":"Store","version":"2.1"}"#
        )
        #expect(document["/servers"] == #"[{"description":"live","url":"https://api.example.com"}]"#)
        #expect(document["/tags"] == #"[{"description":"what is sold","name":"tracks"}]"#)
        #expect(
            document["/webhooks/shipped/post"]
                == ##"{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Track"}}},"required":true},"responses":{"2XX":{"description":"Taken"}},"summary":"An order has left"}"##
        )
    }

    @Test(
        arguments: [
            (.init(spdx: "MIT", name: "The MIT License"), #"{"identifier":"MIT","name":"The MIT License"}"#),
            (.init("Proprietary"), #"{"name":"Proprietary"}"#),
            (.init("House", url: "https://example.com/terms"), #"{"name":"House","url":"https://example.com/terms"}"#),
        ] as [(APIInformation.License, String)])
    func `a license is told as it was given`(_ license: APIInformation.License, _ node: String) async throws {
        var information = APIInformation(title: "Store", version: "2.1")
        information.license = license
        let document = try await Document.of(information) { app in app.get("/a") { "" } }
        #expect(document["/info/license"] == node)
    }

    @Test func `only what is below a prefix is described, mounted applications included`() async throws {
        let document = try await Document.of(below: "/api") { app in
            let other = App(settings: Settings(dotEnv: nil, environment: [:]))
            other.get("/tracks/{id:int}") { (id: Path<Int>) in "\(id)" }
            app.mount("/api/v2", other)
            app.get("/apitude") { "" }
            app.get("/api") { "" }
        }
        #expect(document.names("/paths") == ["/api", "/api/v2/tracks/{id}"])
    }

    private func app() async throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(OpenAPI(title: "Yes: \"a\"", version: "1.0"))
        app.get("/tracks/{id:int}") { (id: Path<Int>) -> Track? in nil }.describe("no", details: "two\nlines")
        return app
    }

    @Test func `the description is served as YAML too`() async throws {
        try await app().test { client in
            let response = try await client.get("/docs/openapi.yaml")
            #expect(response.headers[.contentType] == "application/yaml")
            #expect(
                response.text.hasPrefix(
                    """
                    openapi: "3.1.0"
                    info:
                      title: "Yes: \\"a\\""
                      version: "1.0"
                    paths:
                      "/tracks/{id}":
                        get:
                          operationId: getTracksById
                          summary: "no"
                          description: "two\\nlines"
                          parameters:
                            - name: id
                              in: path
                              required: true
                              schema:
                                type: integer
                                format: int64
                          responses:
                            "200":
                              description: OK
                    """))
            let page = try await client.get("/docs/")
            #expect(page.text.contains(#"<meta name="openapi" content="openapi.json">"#))
            #expect(page.text.contains(#"<link rel="alternate" type="application/yaml" href="openapi.yaml">"#))
            #expect(page.text.contains(#"<link rel="modulepreload" href="tryout.js">"#))
        }
    }

    @Test func `a command compares the description with a file`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for type in ["json", "yaml"] {
            let file = folder.appending(path: "openapi.\(type)")
            var text = ""
            try await app().test { client in text = try await client.get("/docs/openapi.\(type)").text }
            try text.write(to: file, atomically: true, encoding: .utf8)
            try await app().runCommand("openapi", ["--check", file.path])
            try (text + " ").write(to: file, atomically: true, encoding: .utf8)
            let error = await #expect(throws: (any Error).self) {
                try await app().runCommand("openapi", ["--check", file.path])
            }
            #expect(
                "\(try #require(error))"
                    == "the API is not what `\(file.path)` describes; write it anew with openapi\(type == "yaml" ? " --yaml" : "") > \(file.path)"
            )
        }
        let nameless = await #expect(throws: (any Error).self) { try await app().runCommand("openapi", ["--check"]) }
        #expect("\(try #require(nameless))" == "--check needs a file: openapi --check openapi.json")
        let unknown = await #expect(throws: (any Error).self) {
            try await app().runCommand("openapi", ["--yml"])
        }
        #expect(
            "\(try #require(unknown))"
                == "no option `--yml`; there are --yaml, --json, --version NAME and --check FILE")
    }
    @Test func `the first API has the command by its plain name, wherever it is`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(OpenAPI(title: "Store", version: "1.0", below: "/api", at: "/reference"))
        try await app.install(OpenAPI(title: "Office", version: "1.0", below: "/office", at: "/office/docs"))
        app.get("/api/a") { "" }
        app.get("/office/b") { "" }
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: file) }
        for (name, folder) in ["openapi": "reference", "openapi:office-docs": "office/docs"] {
            var text = ""
            try await app.test { client in text = try await client.get("/\(folder)/openapi.json").text }
            try text.write(to: file, atomically: true, encoding: .utf8)
            try await app.runCommand(name, ["--check", file.path])
            try "{}".write(to: file, atomically: true, encoding: .utf8)
            let error = await #expect(throws: (any Error).self) {
                try await app.runCommand(name, ["--check", file.path])
            }
            #expect("\(try #require(error))".hasSuffix("write it anew with \(name) > \(file.path)"))
        }
    }
}

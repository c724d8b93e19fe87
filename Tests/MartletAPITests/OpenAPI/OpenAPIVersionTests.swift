import Foundation
import MartletAPI
import MartletHTTP
import MartletTesting
import Testing

/// The descriptions of an API with versions.
@Suite struct OpenAPIVersionTests {
    private func app(by source: VersionSource, default: StoreVersion? = nil) async throws -> App {
        let app = NegotiationApp.make()
        try await app.install(OpenAPI(title: "Store", version: "any", below: "/api"))
        app.group("/api") { api in
            api.versions(StoreVersion.self, by: source, default: `default`, changes: VersionedApp.changes) { v in
                v.get("/tracks") { Versioned([TrackV3(title: "a", seconds: 1)]) }
                v.post("/tracks") { (new: Versioned<TrackV3>) in Created(new) }
                v.since(.three) { v in v.get("/charts") { "" } }
                v.until(.two) { v in v.get("/top") { "" } }
                v.delete("/tracks") { NoContent() }
            }
            api.get("/health") { "" }
        }
        return app
    }

    private func document(_ name: String, _ client: TestClient) async throws -> Document {
        let response = try await client.get("/docs/\(name)")
        let root = try JSONSerialization.jsonObject(with: Data(response.text.utf8))
        return Document(root: try #require(root as? NSDictionary), text: response.text)
    }

    @Test func `each version has a description, with the types and routes that it has`() async throws {
        try await app(by: .header()).test { (client) async throws in
            let newest = try await document("openapi.json", client)
            #expect(newest["/info/version"] == #""3""#)
            #expect(newest.names("/paths") == ["/api/charts", "/api/health", "/api/tracks"])
            #expect(newest.names("/components/schemas").contains("TrackV3"))
            #expect(!newest.names("/components/schemas").contains("TrackV1"))
            let oldest = try await document("openapi-1.json", client)
            #expect(oldest["/info/version"] == #""1""#)
            #expect(oldest.names("/paths") == ["/api/health", "/api/top", "/api/tracks"])
            #expect(
                oldest["/paths/~1api~1tracks/get/responses/200/content/application~1json/schema"]
                    == ##"{"items":{"$ref":"#/components/schemas/TrackV1"},"type":"array"}"##)
            #expect(
                oldest["/paths/~1api~1tracks/post/requestBody/content/application~1json/schema"]
                    == ##"{"$ref":"#/components/schemas/TrackV1"}"##)
            #expect(oldest["/paths/~1api~1tracks/get/deprecated"] == "true")
            #expect(newest["/paths/~1api~1tracks/get/deprecated"] == nil)
            #expect(
                oldest["/paths/~1api~1tracks/get/parameters"]
                    == #"[{"description":"the version of the API","in":"header","name":"API-Version","required":true,"schema":{"enum":["1"],"type":"string"}}]"#
            )
            // What is there in one version alone needs the field as well.
            for (document, path, version) in [(newest, "charts", "3"), (oldest, "top", "1")] {
                #expect(document["/paths/~1api~1\(path)/get/parameters/0/name"] == #""API-Version""#)
                #expect(document["/paths/~1api~1\(path)/get/parameters/0/required"] == "true")
                #expect(document["/paths/~1api~1\(path)/get/parameters/0/schema/enum"] == #"["\#(version)"]"#)
            }
            #expect(oldest["/paths/~1api~1health/get/parameters"] == nil)
            #expect(oldest["/paths/~1api~1health/get/deprecated"] == nil)
            let missing = try await client.get("/docs/openapi-4.json")
            #expect(missing.status == .notFound)
            let yaml = try await client.get("/docs/openapi-1.yaml")
            #expect(yaml.text.contains("version: \"1\""))
        }
    }

    @Test func `a versioned content offers JSON, and other formats where the handler asks for them`() async throws {
        let app = NegotiationApp.make()
        try await app.install(OpenAPI(title: "Store", version: "any", below: "/api"))
        app.group("/api") { api in
            api.versions(StoreVersion.self, by: .header(), default: nil, changes: VersionedApp.changes) { v in
                v.post("/json") { (new: Versioned<TrackV3>) in Created(new) }
                v.post("/any") { (new: Content<Versioned<TrackV3>>) in Created(new.value) }
                v.post("/list") { (new: Content<Versioned<[TrackV3]>>) in Created(new.value) }
            }
        }
        try await app.test { (client) async throws in
            let oldest = try await document("openapi-1.json", client)
            func content(_ path: String) -> String { "/paths/~1api~1\(path)/post/requestBody/content" }
            #expect(oldest.names(content("json")) == ["application/json"])
            #expect(
                oldest.names(content("any"))
                    == ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"])
            let track = ##"{"$ref":"#/components/schemas/TrackV1"}"##
            #expect(oldest[content("any") + "/application~1json/schema"] == track)
            #expect(oldest.names(content("list")).contains("text/csv"))
            #expect(oldest[content("list") + "/application~1json/schema"] == #"{"items":\#(track),"type":"array"}"#)
        }
    }

    @Test
    func `what is outside of the versions is not deprecated with one of them, what is inside is described as a group`()
        async throws
    {
        let app = NegotiationApp.make()
        try await app.install(OpenAPI(title: "Store", version: "any"))
        app.post("/login") { "" }
        app.group("/api") { api in
            api.get("/events") { "" }
            api.versions(StoreVersion.self, by: .header(), default: nil) { v in
                v.describe(tags: ["tracks"], errors: [.conflict])
                v.get("/tracks") { "" }
                v.since(.one) { v in
                    v.undocumented()
                    v.get("/inside") { "" }
                }
            }
        }
        try await app.test { (client) async throws in
            let oldest = try await document("openapi-1.json", client)
            #expect(oldest.names("/paths") == ["/api/events", "/api/tracks", "/login"])
            #expect(oldest["/paths/~1login/post/deprecated"] == nil)
            #expect(oldest["/paths/~1api~1events/get/deprecated"] == nil)
            #expect(oldest["/paths/~1api~1tracks/get/deprecated"] == "true")
            #expect(oldest["/paths/~1api~1tracks/get/tags"] == #"["tracks"]"#)
            #expect(oldest["/paths/~1api~1tracks/get/responses/409"] != nil)
            #expect(oldest["/paths/~1api~1events/get/tags"] == nil)
        }
    }

    @Test func `readers choose among the versions`() async throws {
        try await app(by: .header()).test { (client) async throws in
            let page = try await client.get("/docs/").text
            let places = ["3", "2", "1"].map { version in
                page.range(of: #"content="openapi-\#(version).json" data-version="\#(version)""#)?.lowerBound
            }
            #expect(places == places.compactMap { $0 }.sorted() && places.count == 3)
        }
    }

    @Test func `versions in the path have the paths that they have`() async throws {
        try await app(by: .path()).test { (client) async throws in
            let newest = try await document("openapi-3.json", client)
            #expect(newest.names("/paths") == ["/api/health", "/api/v3/charts", "/api/v3/tracks"])
            #expect(newest["/paths/~1api~1v3~1tracks/get/parameters"] == nil)
            let oldest = try await document("openapi-1.json", client)
            #expect(oldest.names("/paths") == ["/api/health", "/api/v1/top", "/api/v1/tracks"])
            #expect(oldest["/paths/~1api~1v1~1top/get/parameters"] == nil)
        }
    }

    @Test func `the version of requests that name none may be left out`() async throws {
        try await app(by: .query(), default: .one).test { (client) async throws in
            let oldest = try await document("openapi-1.json", client)
            #expect(oldest["/paths/~1api~1top/get/parameters/0/in"] == #""query""#)
            #expect(oldest["/paths/~1api~1top/get/parameters/0/required"] == nil)
            let newest = try await document("openapi-3.json", client)
            #expect(newest["/paths/~1api~1charts/get/parameters/0/required"] == "true")
        }
    }

    @Test func `media types name the version where requests do by theirs`() async throws {
        try await app(by: .mediaType()).test { (client) async throws in
            let document = try await document("openapi-1.json", client)
            let post = "/paths/~1api~1tracks/post"
            #expect(document["\(post)/parameters"] == nil)
            #expect(document.names("\(post)/requestBody/content").contains("application/json; version=1"))
            #expect(document.names("\(post)/responses/201/content").contains("application/json; version=1"))
            #expect(document.names("/paths/~1api~1top/get/responses/200/content") == ["text/plain; version=1"])
            #expect(document.names("/paths/~1api~1health/get/responses/200/content") == ["text/plain"])
            // The server does what the document says.
            let accepted = try await client.get("/api/top", headers: [.accept: "text/plain; version=1"])
            #expect(accepted.headers[.contentType] == "text/plain; charset=utf-8; version=1")
            #expect(try await client.get("/api/top").status == .badRequest)
        }
        try await app(by: .mediaType(vendor: "store"), default: .three).test { (client) async throws in
            let document = try await document("openapi-2.json", client)
            let post = "/paths/~1api~1tracks/post"
            #expect(document.names("\(post)/requestBody/content").contains("application/vnd.store.v2+json"))
            #expect(document.names("\(post)/responses/201/content").contains("application/vnd.store.v2+json"))
            #expect(document["\(post)/responses/422/content/application~1problem+json"] != nil)
            let newest = try await self.document("openapi-3.json", client)
            #expect(newest.names("\(post)/requestBody/content").contains("application/json"))
        }
    }

    @Test func `an answer without content is asked for in a version by the types of its errors`() async throws {
        let app = NegotiationApp.make()
        try await app.install(OpenAPI(title: "Store", version: "any", below: "/api"))
        app.group("/api") { api in
            api.answerProblems()
            api.versions(StoreVersion.self, by: .mediaType(vendor: "store"), default: nil) { v in
                v.delete("/tracks/{id:int}") { (_: Path<Int>) in NoContent() }
            }
        }
        try await app.test { (client) async throws in
            let document = try await document("openapi-2.json", client)
            #expect(
                document.names("/paths/~1api~1tracks~1{id}/delete/responses/404/content")
                    == ["application/problem+json; version=2"])
            let accept: Headers = [.accept: "application/problem+json; version=2"]
            #expect(try await client.delete("/api/tracks/1", headers: accept).status == .noContent)
        }
    }

    @Test func `groups of the same versions have changes and sources of their own`() async throws {
        let app = NegotiationApp.make()
        try await app.install(OpenAPI(title: "Store", version: "any", below: "/api"))
        app.group("/api") { api in
            api.versions(StoreVersion.self, by: .header(), default: nil) { v in
                v.get("/artists") { Versioned(TrackV2(title: "a", minutes: 1)) }
            }
            api.versions(StoreVersion.self, by: .query(), default: .one, changes: VersionedApp.changes) { v in
                v.get("/tracks") { Versioned(TrackV2(title: "a", minutes: 1)) }
            }
        }
        try await app.test { (client) async throws in
            let document = try await document("openapi-1.json", client)
            func schema(_ path: String) -> String? {
                document["/paths/~1api~1\(path)/get/responses/200/content/application~1json/schema/$ref"]
            }
            #expect(schema("artists") == ##""#/components/schemas/TrackV2""##)
            #expect(schema("tracks") == ##""#/components/schemas/TrackV1""##)
            #expect(document["/paths/~1api~1artists/get/parameters/0/in"] == #""header""#)
            #expect(document["/paths/~1api~1tracks/get/parameters/0/in"] == #""query""#)
        }
    }

    @Test func `what holds a versioned value has the form of the version, and the newest example where it is that`()
        async throws
    {
        let app = NegotiationApp.make()
        try await app.install(OpenAPI(title: "Store", version: "any", below: "/api"))
        let newest = TrackV3(title: "a", seconds: 1)
        app.group("/api") { api in
            api.versions(StoreVersion.self, by: .header(), default: nil, changes: VersionedApp.changes) { v in
                v.get("/track") { Versioned(newest) }.describe(example: newest)
                v.get("/page") { Shelf(items: [Versioned(newest)], best: Versioned(newest)) }.describe(example: newest)
                v.get("/plain") { newest }.describe(example: newest)
                v.get("/own") { newest }.before(StoreVersion.two) { TrackV1(name: "a", minutes: 1) }
                    .describe(example: newest)
            }
        }
        try await app.test { (client) async throws in
            for (version, type) in ["1": "TrackV1", "2": "TrackV2", "3": "TrackV3"] {
                let document = try await document("openapi-\(version).json", client)
                func content(_ path: String, _ member: String) -> String? {
                    document["/paths/~1api~1\(path)/get/responses/200/content/application~1json/\(member)"]
                }
                let reference = ##"{"$ref":"#/components/schemas/\##(type)"}"##
                #expect(content("track", "schema") == reference)
                #expect(content("page", "schema/$ref") == ##""#/components/schemas/ShelfOfTrackV3""##)
                #expect(
                    document["/components/schemas/ShelfOfTrackV3/properties/items"]
                        == #"{"items":\#(reference),"type":"array"}"#)
                #expect(document["/components/schemas/ShelfOfTrackV3/properties/best"] == reference)
                // A type that is not versioned is sent as it is.
                #expect(content("plain", "schema/$ref") == ##""#/components/schemas/TrackV3""##)
                #expect(content("plain", "example") != nil)
                #expect((content("own", "example") == nil) == (version == "1"))
                for path in ["track", "page"] { #expect((content(path, "example") != nil) == (version == "3")) }
            }
        }
    }

    @Test func `a mistake is told once, whatever the number of versions`() async throws {
        let app = NegotiationApp.make()
        try await app.install(OpenAPI(title: "Store", version: "any"))
        app.versions(StoreVersion.self, by: .header(), default: nil) { v in
            v.get("/a") { "" }.describe(id: "same")
            v.get("/b") { "" }.describe(id: "same")
        }
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(error?.problems.count == 1)
    }

    @Test func `the command tells one of them apart`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "old.yaml")
        var text = ""
        try await app(by: .query()).test { client in text = try await client.get("/docs/openapi-1.yaml").text }
        try text.write(to: file, atomically: true, encoding: .utf8)
        try await app(by: .query()).runCommand("openapi", ["--version", "1", "--check", file.path])
        let other = await #expect(throws: (any Error).self) {
            try await app(by: .query()).runCommand("openapi", ["--check", file.path, "--version", "2"])
        }
        #expect("\(try #require(other))".hasSuffix("write it anew with openapi --version 2 --yaml > \(file.path)"))
        let error = await #expect(throws: (any Error).self) {
            try await app(by: .query()).runCommand("openapi", ["--version", "7"])
        }
        #expect("\(try #require(error))" == "the API has no version `7`; there are 3, 2, 1")
    }

    @Test func `a route that is deprecated says so in documents and answers`() async throws {
        let document = try await Document.of { app in
            app.get("/top") { "" }.deprecated(Deprecation(since: .day(2025, 6, 1)))
        }
        #expect(document["/paths/~1top/get/deprecated"] == "true")
    }

    private struct Search: Decodable, Sendable { var word: String }
    private struct OldSearch: Decodable, Sendable { var q: String }

    @Test(arguments: [VersionSource.header(), .path()])
    func `a version has the handler that answers it`(_ source: VersionSource) async throws {
        let app = NegotiationApp.make()
        try await app.install(OpenAPI(title: "Store", version: "any"))
        app.group("/api") { api in
            api.versions(StoreVersion.self, by: source, default: nil) { v in
                v.get("/search") { (search: Query<Search>) in [TrackV3(title: search.value.word, seconds: 1)] }
                    .before(StoreVersion.two) { (old: Query<OldSearch>) in TrackV1(name: old.value.q, minutes: 1) }
                    .before(StoreVersion.three) { () in Created(TrackV2(title: "a", minutes: 1)) }
            }
        }
        try await app.test { (client) async throws in
            var parameters: [String] = []
            var answers: [String] = []
            for version in ["1", "2", "3"] {
                let document = try await document("openapi-\(version).json", client)
                let path = "/paths/" + document.names("/paths")[0].replacing("/", with: "~1") + "/get"
                parameters.append(document[path + "/parameters/0/name"] ?? "none")
                answers.append(
                    [200, 201].compactMap { status -> String? in
                        let schema = document[path + "/responses/\(status)/content/application~1json/schema"]
                        return schema.map { "\(status) \($0)" }
                    }.joined())
            }
            #expect(parameters.map { $0 == #""API-Version""# ? "none" : $0 } == [#""q""#, "none", #""word""#])
            #expect(
                answers == [
                    ##"200 {"$ref":"#/components/schemas/TrackV1"}"##,
                    ##"201 {"$ref":"#/components/schemas/TrackV2"}"##,
                    ##"200 {"items":{"$ref":"#/components/schemas/TrackV3"},"type":"array"}"##,
                ])
        }
    }
}

private struct Shelf<Item: Codable & Sendable>: Codable, Sendable {
    var items: [Item]
    var best: Item
}

import Foundation
import MartletAPI
import MartletHTTP
import MartletTesting
import Testing

/// The descriptions of an API with versions.
@Suite struct OpenAPIVersionTests {
    private func app(by source: VersionSource) async throws -> App {
        let app = NegotiationApp.make()
        try await app.install(OpenAPI(title: "Store", version: "any", below: "/api"))
        app.group("/api") { api in
            api.versions(StoreVersion.self, by: source, default: nil, changes: VersionedApp.changes) { v in
                v.get("/tracks") { Versioned([TrackV3(title: "a", seconds: 1)]) }
                v.post("/tracks") { (new: Versioned<TrackV3>) in Created(new) }
                v.since(.three) { v in v.get("/charts") { "" } }
                v.until(.two) { v in v.get("/top") { "" } }
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
            #expect(oldest["/paths/~1api~1health/get/parameters"] == nil)
            let missing = try await client.get("/docs/openapi-4.json")
            #expect(missing.status == .notFound)
            let yaml = try await client.get("/docs/openapi-1.yaml")
            #expect(yaml.text.contains("version: \"1\""))
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
        }
    }

    @Test func `the command prints one of them`() async throws {
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

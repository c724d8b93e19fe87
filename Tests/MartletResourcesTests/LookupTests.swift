import Martlet
import MartletTesting
import Testing

/// Rows that are named by another column than their key.
@Suite struct LookupTests {
    private static func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    @Test(arguments: TestedDatabase.allCases)
    func `rows are found, written and deleted by a unique column`(_ tested: TestedDatabase) async throws {
        try await tested.test { api in
            api.resource(Artist.self) { artists in
                artists.lookup(by: \.name)
                artists.hidden { [$0.id] }
                artists.bulk()
            }
        } run: { client, database in
            #expect(try await client.get("/api/artists/Queen").text == #"{"name":"Queen"}"#)
            #expect(try await client.get("/api/artists/1").status == .notFound)
            let created = try await client.post("/api/artists", json: ["name": "AC/DC"])
            #expect(created.headers[.location] == "/api/artists/AC%2FDC")
            let renamed = try await client.patch("/api/artists/AC%2FDC", json: ["name": "Accept"])
            #expect(renamed.text == #"{"name":"Accept"}"#)
            #expect(try await client.delete("/api/artists/AC%2FDC").status == .notFound)
            let many = try await client.patch("/api/artists/bulk", Self.json(#"[{"name":"Accept"}]"#))
            #expect(many.text == #"{"items":[{"name":"Accept"}]}"#)
            let wrong = try await client.patch("/api/artists/bulk", Self.json(#"[{"name":"Accept"},{"name":"AC/DC"}]"#))
            #expect(try wrong.problems == ["422 /1/name not_found"])
            let deleted = try await client.send(.delete, "/api/artists/bulk", Self.json(#"["Accept","Cream"]"#))
            #expect(deleted.status == .conflict)
            #expect(try await client.delete("/api/artists/Accept").status == .noContent)
            #expect(try await Artist.query.count(in: database) == 3)
        }
    }

    @Test func `documents name the column`() async throws {
        struct Document: Decodable {
            struct Operation: Decodable {
                struct Parameter: Decodable { let name: String }
                let parameters: [Parameter]
            }
            let paths: [String: [String: Operation]]
        }
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        app.group("/shops/{shop}") { shop in
            shop.resource(Venue.self) {
                $0.lookup(by: \.slug)
                $0.only(.delete)
            }
        }
        try await app.install(OpenAPI(title: "Music", version: "1"))
        try await app.test { (client) async throws in
            let document = try await client.get("/docs/openapi.json").json(Document.self)
            let delete = try #require(document.paths["/shops/{shop}/venues/{slug}"]?["delete"])
            #expect(delete.parameters.map(\.name) == ["shop", "slug"])
        }
    }
}

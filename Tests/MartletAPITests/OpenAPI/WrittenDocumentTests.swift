import MartletAPI
import MartletHTTP
import MartletTesting
import Testing

@Suite struct WrittenDocumentTests {
    private let description = #"{"openapi":"3.1.0","info":{"title":"Store","version":"1"},"paths":{}}"#

    private func app(_ description: String, at path: String = "/docs") async throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(OpenAPI(document: description, at: path))
        return app
    }

    @Test func `the page stands beside its description`() async throws {
        try await app(description).test { client in
            let page = try await client.get("/docs/")
            #expect(page.status == .ok)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.text.contains(#"<meta name="openapi" content="openapi.json">"#))
            // It is there as JSON alone.
            #expect(!page.text.contains("yaml"))
            let served = try await client.get("/docs/openapi.json")
            #expect(served.headers[.contentType]?.hasPrefix("application/json") == true)
            #expect(served.text == description)
            let tag = try #require(served.headers[.eTag])
            let again = try await client.get("/docs/openapi.json", headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified)
            #expect(try await client.get("/docs/nothing.js").status == .notFound)
            #expect(try await client.get("/docs", followingRedirects: true).text == page.text)
        }
    }

    @Test func `every file that the page names is there, and nothing from elsewhere`() async throws {
        try await app(description, at: "/reference").test { client in
            var waiting = ["page.html"]
            var seen: Set<String> = []
            while let name = waiting.popLast() {
                guard seen.insert(name).inserted else { continue }
                let response = try await client.get("/reference/\(name)")
                #expect(response.status == .ok, "\(name)")
                if name.hasSuffix(".js") { #expect(response.headers[.contentType] == "text/javascript; charset=utf-8") }
                for match in response.text.matches(of: /(?:src|href)="([a-z.\/]+)"|from '\.\/([a-z.]+)'/) {
                    if let next = match.output.1 ?? match.output.2 { waiting.append(String(next)) }
                }
            }
            #expect(seen.contains("page.css") && seen.contains("tryout.js") && seen.contains("icon.svg"))
            // Where the page leads without scripts.
            #expect(seen.contains("openapi.json"))
            #expect(seen.count >= 32)
        }
    }

    @Test(arguments: [
        ("", "is not an OpenAPI description as JSON: The content is empty"),
        ("openapi: 3.1.0", "is not an OpenAPI description as JSON: The content is not valid JSON"),
        (
            "{}",
            "is not an OpenAPI description as JSON: 2 values are not as expected: /openapi is required. /info is required."
        ),
        (#"{"openapi":"2.0","info":{"title":"a","version":"1"}}"#, "is of OpenAPI 2.0; expected 3.0 or 3.1"),
        (#"{"openapi":"3.2.0","info":{"title":"a","version":"1"}}"#, "is of OpenAPI 3.2.0; expected 3.0 or 3.1"),
    ])
    func `what is no description stops the start`(_ description: String, _ message: String) async throws {
        let error = await #expect(throws: BootError.self) {
            try await app(description).test { _ in }
        }
        #expect("\(String(describing: error))".contains("the description at `/docs/openapi.json` \(message)"))
    }
}

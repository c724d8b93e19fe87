import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/OpenAPI.md.
@Suite struct OpenAPIGuide {
    private let description = #"{"openapi":"3.1.0","info":{"title":"Store","version":"1"},"paths":{}}"#

    @Test func `an API shows its description`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(APIDocumentation(description))
        try await app.test { client in
            let page = try await client.get("/docs/")
            #expect(page.text.contains("<title>API documentation</title>"))
            let served = try await client.get("/docs/openapi.json")
            #expect(served.text == description)
        }
    }
}

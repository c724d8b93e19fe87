import Martlet
import MartletTesting
import Testing

struct OutOfCredit: Problem {
    let balance: Int
    var type: String { "https://example.com/problems/out-of-credit" }
    var status: HTTPResponse.Status { .forbidden }
    var extensions: [String: any Encodable & Sendable] { ["balance": balance] }
}

extension OutOfCredit: DocumentedProblem {
    static var example: OutOfCredit { OutOfCredit(balance: 30) }
}

/// The code of Documentation/Guides/OpenAPI.md.
@Suite struct OpenAPIGuide {
    @Schema struct Track {
        var id: Int
        var title: String
    }
    @Schema struct NewTrack {
        @Field(length: 1...200) var title: String
    }
    @Schema struct Shipment { var order: Int }

    private var app: App { App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog) }

    @Test func `an API shows its description`() async throws {
        let app = app
        let catalogue = [1: Track(id: 1, title: "Jealousy")]
        try await app.install(OpenAPI(title: "Store", version: "1.0.0"))
        app.group("/tracks") { tracks in
            tracks.answerProblems()
            tracks.describe(tags: ["tracks"])
            tracks.get("/{id:int}") { (id: Path<Int>) -> Track? in catalogue[id.value] }
                .describe("Look a track up", id: "getTrack")
            tracks.post("/") { (new: JSON<NewTrack>) in
                Created(Track(id: 7, title: new.title), at: "/tracks/7")
            }
            .describe("Add a track", id: "addTrack", errors: [.conflict])
        }
        try await app.test { client in
            let page = try await client.get("/docs/")
            #expect(page.text.contains("<title>API documentation</title>"))
            let served = try await client.get("/docs/openapi.json")
            #expect(served.text.contains(#""operationId": "addTrack""#))
            let created = try await client.post("/tracks", json: ["title": "Jealousy"])
            #expect(created.status == .created)
            #expect(created.headers[.location] == "/tracks/7")
        }
    }

    @Test func `more is said of the API`() async throws {
        let app = app
        var information = APIInformation(title: "Store", version: "1.0.0")
        information.details = "Sells *records*."
        information.servers = ["https://api.example.com": "live"]
        information.tags = ["tracks": "What is sold"]
        information.license = .init(spdx: "Apache-2.0")
        information.webhooks = [Webhook("orderShipped", sending: Shipment.self, "An order has left the house")]
        try await app.install(OpenAPI(information, at: "/reference"))
        app.post("/orders") { () -> String in throw OutOfCredit(balance: 30) }
            .describe("Order", problems: [OutOfCredit.self])
        app.get("/page") { (locale: Locale) in CSV(text: locale.name) }
        try await app.test { client in
            let served = try await client.get("/reference/openapi.json").text
            #expect(served.contains("An order has left the house"))
            #expect(served.contains(#""balance":30"#))
            #expect(served.contains(#""Accept-Language""#))
            #expect(served.contains(#""text/csv""#))
            #expect(served.contains(#""identifier": "Apache-2.0""#))
        }
    }

    @Test func `what no type stands for is described by hand`() async throws {
        let app = app
        let columns = ["sum", "mean"]
        @Sendable func report() throws -> [[String: Double]] {
            [Dictionary(uniqueKeysWithValues: columns.map { ($0, 1) })]
        }
        try await app.install(OpenAPI(title: "Store", version: "1.0.0"))
        let row = SchemaReference("Row", typeName: "Reports.Row") {
            ObjectSchema(
                name: "Row", unknown: .ignored,
                members: columns.map { MemberSchema($0, .number(format: "double"), isRequired: true) })
        }
        var description = OperationDescription()
        description.responses = [.init(.ok, .init(.array(.object(row), isUnique: false)))]
        app.get("/report") { try report() }
            .annotate(description)
        try await app.test { client in
            let served = try await client.get("/docs/openapi.json").text
            #expect(served.contains(##""$ref": "#/components/schemas/Row""##) && served.contains(#""mean": {"#))
            #expect(try await client.get("/report").status == .ok)
        }
    }
}

struct Locale: Extractor {
    let name: String
    static func extract(from source: inout ExtractionSource) -> Locale {
        Locale(name: source.request.headers[.acceptLanguage] ?? "en")
    }
    static var parameters: [ParameterDescription] {
        [ParameterDescription(.header, name: "Accept-Language", String.self, isRequired: false)]
    }
}

struct CSV: ResponseConvertible {
    let text: String
    func response(for request: Request) -> Response { Response(text: text) }
}

extension CSV: ResponseDescribing {
    static var responses: [ResponseDescription] { [ResponseDescription(.ok, String.self, ["text/csv"])] }
}

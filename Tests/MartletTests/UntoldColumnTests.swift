import Foundation
import Martlet
import MartletTesting
import Testing

/// Columns that are not told, in values that handlers send.
@Suite struct UntoldColumnTests {
    @Embeddable struct Login: Codable {
        var name: String
        @Column(access: .hidden) var salt: String
    }

    @Model struct Agent: Codable {
        var id: Int
        var name: String
        @Column(access: .writeOnly) var passwordHash: String
        @Column(access: .readOnly) var rank: Int = 1
        @Embedded var login: Login
        var note: String?
    }

    /// A model with names of its own.
    @Model struct Badge: Codable {
        enum CodingKeys: String, CodingKey {
            case id
            case label = "text"
            case pin = "code"
        }
        var id: Int
        var label: String
        @Column(access: .hidden) var pin: String
    }

    /// Names that the macro does not see.
    @Model struct Door {
        var id: Int
        @Column(access: .hidden) var lock: String
    }

    struct Page: Encodable, Sendable {
        var agents: [Agent]
        var byName: [String: Agent?]
    }

    private static let agent = Agent(
        id: 1, name: "ada", passwordHash: "SECRET", login: Login(name: "a", salt: "SECRET"), note: nil)
    private static let told = #"{"id":1,"name":"ada","rank":1,"login":{"name":"a"}}"#

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.get("/agent") { JSON(Self.agent) }
        app.get("/agents") { JSON([Self.agent]) }
        app.get("/maybe") { JSON(Optional(Self.agent)) }
        app.get("/page") { JSON(Page(agents: [Self.agent], byName: ["ada": Self.agent])) }
        app.get("/badge") { JSON(Badge(id: 1, label: "x", pin: "SECRET")) }
        app.get("/door") { JSON(Door(id: 1, lock: "SECRET")) }
        return app
    }

    @Test(arguments: [
        ("/agent", told), ("/agents", "[\(told)]"), ("/maybe", told),
        ("/page", #"{"agents":[\#(told)],"byName":{"ada":\#(told)}}"#), ("/badge", #"{"id":1,"text":"x"}"#),
        ("/door", #"{"id":1}"#),
    ])
    func `columns that are not told are not sent, wherever the model stands`(
        _ path: String, _ expected: String
    ) async throws {
        try await app().test { (client) async throws in
            #expect(try await client.get(path).text == expected)
        }
    }

    @Test func `other encoders keep them, so that the application can store a model`() throws {
        let copy = try JSONDecoder().decode(Agent.self, from: JSONEncoder().encode(Self.agent))
        #expect(copy.passwordHash == "SECRET" && copy.login.salt == "SECRET")
    }

    @Test func `the description does not promise them`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        try await app.install(OpenAPI(APIInformation(title: "Agents", version: "1")))
        app.get("/agents") { JSON([Self.agent]) }
        try await app.test { (client) async throws in
            let text = try await client.get("/docs/openapi.json").text
            #expect(text.contains("rank"))
            #expect(!text.contains("passwordHash") && !text.contains("salt"))
        }
    }
}

extension UntoldColumnTests.Door: Encodable {
    enum CodingKeys: String, CodingKey {
        case id
        case lock = "key"
    }
}

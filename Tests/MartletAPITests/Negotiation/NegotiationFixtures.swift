import MartletAPI
import MartletHTTP
import MartletJSON
import MartletTesting
import NIOCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Schema struct NegotiatedTrack: Equatable {
    @Field(length: 1...20) var title: String
    @Field(range: 1...) var seconds: Int
    var genre: String?
    @Field(access: .writeOnly) var secret: String = ""
}

extension NegotiatedTrack: RequestValidated {
    func validate(in request: Request, _ validation: inout Validation) async throws {
        validation.require(title != "taken", at: "/title", "taken", "is taken")
    }
}

enum Mood: String, CaseIterable, SchemaValue { case calm, loud }

@Schema struct Studio: Equatable {
    @Field(length: 1...20) var city: String
    var rooms: [Int] = []
}

/// One member of every kind, as columns of a table.
@Schema struct Recording: Equatable {
    var title: String
    @Field(count: ...3) var tags: [String]
    var takes: [Int]?
    var marks: Set<Int> = []
    var studio: Studio
    var second: Studio?
    var players: [String: Int]
    var grid: [[Double]] = []
    var studios: [Studio] = []
    var mood: Mood = .calm
    var level: Int8?
    var price: Double?
    var exact: Decimal?
    var isLive: Bool?
    var released: Date?
    var id: UUID?
    var cover: Data?
    var link: URL?
    var note: Change<String>
    var lines: Change<[String]>

    static let full = Recording(
        title: "=a, \"b\"\r\n[c]", tags: ["b,c", "[]", "=\""], takes: [1, 2], marks: [3],
        studio: Studio(city: "Köln", rooms: [1]), second: Studio(city: "Rom"), players: ["ann": 1, "b,\"o": -2],
        grid: [[0.5, 1], []], studios: [Studio(city: "Wien", rooms: [])], mood: .loud, level: -3, price: -0.25,
        exact: Decimal(string: "0.05"), isLive: false, released: Date(timeIntervalSince1970: 1_700_000_000.25),
        id: UUID(uuidString: "6F9619FF-8B86-D011-B42D-00CF4FC964FF"), cover: Data([0, 255, 7]),
        link: URL(string: "https://example.com/a?b=c,d"), note: .set("-n"), lines: .set(["x"]))

    static let sparse = Recording(
        title: "[\"no list\"]", tags: [], takes: nil, studio: Studio(city: "Köln"), second: nil, players: [:],
        note: .unchanged, lines: .unchanged)
}

enum NegotiationApp {
    static let tracks = [
        NegotiatedTrack(title: "Kashmir", seconds: 515, genre: "rock, hard"),
        NegotiatedTrack(title: "=1+1", seconds: 60, genre: nil),
    ]

    static func make() -> App { App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog) }
}

extension TestContent {
    static func csv(_ text: String) -> TestContent { .text(text, type: "text/csv") }
    static func ndjson(_ text: String) -> TestContent { .text(text, type: "application/x-ndjson") }
    static func jsonText(_ text: String) -> TestContent { .text(text, type: "application/json") }
}

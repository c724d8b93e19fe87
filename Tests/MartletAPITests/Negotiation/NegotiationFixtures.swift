import MartletAPI
import MartletHTTP
import MartletJSON
import MartletTesting
import NIOCore

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

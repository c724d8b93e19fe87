import HTTPTypes
import MartletAPI
import MartletHTTP
import MartletJSON
import MartletTesting

enum StoreVersion: String, APIVersion {
    case one = "1"
    case two = "2"
    case three = "3"

    var deprecation: Deprecation? {
        switch self {
        case .one:
            Deprecation(
                since: .day(2025, 6, 1), sunset: .day(2026, 6, 1), information: "https://example.com/v1",
                sunsetInformation: "https://example.com/end")
        case .two, .three: nil
        }
    }
}

/// A track has a name and minutes, then a title and minutes, then a title and seconds.
@Schema struct TrackV1: Equatable {
    @Field(length: 1...) var name: String
    var minutes: Int
}

@Schema struct TrackV2: Equatable {
    @Field(length: 1...) var title: String
    var minutes: Int
}

@Schema struct TrackV3: Equatable {
    @Field(length: 1...) var title: String
    @Field(range: 0...) var seconds: Int
}

enum NamesBecameTitles: VersionChange {
    static let since = StoreVersion.two
    static func upgrade(_ old: TrackV1) -> TrackV2 { TrackV2(title: old.name, minutes: old.minutes) }
    static func downgrade(_ new: TrackV2) -> TrackV1 { TrackV1(name: new.title, minutes: new.minutes) }
}

enum MinutesBecameSeconds: VersionChange {
    static let since = StoreVersion.three
    static func upgrade(_ old: TrackV2) throws -> TrackV3 {
        guard old.minutes >= 0 else {
            throw ValidationError(FieldProblem(at: "/minutes", "too_small", "must be at least 0"))
        }
        return TrackV3(title: old.title, seconds: old.minutes * 60)
    }
    static func downgrade(_ new: TrackV3) -> TrackV2 { TrackV2(title: new.title, minutes: new.seconds / 60) }
}

struct VersionedPage: Encodable, Sendable {
    var items: [Versioned<TrackV3>]
    var next: Int
}

struct VersionedBatch: Decodable, Sendable {
    var items: [Versioned<TrackV3>]
}

enum VersionedApp {
    static let changes: [any VersionStep.Type] = [NamesBecameTitles.self, MinutesBecameSeconds.self]

    static func routes(_ v: VersionedRoutes<StoreVersion>) {
        v.get("/track") { Versioned(TrackV3(title: "a", seconds: 120)) }
        v.get("/tracks") { Versioned([TrackV3(title: "a", seconds: 120), TrackV3(title: "b", seconds: 180)]) }
        v.get("/page") { VersionedPage(items: [Versioned(TrackV3(title: "a", seconds: 120))], next: 2) }
        v.get("/missing") { nil as Versioned<TrackV3>? }
        v.post("/track") { (track: Versioned<TrackV3>) in "\(track.title) \(track.seconds)" }
        v.post("/tracks") { (tracks: Versioned<[TrackV3]>) in
            tracks.value.map { "\($0.title) \($0.seconds)" }.joined(separator: "|")
        }
        v.post("/batch") { (batch: JSON<VersionedBatch>) in batch.items.map { "\($0.title) \($0.seconds)" } }
        v.get("/version") { (version: StoreVersion) in version >= .two ? "new \(version.rawValue)" : "old" }
        v.get("/search") { "newest" }
            .before(StoreVersion.two) { (request: Request) in "oldest \(request.method)" }
            .before(StoreVersion.three) { ["middle"] }
        v.since(.two) { v in
            v.get("/charts") { "charts" }
            v.until(.three) { v in v.get("/only-two") { "only" } }
        }
        v.until(.two) { v in v.get("/top") { "top" } }
        v.get("/old") { "old" }.use(Deprecation(since: .day(2024, 2, 29)))
    }

    static func make(by sources: VersionSource, default version: StoreVersion? = nil) -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.group("/api") { api in
            api.answerProblems()
            api.get("/unversioned") { "as ever" }
            api.versions(StoreVersion.self, by: sources, default: version, changes: changes) { routes($0) }
        }
        return app
    }
}

extension HTTPField.Name {
    static let apiVersion = HTTPField.Name("API-Version") ?? .accept
    static let deprecation = HTTPField.Name("Deprecation") ?? .accept
    static let sunset = HTTPField.Name("Sunset") ?? .accept
    static let link = HTTPField.Name("Link") ?? .accept
}

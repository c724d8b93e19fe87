import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Versioning.md.
@Suite struct VersioningGuide {
    enum StoreVersion: String, APIVersion {
        case winter = "2024-01"
        case summer = "2025-06"

        var deprecation: Deprecation? {
            self == .winter
                ? Deprecation(
                    since: .day(2025, 6, 1), sunset: .day(2026, 6, 1), information: "https://example.com/2024-01")
                : nil
        }
    }

    @Schema struct Song: Equatable {
        @Field(length: 1...200) var title: String
        @Field(range: 1...) var seconds: Int
    }

    @Schema struct WinterSong {
        @Field(length: 1...200) var name: String
        @Field(range: 1...) var minutes: Int
    }

    enum SongOfWinter: VersionChange {
        static let since = StoreVersion.summer

        static func upgrade(_ old: WinterSong) -> Song { Song(title: old.name, seconds: old.minutes * 60) }
        static func downgrade(_ new: Song) -> WinterSong { WinterSong(name: new.title, minutes: new.seconds / 60) }
    }

    struct Page<Item: Encodable & Sendable>: Encodable, Sendable {
        var items: [Item]
        var next: String?
    }

    private func makeApp() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        let songs = [Song(title: "Kashmir", seconds: 540)]
        app.group("/api") { api in
            api.versions(StoreVersion.self, by: .header(), default: .winter, changes: [SongOfWinter.self]) { v in
                v.get("/songs") { Versioned(songs) }
                v.post("/songs") { (new: Versioned<Song>) in Reply(.created, Versioned(new.value)) }
                v.get("/pages") { Page(items: songs.map { Versioned($0) }, next: nil) }
                v.since(.summer) { v in v.get("/charts") { "charts" } }
                v.until(.summer) { v in v.get("/top") { "top" } }
                v.get("/search") { "new search" }
                    .before(StoreVersion.summer) { "old search" }
                v.get("/greeting") { (version: StoreVersion) in version >= .summer ? "hello" : "good day" }
                v.get("/list") { "list" }
                    .use(Deprecation(since: .day(2025, 3, 1)))
            }
        }
        return app
    }

    @Test func `the guide's answers`() async throws {
        let version = try #require(HTTPField.Name("API-Version"))
        try await makeApp().test { (client) async throws in
            let summer: Headers = [version: "2025-06"]
            #expect(try await client.get("/api/songs").text == #"[{"name":"Kashmir","minutes":9}]"#)
            let songs = try await client.get("/api/songs", headers: summer)
            #expect(songs.text == #"[{"title":"Kashmir","seconds":540}]"#)
            #expect(songs.headers[version] == "2025-06")
            let old = try await client.post("/api/songs", .text(#"{"name":"a","minutes":1}"#, type: "application/json"))
            #expect(old.text == #"{"name":"a","minutes":1}"#)
            #expect(try await client.get("/api/pages").text == #"{"items":[{"name":"Kashmir","minutes":9}]}"#)
            #expect(try await client.get("/api/charts").status == .notFound)
            #expect(try await client.get("/api/charts", headers: summer).text == "charts")
            #expect(try await client.get("/api/top", headers: summer).status == .notFound)
            #expect(try await client.get("/api/search").text == "old search")
            #expect(try await client.get("/api/search", headers: summer).text == "new search")
            #expect(try await client.get("/api/greeting").text == "good day")
            let list = try await client.get("/api/list", headers: summer)
            #expect(list.headers.first { $0.name == "Deprecation" }?.value == "@1740787200")
            let unknown = try await client.get("/api/songs", headers: [version: "2023"])
            #expect(unknown.status == .badRequest)
        }
    }
}

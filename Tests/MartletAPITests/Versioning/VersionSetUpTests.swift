import HTTPTypes
import MartletHTTP
import MartletTesting
import Testing

@testable import MartletAPI

@Suite struct VersionSetUpTests {
    private enum SecondWay: VersionDowngrade {
        static let since = StoreVersion.two
        static func downgrade(_ new: TrackV3) -> TrackV1 { TrackV1(name: new.title, minutes: 0) }
    }

    private enum OfTheFirst: VersionUpgrade {
        static let since = StoreVersion.one
        static func upgrade(_ old: [String: Int]) -> TrackV1 { TrackV1(name: "", minutes: 0) }
    }

    private enum Backwards: VersionUpgrade {
        static let since = StoreVersion.three
        static func upgrade(_ old: TrackV1) -> TrackV2 { TrackV2(title: "", minutes: 0) }
    }

    @Test(
        arguments: [
            (
                [MinutesBecameSeconds.self, SecondWay.self],
                "the changes `MinutesBecameSeconds` and `SecondWay` lead to the same type"
            ),
            ([OfTheFirst.self], "the change `OfTheFirst` is of the first version, before which there is none"),
            (
                [Backwards.self, MinutesBecameSeconds.self],
                "the change `MinutesBecameSeconds` makes the new form of `Backwards` its old one, but is not of a later version"
            ),
        ] as [([any VersionStep.Type], String)])
    func `changes that do not fit stop the start`(_ changes: [any VersionStep.Type], _ message: String) async throws {
        let app = NegotiationApp.make()
        app.versions(StoreVersion.self, by: .header(), default: nil, changes: changes) { v in v.get("/a") { "a" } }
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect("\(String(describing: error))".contains(message))
    }

    private enum Cased: String, APIVersion {
        case small = "1a"
        case large = "1A"
    }

    @Test func `versions that no request can name stop the start`() async throws {
        let app = NegotiationApp.make()
        app.versions(StoreVersion.self, default: nil) { v in v.get("/a") { "a" } }
        app.versions(Cased.self, by: .mediaType(vendor: "store"), default: nil) { v in v.get("/b") { "b" } }
        app.versions(Cased.self, by: .mediaType(), default: nil) { v in v.get("/c") { "c" } }
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(
            try #require(error).problems == [
                "no request can name one of the versions `1`, `2`, `3`, so that they have no routes; "
                    + "say where by `by:`, or a default",
                "the versions `1a`, `1A` differ in case alone, which media types do not regard",
            ])
        let only = NegotiationApp.make()
        only.versions(StoreVersion.self, default: .two) { v in
            v.get("/version") { (version: StoreVersion) in "\(version)" }
        }
        try await only.test { (client) async throws in
            #expect(try await client.get("/version").text == "two")
        }
    }

    @Test func `the parameter that names a version is known where others are refused`() async throws {
        let app = NegotiationApp.make()
        app.unknownParameters(.refused)
        app.versions(StoreVersion.self, by: .query("v"), default: .two) { v in
            v.get("/version") { (version: StoreVersion) in "\(version)" }
        }
        try await app.test { (client) async throws in
            #expect(try await client.get("/version?v=3").text == "three")
            #expect(try await client.get("/version").text == "two")
            #expect(try await client.get("/version?version=3").status == .unprocessableContent)
        }
    }

    @Test func `sources may be combined, and have to agree`() async throws {
        let app = NegotiationApp.make()
        app.versions(StoreVersion.self, by: .path(""), .header(), .query("v"), default: nil) { v in
            v.get("/version") { (version: StoreVersion) in "\(version)" }
        }
        try await app.test { (client) async throws in
            #expect(try await client.get("/2/version").text == "two")
            #expect(try await client.get("/version?v=3").text == "three")
            #expect(try await client.get("/version?v=3", headers: [.apiVersion: "3"]).text == "three")
            let both = try await client.get("/version?v=3", headers: [.apiVersion: "1", .accept: "application/json"])
            #expect(both.status == .badRequest)
            #expect(both.text.contains("The request names more than one version of the API: 1, 3."))
            #expect(both.text.contains(#""versions":["1","2","3"]"#))
            #expect(try await client.get("/version?v=1&v=2").status == .badRequest)
        }
    }

    @Test func `a version outside of versions is the application's mistake`() async throws {
        let app = NegotiationApp.make()
        app.get("/version") { (version: StoreVersion) in "\(version)" }
        app.get("/track") { Versioned(TrackV3(title: "a", seconds: 1)) }
        try await app.test { (client) async throws in
            #expect(try await client.get("/version").status == .internalServerError)
            #expect(try await client.get("/track").text == #"{"title":"a","seconds":1}"#)
        }
    }

    @Test func `the versions are described`() {
        let description = VersioningDescription(
            StoreVersion.self, sources: [.header(), .path()], default: .two,
            changes: VersionChanges(VersionedApp.changes))
        #expect(description.versions.map(\.name) == ["1", "2", "3"])
        #expect(description.versions.map { $0.deprecation != nil } == [true, false, false])
        #expect(description.defaultVersion == "2")
        #expect(description.sources.map(\.description) == ["the header field API-Version", "the path, /v…"])
        #expect("\(description.form(of: TrackV3.self, in: "1"))" == "TrackV1")
        #expect("\(description.form(of: TrackV3.self, in: "2"))" == "TrackV2")
        #expect("\(description.form(of: TrackV3.self, in: "3"))" == "TrackV3")
        #expect("\(description.form(of: TrackV2.self, in: "2"))" == "TrackV2")
        #expect("\(description.form(of: String.self, in: "1"))" == "String")
    }

    @Test(arguments: [
        (2025, 6, 1, 1_748_736_000), (1970, 1, 1, 0), (2024, 2, 29, 1_709_164_800), (2025, 13, 1, 1_767_225_600),
    ])
    func `days are points in time`(_ year: Int, _ month: Int, _ day: Int, _ seconds: Int) {
        #expect(Deprecation.Time.day(year, month, day).seconds == seconds)
    }
}

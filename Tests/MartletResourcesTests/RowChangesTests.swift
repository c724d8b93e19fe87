import Foundation
import HTTPTypes
import Martlet
import MartletTesting
import Testing

/// Changes of rows that handlers of the application's own take.
@Suite struct RowChangesTests {
    struct Signed: Decodable, Sendable {
        var by: String
        var changes: RowChanges<Track>
    }

    private static func track(_ id: Int, _ database: Database) async throws -> Track {
        guard let track = try await Track.find(id, in: database) else { throw HTTPError(.notFound) }
        return track
    }

    private static func build(_ api: RouteGroup) {
        api.resource(Track.self)
        api.resource(Artist.self)
        api.patch("/own/{id:int}") { (id: Path<Int>, changes: RowChanges<Track>, database: Database) in
            Row(try await changes.save(to: try await track(id.value, database), in: database))
        }
        api.post("/form/{id:int}") { (id: Path<Int>, changes: Form<RowChanges<Track>>, database: Database) in
            Row(try await changes.value.save(to: try await track(id.value, database), in: database))
        }
        api.patch("/signed/{id:int}") { (id: Path<Int>, signed: JSON<Signed>, database: Database) in
            Row(try await signed.changes.save(to: try await track(id.value, database), in: database))
        }
        api.patch("/old/{id:int}") { (id: Path<Int>, changes: RowChanges<Track>, database: Database) in
            let old = try await track(id.value, database)
            try await old.update(in: database) { $0.seconds += 1 }
            return Row(try await changes.save(to: old, in: database))
        }
        api.patch("/artists/{id:int}/name") { (id: Path<Int>, changes: RowChanges<Artist>, database: Database) in
            let artist = try await Artist.find(id.value, in: database)
            return try await artist.asyncMap { Row(try await changes.save(to: $0, in: database)) }
        }
        api.patch("/seen/{id:int}") { (id: Path<Int>, changes: RowChanges<Track>, database: Database) in
            let track = try await Self.track(id.value, database)
            let seen = try changes.changes(of: track)
            let notes =
                switch seen[\.notes] {
                case .some(.some(let notes)): "notes \(notes)"
                case .some(.none): "no notes"
                case .none: "as they were"
                }
            try await changes.save(to: track, in: database) { changes in
                if changes[\.title] != nil { changes.set(\.secret, to: "changed") }
                if let seconds = changes[\.seconds], seconds > 600 {
                    changes.fail(\.seconds, "is too long", code: "long")
                }
            }
            return notes
        }
    }

    private func json(_ text: String) -> TestContent { .text(text, type: "application/merge-patch+json") }

    @Test(arguments: TestedDatabase.allCases)
    func `what is wrong is told as a resource tells it`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.build) { client, database in
            for (body, status) in [
                ("[]", 422), ("null", 422), (#"{"title":"#, 400), ("", 400),
                (#"{"title":"123456789012345678901","id":8,"secret":"x","titel":1,"kind":null,"notes":1}"#, 422),
                (#"{"album_id":99}"#, 422), (#"{"seconds":-1}"#, 422), (#"{"seconds":1,"seconds":2}"#, 422),
            ] {
                let own = try await client.patch("/api/own/7", json(body))
                let resource = try await client.patch("/api/tracks/7", json(body))
                #expect(own.status.code == status, "\(body): \(own)")
                #expect(own.text == resource.text, "\(body)")
            }
            #expect(try await client.patch("/api/own/99", json("{}")).status == .notFound)
            #expect(try await client.patch("/api/own/7", .text("{}")).status == .unsupportedMediaType)
            let taken = try await client.patch("/api/artists/1/name", json(#"{"name":"Rush"}"#))
            #expect(try taken.problems == ["422 /name taken"])
            #expect(try await client.patch("/api/artists/9/name", json("{}")).status == .notFound)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `what is absent stays, null is NULL, documents are merged`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.build) { client, database in
            let told = try await client.get("/api/tracks/8").text
            // What was told may come back.
            #expect(try await client.patch("/api/own/8", json(told)).text == told)
            let first = try await client.patch("/api/own/8", json(#"{"settings":{"a":1,"b":2},"title":"t"}"#))
            #expect(first.status == .ok, "\(first)")
            _ = try await client.patch("/api/own/8", json(#"{"settings":{"b":null,"c":3},"notes":null}"#))
            let row = try #require(try await Track.find(8, in: database))
            #expect(row.title == "t" && row.notes == nil && row.seconds == 180 && row.album == 2 && row.version == 3)
            #expect(row.settings?.text.replacing(" ", with: "") == #"{"a":1,"c":3}"#)
        }
    }

    @Test func `the application sees what is changed, sets and checks more`() async throws {
        try await TestedDatabase.sqlite.test(Self.build) { client, database in
            #expect(try await client.patch("/api/seen/8", json(#"{"notes":"x"}"#)).text == "notes x")
            #expect(try await client.patch("/api/seen/8", json(#"{"notes":null,"title":"y"}"#)).text == "no notes")
            #expect(try await client.patch("/api/seen/8", json("{}")).text == "as they were")
            #expect(try await Track.find(8, in: database)?.secret == "changed")
            let long = try await client.patch("/api/seen/8", json(#"{"seconds":700}"#))
            #expect(try long.problems == ["422 /seconds long"])
        }
    }

    @Test func `a row that another has changed is a conflict`() async throws {
        try await TestedDatabase.sqlite.test(Self.build) { client, _ in
            let conflict = try await client.patch("/api/old/8", json(#"{"title":"x"}"#))
            #expect(conflict.status == .conflict)
            #expect(try conflict.detail == "It was changed by another in the meantime; load it again.")
        }
    }

    @Test func `changes inside of something else and in forms have the places there`() async throws {
        try await TestedDatabase.sqlite.test(Self.build) { client, database in
            let body = #"{"by":"x","changes":{"title":"123456789012345678901","id":9,"album_id":1}}"#
            let signed = try await client.patch("/api/signed/8", .text(body, type: "application/json"))
            #expect(try signed.problems == ["422 /changes/title too_long", "422 /changes/id read_only"])
            let missing = try await client.patch(
                "/api/signed/8", .text(#"{"changes":{"album_id":99},"by":"x"}"#, type: "application/json"))
            #expect(try missing.problems == ["422 /changes/album_id reference"])
            let wrong = try await client.post("/api/form/8", form: ["seconds": "", "album_id": "99"])
            #expect(try wrong.problems == ["422 ?seconds type"])
            _ = try await client.patch("/api/own/8", json(#"{"settings":{"a":1,"b":2}}"#))
            let right = try await client.post(
                "/api/form/8", form: ["title": "f", "notes": "", "settings": #"{"c":3}"#, "id": "9"])
            #expect(right.status == .ok, "\(right)")
            let row = try #require(try await Track.find(8, in: database))
            // A form has the whole document.
            #expect(row.title == "f" && row.notes == nil && row.settings == JSONDocument(#"{"c":3}"#))
            #expect(row.seconds == 180)
        }
    }
}

extension Optional {
    /// The value after something that waits.
    fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await transform(self)
    }
}

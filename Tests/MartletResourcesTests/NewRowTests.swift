import Foundation
import HTTPTypes
import Martlet
import MartletTesting
import Testing

/// New rows that handlers of the application's own take.
@Suite struct NewRowTests {
    /// A model of which clients set one column, and that has one for which there is nothing without the application.
    @Model struct Memo: Equatable {
        var id: Int
        @Column(max: 10) var text: String
        @Column(access: .readOnly) var owner: Int
        @Column(access: .writeOnly) var pin: String?
    }

    struct Signed: Decodable, Sendable {
        var by: String
        var artist: NewRow<Artist>
    }

    private static func build(_ api: RouteGroup) {
        api.resource(Track.self)
        api.post("/own") { (new: NewRow<Track>, database: Database) in
            let track = try await new.insert(in: database)
            return Created(Row(track), at: "/api/tracks/\(track.id)")
        }
        api.post("/form") { (new: Form<NewRow<Track>>, database: Database) in
            Row(try await new.value.insert(in: database))
        }
        api.post("/artists") { (new: NewRow<Artist>, database: Database) in
            Row(try await new.insert(in: database) { $0.validate(\.name, "is no name", code: "name") { $0 != "-" } })
        }
        api.post("/artists/form") { (new: Form<NewRow<Artist>>, database: Database) in
            Row(try await new.value.insert(in: database))
        }
        api.post("/artists/many") { (new: JSON<[NewRow<Artist>]>, database: Database) in
            try await database.transaction { transaction in
                var rows: [Row<Artist>] = []
                for artist in new.value { rows.append(Row(try await artist.insert(in: transaction))) }
                return rows
            }
        }
        api.post("/artists/table") { (new: Content<[NewRow<Artist>]>, database: Database) in
            for artist in new.value { try await artist.insert(in: database) }
            return new.value.count
        }
        api.post("/signed") { (signed: JSON<Signed>, database: Database) in
            Row(try await signed.artist.insert(in: database))
        }
        api.post("/memos/{owner:int}") { (owner: Path<Int>, new: NewRow<Memo>, database: Database) in
            Row(try await new.insert(in: database) { $0.set(\.owner, to: owner.value) })
        }
        api.post("/memos") { (new: NewRow<Memo>, database: Database) in Row(try await new.insert(in: database)) }
    }

    private func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    @Test(arguments: TestedDatabase.allCases)
    func `what is wrong is told as a resource tells it`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.build) { client, database in
            for (body, status) in [
                ("{}", 422), ("[]", 422), ("null", 422), (#"{"title":"a","seconds":"#, 400), ("", 400),
                (
                    #"{"title":"123456789012345678901","seconds":40000,"kind":"demo","price":12345.678,"album_id":"x"}"#,
                    422
                ),
                (#"{"title":null,"id":3,"secret":"x","version":2,"titel":1,"seconds":1,"seconds":2}"#, 422),
                (#"{"title":"a","seconds":5,"album_id":99}"#, 422), (#"{"title":"a","seconds":-1}"#, 422),
                (#"{"title":"a\u0000","seconds":5,"settings":"\u0000"}"#, 422),
            ] {
                let own = try await client.post("/api/own", json(body))
                let resource = try await client.post("/api/tracks", json(body))
                #expect(own.status.code == status, "\(body): \(own)")
                #expect(own.text == resource.text, "\(body)")
            }
            let text = try await client.post("/api/own", .text("{}"))
            #expect(text.status == .unsupportedMediaType)
            #expect(try await Track.query.count(in: database) == 30)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `a row is stored with its initial values, and told as a resource tells it`(
        _ tested: TestedDatabase
    ) async throws {
        try await tested.test(Self.build) { client, database in
            let body = #"{"title":"New","seconds":200,"price":1.50,"album_id":1,"settings":{"a":[1,"x"]}}"#
            let created = try await client.post("/api/own", json(body))
            #expect(created.status == .created)
            #expect(created.headers[.location] == "/api/tracks/31")
            let read = try await client.get("/api/tracks/31").text
            // PostgreSQL writes documents in its own way.
            #expect(created.text.replacing(" ", with: "") == read.replacing(" ", with: ""))
            let row = try #require(try await Track.find(31, in: database))
            #expect(row.title == "New" && row.kind == .studio && row.album == 1 && row.secret == "s3cret")
        }
    }

    @Test func `the application sets and checks what clients do not`() async throws {
        try await TestedDatabase.sqlite.test(Self.build) { client, database in
            try await database.createTables(Memo.self)
            let refused = try await client.post("/api/memos/7", json(#"{"text":"a","owner":1}"#))
            #expect(try refused.problems == ["422 /owner read_only"])
            let created = try await client.post("/api/memos/7", json(#"{"text":"a","pin":"1234"}"#))
            #expect(created.text == #"{"id":1,"text":"a","owner":7}"#)
            #expect(try await Memo.find(1, in: database)?.pin == "1234")
            // Nobody has set the owner, which is no mistake of the client.
            #expect(try await client.post("/api/memos", json(#"{"text":"a"}"#)).status == .internalServerError)
            let named = try await client.post("/api/artists", json(#"{"name":"-"}"#))
            #expect(try named.problems == ["422 /name name"])
            #expect(try named.details == ["is no name"])
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `what the database refuses has the place of its member, wherever the row stands`(
        _ tested: TestedDatabase
    ) async throws {
        try await tested.test(Self.build) { client, database in
            #expect(try await client.post("/api/artists", json(#"{"name":"Queen"}"#)).problems == ["422 /name taken"])
            let signed = try await client.post("/api/signed", json(#"{"by":"x","artist":{"name":"Queen"}}"#))
            #expect(try signed.problems == ["422 /artist/name taken"])
            let many = try await client.post("/api/artists/many", json(#"[{"name":"Yes"},{"name":"Queen"}]"#))
            #expect(try many.problems == ["422 /1/name taken"])
            let form = try await client.post("/api/artists/form", form: ["name": "Queen"])
            #expect(try form.problems == ["422 ?name taken"])
            #expect(try await Artist.query.count(in: database) == 3)
        }
    }

    @Test func `a row inside of something else is checked there`() async throws {
        try await TestedDatabase.sqlite.test(Self.build) { client, _ in
            let wrong = try await client.post("/api/signed", json(#"{"by":"x","artist":{"nam":"Yes","id":1}}"#))
            #expect(
                try wrong.problems == [
                    "422 /artist/nam unknown_member", "422 /artist/id read_only", "422 /artist/name required",
                ])
            let right = try await client.post("/api/signed", json(#"{"artist":{"name":"Yes"},"by":"x"}"#))
            #expect(right.text == #"{"id":4,"name":"Yes"}"#)
            let list = try await client.post("/api/artists/many", json(#"[{"name":"a"},{"name":1}]"#))
            #expect(try list.problems == ["422 /1/name type"])
            let all = try await client.post("/api/artists/many", json(#"[{"name":"a"},{"name":"b"}]"#))
            #expect(all.text == #"[{"id":5,"name":"a"},{"id":6,"name":"b"}]"#)
        }
    }

    @Test func `forms and tables are read by the same rules`() async throws {
        try await TestedDatabase.sqlite.test(Self.build) { client, database in
            let wrong = try await client.post(
                "/api/form", form: ["title": "123456789012345678901", "seconds": "x", "kind": "demo", "album_id": "99"])
            #expect(try wrong.problems == ["422 ?title too_long", "422 ?seconds type", "422 ?kind one_of"])
            #expect(try wrong.details[1] == "must be a whole number, not `x`")
            let missing = try await client.post("/api/form", form: ["title": "a", "seconds": "5", "album_id": "99"])
            #expect(try missing.problems == ["422 ?album_id reference"])
            // What a form does not have is passed over, a column that is hidden too.
            let right = try await client.post(
                "/api/form",
                form: [
                    "title": "a", "seconds": "5", "album_id": "", "notes": "", "settings": #"{"a":1}"#, "secret": "x",
                    "version": "9", "submit": "",
                ])
            #expect(right.status == .ok, "\(right)")
            let row = try #require(try await Track.find(31, in: database))
            #expect(row.album == nil && row.notes == nil && row.secret == "s3cret" && row.version == 1)
            #expect(row.settings == JSONDocument(#"{"a":1}"#))
            let table = TestContent.text("name\r\nYes\r\nGenesis\r\n", type: "text/csv")
            #expect(try await client.post("/api/artists/table", table).text == "2")
            let badTable = TestContent.text("nam\r\nYes\r\n", type: "text/csv")
            #expect(try await client.post("/api/artists/table", badTable).problems.contains("422 ?nam unknown_member"))
        }
    }

    @Test func `what is no input of a client is taken without rules`() throws {
        let text = #"{"title":"a","seconds":"5","secret":"x","kind":"demo"}"#
        let new = try JSONDecoder().decode(NewRow<Track>.self, from: Data(text.utf8))
        #expect(new.changes[\.title] == "a" && new.changes[\.seconds] == 5 && new.changes[\.secret] == nil)
    }
}

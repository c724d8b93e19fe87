import Foundation
import HTTPTypes
import Martlet
import MartletTesting
import Testing

/// One row at a time: reading, creating, replacing, changing, deleting.
@Suite struct CRUDTests {
    @Test(arguments: TestedDatabase.allCases)
    func `a row is created, read, replaced, changed and deleted`(_ tested: TestedDatabase) async throws {
        try await tested.test {
            $0.resource(Track.self)
        } run: { client, database in
            let body = #"{"title":"New","seconds":200,"price":1.50,"album_id":1,"settings":{"a":[1,"x"]}}"#
            let created = try await client.post("/api/tracks", .text(body, type: "application/json"))
            #expect(created.status == .created)
            #expect(created.headers[.location] == "/api/tracks/31")
            #expect(created.headers[.eTag] == "\"1\"")
            #expect(
                created.text.hasPrefix(
                    #"{"id":31,"title":"New","seconds":200,"kind":"studio","price":1.5,"notes":null,"settings":{"a":[1,"x"]},"#
                        + #""album_id":1,"version":1,"added":"20"#))
            #expect(!created.text.contains("secret"))

            let read = try await client.get("/api/tracks/31")
            #expect(read.status == .ok)
            #expect(read.headers[.contentType] == "application/json; charset=utf-8")
            // PostgreSQL writes documents in its own way.
            #expect(read.text.replacing(" ", with: "") == created.text.replacing(" ", with: ""))

            let replaced = try await client.put(
                "/api/tracks/31", .text(#"{"title":"Other","seconds":1}"#, type: "application/json"))
            #expect(replaced.status == .ok)
            #expect(replaced.headers[.eTag] == nil)
            let row = try #require(try await Track.find(31, in: database))
            #expect(row.title == "Other" && row.seconds == 1 && row.price == 0 && row.album == nil)
            #expect(row.settings == nil && row.secret == "s3cret" && row.version == 2)

            let changed = try await client.patch(
                "/api/tracks/31", .text(#"{"notes":"n","album_id":2}"#, type: "application/merge-patch+json"))
            #expect(changed.status == .ok)
            #expect(changed.headers[.eTag] == "\"3\"")
            let cleared = try await client.patch(
                "/api/tracks/31", .text(#"{"notes":null}"#, type: "application/merge-patch+json"))
            #expect(cleared.text.contains(#""notes":null,"settings":null,"album_id":2,"version":4"#))

            #expect(try await client.delete("/api/tracks/31").status == .noContent)
            #expect(try await client.get("/api/tracks/31").status == .notFound)
            #expect(try await client.delete("/api/tracks/31").status == .notFound)
        }
    }

    @Test func `what a row was told as can come back`() async throws {
        try await TestedDatabase.sqlite.test {
            $0.resource(Track.self)
        } run: { client, database in
            let told = try await client.get("/api/tracks/7").text
            let replaced = try await client.put("/api/tracks/7", .text(told, type: "application/json"))
            #expect(replaced.status == .ok)
            #expect(replaced.text == told)
            let other = told.replacing(#""id":7"#, with: #""id":8"#)
            let refused = try await client.put("/api/tracks/7", .text(other, type: "application/json"))
            #expect(try refused.problems == ["422 /id read_only"])
        }
    }

    @Test func `the key of a row is the end of its path, whatever stands before`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.group("/artists/{artist}/{year}") { $0.resource(Track.self) }
            api.resource(Seat.self, at: "/halls/{hall}/seats")
        } run: { client, database in
            #expect(try await client.get("/api/artists/7/8/tracks/3?fields=id").text == #"{"id":3}"#)
            let changed = try await client.patch("/api/artists/7/8/tracks/3", json: ["title": "x"])
            #expect(changed.text.hasPrefix(#"{"id":3,"title":"x""#))
            #expect(try await client.delete("/api/artists/7/8/tracks/3").status == .noContent)
            #expect(try await Track.find(3, in: database) == nil)
            #expect(try await Track.find([7, 8], in: database).count == 2)
            _ = try await client.post("/api/halls/9/seats", json: ["row": 3, "number": 7])
            #expect(try await client.get("/api/halls/9/seats/3/7").text == #"{"row":3,"number":7,"taken":false}"#)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `what a row was told as can come back in other words`(_ tested: TestedDatabase) async throws {
        try await tested.test { api in
            api.resource(Ticket.self) { $0.bulk() }
        } run: { client, database in
            try await database.createTables(Ticket.self)
            let ticket = Ticket(title: "a", details: JSONDocument(#"{"a":[1,2.50],"b":"é"}"#))
            try await ticket.insert(in: database)
            let capitals = ticket.id.uuidString
            let path = "/api/tickets/\(capitals)"
            let body = """
                {"id":"\(capitals)","title":"b","price":1.50,"notice":"Caf\\u00e9","day":"2026-02-03T05:05:06+01:00",\
                "details":{ "b" : "\\u00e9", "a":[1, 2.5] },"logo":"AAE="}
                """
            let replaced = try await client.put(path, .text(body, type: "application/json"))
            #expect(replaced.status == .ok, "\(replaced)")
            let other = body.replacing(#""title":"b""#, with: #""title":"c""#)
            let many = try await client.patch("/api/tickets/bulk", .text("[\(other)]", type: "application/json"))
            #expect(many.status == .ok, "\(many)")
            #expect(try await Ticket.find(ticket.id, in: database)?.title == "c")
            let wrong = """
                {"id":"\(UUID())","price":1.51,"notice":"Cafe","day":"2026-02-03T05:05:07+01:00",\
                "details":{"a":[1,2.5],"b":"e"},"logo":"AAI="}
                """
            let refused = try await client.patch(path, .text(wrong, type: "application/json"))
            #expect(
                try refused.problems
                    == ["id", "price", "notice", "day", "details", "logo"].map { "422 /\($0) read_only" })
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `everything that is wrong is told at once`(_ tested: TestedDatabase) async throws {
        try await tested.test {
            $0.resource(Track.self)
        } run: { client, _ in
            let body = """
                {"title":"123456789012345678901","seconds":40000,"kind":"demo","price":12345.678,"settings":1,
                "album_id":"one","secret":"x","id":1,"nots":"","notes":"\\u0000","notes":""}
                """
            let response = try await client.post("/api/tracks", .text(body, type: "application/json"))
            #expect(
                try response.problems == [
                    "422 /title too_long", "422 /seconds out_of_range", "422 /kind one_of", "422 /price out_of_range",
                    "422 /album_id type", "422 /secret unknown_member", "422 /id read_only", "422 /nots unknown_member",
                    "422 /notes format", "422 /notes duplicate_member",
                ])
            #expect(
                try response.details == [
                    "must have at most 20 characters", "must be a whole number from -32768 to 32767",
                    "must be one of studio, live, not `demo`",
                    "must have at most 4 digits before the point or 2 behind it",
                    "must be a whole number, not a string", "is not known here", "cannot be set",
                    "is not known here; did you mean `notes`?", "must not have the character U+0000",
                    "must not stand there twice",
                ])
            let empty = try await client.post("/api/tracks", .text("{}", type: "application/json"))
            #expect(try empty.problems == ["422 /title required", "422 /seconds required"])
            let null = try await client.patch(
                "/api/tracks/1", .text(#"{"title":null,"kind":null}"#, type: "application/json"))
            #expect(try null.problems == ["422 /title null", "422 /kind null"])
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `what the database refuses has its member`(_ tested: TestedDatabase) async throws {
        try await tested.test { api in
            api.resource(Track.self)
            api.resource(Artist.self)
            api.resource(Album.self)
        } run: { client, _ in
            let rule = try await client.patch("/api/tracks/1", .text(#"{"seconds":0}"#, type: "application/json"))
            #expect(try rule.problems == ["422 /seconds check"])
            let missing = try await client.patch("/api/tracks/1", .text(#"{"album_id":99}"#, type: "application/json"))
            #expect(try missing.problems == ["422 /album_id reference"])
            #expect(try missing.details == ["does not exist"])
            let taken = try await client.post("/api/artists", json: ["name": "Queen"])
            #expect(try taken.problems == ["422 /name taken"])
            let referred = try await client.delete("/api/artists/1")
            #expect(referred.status == .conflict)
            #expect(try referred.detail == "Others refer to it.")
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `a row is referred to by a number of 64 bits`(_ tested: TestedDatabase) async throws {
        try await tested.test {
            $0.resource(Reading.self) { $0.bulk() }
        } run: { client, database in
            try await database.createTables(Meter.self, Reading.self)
            // SQLite's numbers end at 63 bits.
            let keys = tested == .sqlite ? [5] : [5, UInt64.max]
            try await Meter.insert(keys.map { Meter(id: $0) }, in: database)
            for key in keys {
                let body = TestContent.text(#"{"meter_id":\#(key)}"#, type: "application/json")
                let created = try await client.post("/api/readings", body)
                #expect(created.status == .created, "\(created)")
            }
            let many = TestContent.text(#"[{"meter_id":5},{"meter_id":6}]"#, type: "application/json")
            #expect(try await client.post("/api/readings/bulk", many).problems == ["422 /1/meter_id reference"])
        }
    }

    @Test func `texts that a database takes for the same refer to the same row`() async throws {
        try await TestedDatabase.sqlite.test {
            $0.resource(Mix.self)
        } run: { client, database in
            try await database.createTables(Genre.self, Mix.self)
            try await Genre(name: "Jazz").insert(in: database)
            #expect(try await client.post("/api/mixes", json: ["genre_id": "jazz"]).status == .created)
            let missing = try await client.post("/api/mixes", json: ["genre_id": "jaz"])
            #expect(try missing.problems == ["422 /genre_id reference"])
        }
    }

    @Test func `what is no JSON, and no content of its type, is refused`() async throws {
        try await TestedDatabase.sqlite.test {
            $0.resource(Artist.self)
        } run: { client, _ in
            let broken = try await client.post("/api/artists", .text("{\"name\":", type: "application/json"))
            #expect(broken.status == .badRequest)
            #expect(try broken.detail == "The content is not valid JSON: expected a value at line 1, column 9.")
            let form = try await client.post("/api/artists", form: ["name": "x"])
            #expect(form.status == .unsupportedMediaType)
            let list = try await client.post("/api/artists", json: [1])
            #expect(try list.problems == ["422  type"])
            #expect(try await client.get("/api/artists/one").status == .notFound)
            #expect(try await client.get("/api/artists/9223372036854775808").status == .notFound)
            #expect(try await client.send(.patch, "/api/artists").status == .methodNotAllowed)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `every type goes there and back`(_ tested: TestedDatabase) async throws {
        try await tested.test {
            $0.resource(Label.self)
        } run: { client, database in
            let body = """
                {"code":"a/b ü","founded":"2026-02-03T04:05:06.789+01:00","logo":"AAEC/w==","opens":"09:30",\
                "lead":1.5,"rating":2.25,"active":false,"token":"t"}
                """
            let created = try await client.post("/api/labels", .text(body, type: "application/json"))
            #expect(created.status == .created, "\(created)")
            #expect(created.headers[.location] == "/api/labels/a%2Fb%20%C3%BC")
            #expect(
                created.text.hasPrefix(#"{"code":"a/b ü","founded":"2026-02-03T03:05:06.789Z","logo":"AAEC/w==","#)
                    || created.text.contains(#""founded":"2026-02-03T03:05:06.789Z""#))
            #expect(
                created.text.contains(#""logo":"AAEC/w==","opens":"09:30:00","lead":1.5,"rating":2.25,"active":false}"#)
            )
            #expect(!created.text.contains("token"))
            let read = try await client.get("/api/labels/a%2Fb%20%C3%BC")
            #expect(read.text == created.text)
            #expect(try await Label.find("a/b ü", in: database)?.token == "t")
            for code in ["one", "two"] { _ = try await client.post("/api/labels", json: ["code": code]) }
            let ids = try await Label.query.all(in: database).map(\.uid)
            #expect(Set(ids).count == 3)
            let wrong = """
                {"code":"123456789","founded":"2026-02-30T00:00:00Z","uid":"x","logo":"-","opens":"25:00","lead":"1",\
                "rating":1e999,"active":0}
                """
            let refused = try await client.post("/api/labels", .text(wrong, type: "application/json"))
            #expect(
                try refused.problems == [
                    "422 /code too_long", "422 /founded format", "422 /uid format", "422 /logo format",
                    "422 /opens format", "422 /lead type", "422 /rating out_of_range", "422 /active type",
                ])
            let renamed = try await client.patch(
                "/api/labels/a%2Fb%20%C3%BC", .text(#"{"code":"other"}"#, type: "application/json"))
            #expect(try renamed.problems == ["422 /code read_only"])
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `keys of several columns are segments of the path`(_ tested: TestedDatabase) async throws {
        try await tested.test {
            $0.resource(Seat.self, at: "/hall/seats/")
        } run: { client, _ in
            let created = try await client.post("/api/hall/seats", json: ["row": 3, "number": 7])
            #expect(created.headers[.location] == "/api/hall/seats/3/7")
            let changed = try await client.patch("/api/hall/seats/3/7", json: ["taken": true])
            #expect(changed.text == #"{"row":3,"number":7,"taken":true}"#)
            #expect(try await client.get("/api/hall/seats/3/8").status == .notFound)
            let twice = try await client.post("/api/hall/seats", json: ["row": 3, "number": 7])
            #expect(try twice.problems == ["422 /row taken", "422 /number taken"])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a document of many members is merged in no time`() async throws {
        try await TestedDatabase.sqlite.test {
            $0.resource(Track.self)
        } run: { client, database in
            let members = (0..<60_000).map { "\"m\($0)\":1" }.joined(separator: ",")
            let body = TestContent.text("{\"settings\":{\(members)}}", type: "application/merge-patch+json")
            let clock = ContinuousClock()
            let time = try await clock.measure {
                for _ in 1...2 {
                    let response = try await client.patch("/api/tracks/1?fields=id", body)
                    #expect(response.status == .ok)
                }
            }
            // Each member with each is billions of comparisons: minutes.
            #expect(time < .seconds(20))
            let document = try #require(try await Track.find(1, in: database)?.settings?.text)
            #expect(document == "{\(members)}")
        }
    }

    @Test func `documents in columns are merged`() async throws {
        try await TestedDatabase.sqlite.test {
            $0.resource(Track.self)
        } run: { client, database in
            // RFC 7396, appendix A.
            let steps = [
                (#"{"a":{"b":"c","d":"e"},"f":1}"#, #"{"a":{"b":"c","d":"e"},"f":1}"#),
                (#"{"a":{"b":null,"x":{"y":null}},"f":[1]}"#, #"{"a":{"d":"e","x":{}},"f":[1]}"#),
                (#"["c"]"#, #"["c"]"#), (#"{"a":null,"b":2}"#, #"{"b":2}"#), ("null", nil),
                // Where there is no document the patch is one without its nulls.
                (#"{"a":null,"b":{"c":null}}"#, #"{"b":{}}"#),
                (#"{"b":{"d":[{"e":null}]},"f":"\u00e9","f":2}"#, #"{"b":{"d":[{"e":null}]},"f":2}"#),
            ]
            for (patch, result) in steps {
                let body = "{\"settings\":\(patch)}"
                let response = try await client.patch(
                    "/api/tracks/1", .text(body, type: "application/merge-patch+json"))
                #expect(response.status == .ok)
                #expect(try await Track.find(1, in: database)?.settings?.text == result)
            }
        }
    }
}

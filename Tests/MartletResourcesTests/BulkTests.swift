import Martlet
import MartletTesting
import Testing

/// Many rows at once.
@Suite struct BulkTests {
    private static func resources(_ api: RouteGroup) {
        api.resource(Track.self) { $0.bulk(limit: 5) }
        api.resource(Artist.self) { $0.bulk() }
        api.resource(Seat.self) { $0.bulk() }
    }

    private static func json(_ text: String) -> TestContent { .text(text, type: "application/json") }

    @Test(arguments: TestedDatabase.allCases)
    func `rows are created, changed and deleted together`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.resources) { client, database in
            let created = try await client.post(
                "/api/tracks/bulk", Self.json(#"[{"title":"a","seconds":1},{"title":"b","seconds":2,"album_id":1}]"#))
            #expect(created.status == .created)
            #expect(created.text.hasPrefix(#"{"items":[{"id":31,"title":"a""#))
            #expect(created.text.contains(#"{"id":32,"title":"b""#))
            let changed = try await client.patch(
                "/api/tracks/bulk", Self.json(#"[{"id":32,"title":"B"},{"notes":"n","id":1}]"#))
            #expect(changed.status == .ok, "\(changed)")
            #expect(try await Track.find(32, in: database)?.title == "B")
            #expect(try await Track.find(1, in: database)?.notes == "n")
            let deleted = try await client.send(.delete, "/api/tracks/bulk", Self.json("[31,32]"))
            #expect(deleted.status == .noContent, "\(deleted)")
            #expect(try await Track.query.count(in: database) == 30)
            let seats = try await client.post(
                "/api/seats/bulk", Self.json(#"[{"row":1,"number":1},{"row":1,"number":2}]"#))
            #expect(seats.status == .created)
            let taken = try await client.patch("/api/seats/bulk", Self.json(#"[{"row":1,"number":2,"taken":true}]"#))
            #expect(taken.text == #"{"items":[{"row":1,"number":2,"taken":true}]}"#)
            let gone = try await client.send(.delete, "/api/seats/bulk", Self.json(#"[{"row":1,"number":1}]"#))
            #expect(gone.status == .noContent)
            #expect(try await Seat.query.count(in: database) == 1)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `one mistake keeps all of them out, and every mistake has its place`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.resources) { client, database in
            let input = try await client.post(
                "/api/tracks/bulk",
                Self.json(
                    #"[{"title":"a","seconds":1},{"seconds":"x"},7,{"title":"123456789012345678901","seconds":1}]"#))
            #expect(
                try input.problems == [
                    "422 /1/seconds type", "422 /1/title required", "422 /2 type", "422 /3/title too_long",
                ])
            let references = try await client.post(
                "/api/tracks/bulk",
                Self.json(
                    #"[{"title":"a","seconds":1,"album_id":99},{"title":"b","seconds":1,"album_id":1},{"title":"c","seconds":1,"album_id":98}]"#
                ))
            #expect(try references.problems == ["422 /0/album_id reference", "422 /2/album_id reference"])
            #expect(try await Track.query.count(in: database) == 30)
            let taken = try await client.post(
                "/api/artists/bulk", Self.json(#"[{"name":"new"},{"name":"Queen"},{"name":"new"},{"name":"newer"}]"#))
            #expect(try taken.problems == ["422 /1/name taken", "422 /2/name taken"])
            #expect(try await Artist.query.count(in: database) == 3)
            let keys = try await client.patch(
                "/api/tracks/bulk", Self.json(#"[{"id":1},{"id":99},{"id":1},{"title":"x"},{"id":"x"}]"#))
            #expect(try keys.problems == ["422 /3/id required", "422 /4/id type"])
            let known = try await client.patch("/api/tracks/bulk", Self.json(#"[{"id":1},{"id":99},{"id":1}]"#))
            #expect(try known.problems == ["422 /1/id not_found", "422 /2/id not_unique"])
            let changes = try await client.patch(
                "/api/tracks/bulk", Self.json(#"[{"id":1,"title":"x"},{"id":2,"title":null,"version":9}]"#))
            #expect(try changes.problems == ["422 /1/title null", "422 /1/version read_only"])
            #expect(try await Track.find(1, in: database)?.title == "Track 1")
            let deleted = try await client.send(.delete, "/api/tracks/bulk", Self.json("[1,99]"))
            #expect(try deleted.problems == ["422 /1 not_found"])
            let referred = try await client.send(.delete, "/api/artists/bulk", Self.json("[1]"))
            #expect(referred.status == .conflict)
            let many = try await client.send(.delete, "/api/tracks/bulk", Self.json("[1,2,3,4,5,6]"))
            #expect(try many.problems == ["422  too_many_items"])
            let none = try await client.post("/api/tracks/bulk", Self.json("[]"))
            #expect(try none.problems == ["422  too_few_items"])
            #expect(try await Track.query.count(in: database) == 30)
        }
    }

    @Test func `rows and references are looked up by one query each`() async throws {
        try await TestedDatabase.sqlite.test(Self.resources) { client, _ in
            // Rows, the references, and a write for each.
            _ = try await assertQueries(5) {
                try await client.patch(
                    "/api/tracks/bulk",
                    Self.json(#"[{"id":1,"album_id":2},{"id":2,"album_id":3},{"id":3,"album_id":4}]"#))
            }
        }
    }

    @Test func `they are there on request alone`() async throws {
        try await TestedDatabase.sqlite.test {
            $0.resource(Track.self)
        } run: { client, _ in
            let response = try await client.post("/api/tracks/bulk", Self.json("[]"))
            #expect(response.status == .methodNotAllowed)
        }
    }

    @Test func `the path of many rows is no row`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { $0.bulk() }
            api.resource(Album.self) { albums in
                albums.bulk()
                albums.without(.deleteMany)
            }
            api.resource(Label.self) { $0.bulk() }
            api.resource(Artist.self)
        } run: { (client, _) async throws in
            for response in [try await client.get("/api/tracks/bulk"), try await client.put("/api/tracks/bulk")] {
                #expect(response.status == .methodNotAllowed)
                #expect(response.headers[.allow] == "DELETE, OPTIONS, PATCH, POST")
            }
            let deleted = try await client.delete("/api/albums/bulk")
            #expect(deleted.status == .methodNotAllowed)
            #expect(deleted.headers[.allow] == "OPTIONS, PATCH, POST")
            #expect(try await client.get("/api/tracks/other").status == .notFound)
            #expect(try await client.get("/api/artists/bulk").status == .notFound)
            // A text may be the key of a row.
            #expect(try await client.get("/api/labels/bulk").status == .notFound)
            let label = #"[{"code":"bulk"}]"#
            #expect(try await client.post("/api/labels/bulk", Self.json(label)).status == .created)
            #expect(try await client.get("/api/labels/bulk").status == .ok)
        }
    }
}

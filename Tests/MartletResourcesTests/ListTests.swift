import Foundation
import Martlet
import MartletTesting
import Testing

/// Lists: pages, filters, orders, searches, fields.
@Suite struct ListTests {
    private struct Tracks: Decodable {
        struct Item: Decodable { let id: Int }
        let items: [Item]
        let total: Int?
        let next: String?
        let previous: String?
        var ids: [Int] { items.map(\.id) }
    }

    private static func tracks(_ api: RouteGroup) {
        api.resource(Track.self) { tracks in
            tracks.filter("album.artist.name") { $0.album.artist.name }
            tracks.order("album.title") { $0.album.title }
            tracks.search { [$0.title, $0.notes] }
            tracks.ignoring("api_key")
        }
    }

    private static func links(_ response: TestResponse) -> [String: String] {
        var links: [String: String] = [:]
        for link in response.headers.list(.init("Link") ?? .accept) {
            let parts = link.split(separator: ">; rel=")
            guard parts.count == 2 else { continue }
            links[parts[1].filter { $0 != "\"" }] = String(parts[0].dropFirst())
        }
        return links
    }

    @Test func `a group that refuses unknown parameters leaves those of a list to it`() async throws {
        func strict(_ api: RouteGroup) {
            api.unknownParameters(.refused)
            Self.tracks(api)
        }
        try await TestedDatabase.sqlite.test(strict) { client, _ in
            let taken = try await client.get("/api/tracks?seconds[gte]=1&per_page=7&api_key=x")
            #expect(try taken.json(Tracks.self).items.count == 7)
            let refused = try await client.get("/api/tracks?secnds=1&page=0")
            #expect(try refused.problems == ["422 ?page too_small", "422 ?secnds unknown_parameter"])
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `pages by number lead to each other`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.tracks) { client, _ in
            let first = try await client.get("/api/tracks?per_page=7&api_key=x")
            #expect(try first.json(Tracks.self).ids == Array(1...7))
            #expect(try first.json(Tracks.self).total == 30)
            #expect(
                Self.links(first) == [
                    "first": "/api/tracks?per_page=7&api_key=x&page=1",
                    "next": "/api/tracks?per_page=7&api_key=x&page=2",
                    "last": "/api/tracks?per_page=7&api_key=x&page=5",
                ])
            let last = try await client.get("/api/tracks?per_page=7&page=5")
            #expect(try last.json(Tracks.self).ids == [29, 30])
            #expect(Self.links(last)["prev"] == "/api/tracks?per_page=7&page=4")
            #expect(Self.links(last)["next"] == nil)
            let behind = try await client.get("/api/tracks?per_page=7&page=9223372036854775807")
            #expect(behind.text == #"{"items":[],"total":30}"#)
            #expect(Self.links(behind)["prev"] == "/api/tracks?per_page=7&page=5")
            let plain = try await client.get("/api/tracks")
            #expect(try plain.json(Tracks.self).ids == Array(1...20))
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `the number of all rows comes with the page`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.tracks) { client, database in
            let expected: [(String, ids: [Int], total: Int, statements: Int)] = [
                ("per_page=2", [1, 2], 30, 1), ("page=4&per_page=9", [28, 29, 30], 30, 1),
                ("page=5&per_page=9", [], 30, 2), ("offset=30", [], 30, 2), ("offset=9223372036854775807", [], 30, 1),
                ("seconds[gt]=9999", [], 0, 1), ("seconds[gt]=9999&page=2", [], 0, 2),
                ("album.artist.name=Rush&order=-album.title,id&per_page=2", [16, 17], 10, 1),
                ("search=even%20track&id[in]=1,2,3,4&kind=studio&per_page=1", [2], 2, 1),
            ]
            for (query, ids, total, statements) in expected {
                let response = try await assertQueries(statements) { try await client.get("/api/tracks?\(query)") }
                #expect(try response.json(Tracks.self).ids == ids, "\(query)")
                #expect(try response.json(Tracks.self).total == total, "\(query)")
            }
            try await Track.query.delete(in: database)
            let empty = try await assertQueries(1) { try await client.get("/api/tracks") }
            #expect(empty.text == #"{"items":[],"total":0}"#)
            #expect(Self.links(empty) == ["first": "/api/tracks?page=1", "last": "/api/tracks?page=1"])
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `pages by offset and by cursor`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.tracks) { client, _ in
            let offset = try await client.get("/api/tracks?offset=28&limit=5")
            #expect(try offset.json(Tracks.self).ids == [29, 30])
            #expect(Self.links(offset)["prev"] == "/api/tracks?offset=23&limit=5")
            #expect(Self.links(offset)["last"] == "/api/tracks?offset=25&limit=5")
            var seen: [Int] = []
            var path: String? = "/api/tracks?after=&limit=11&order=-kind,seconds"
            while let next = path {
                let page = try await client.get(next)
                seen += try page.json(Tracks.self).ids
                #expect(try page.json(Tracks.self).total == nil)
                path = Self.links(page)["next"]
            }
            #expect(seen.count == 30 && Set(seen).count == 30)
            #expect(Array(seen.suffix(3)) == [10, 20, 30])
            let end = try await client.get("/api/tracks?before=&limit=2")
            #expect(try end.json(Tracks.self).ids == [29, 30])
            let previous = try #require(try end.json(Tracks.self).previous)
            let before = try await client.get("/api/tracks?before=\(previous)&limit=2")
            #expect(try before.json(Tracks.self).ids == [27, 28])
            let changed = try await client.get("/api/tracks?before=\(previous)A&limit=2")
            #expect(try changed.problems == ["422 ?before cursor"])
            let other = try await client.get("/api/tracks?after=\(previous)&order=title")
            #expect(try other.problems == ["422 ?after cursor"])
        }
    }

    @Test func `a resource says how its lists are divided`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { $0.pages(.cursor, size: 3, maximum: 5) }
            api.resource(Artist.self) { $0.pages(.numbered, size: 2, total: false) }
        } run: { client, _ in
            let page = try await client.get("/api/tracks")
            #expect(try page.json(Tracks.self).ids == [1, 2, 3])
            #expect(try page.json(Tracks.self).next != nil)
            let refused = try await client.get("/api/tracks?page=2&limit=6")
            #expect(try refused.problems == ["422 ?page unknown_parameter", "422 ?limit not_together"])
            let large = try await client.get("/api/tracks?limit=6")
            #expect(try large.details == ["must be at most 5"])
            let uncounted = try await assertQueries(1) { try await client.get("/api/artists") }
            #expect(try uncounted.json(Tracks.self).total == nil)
            #expect(Self.links(uncounted)["next"] == "/api/artists?page=2")
            #expect(Self.links(uncounted)["last"] == nil)
            let last = try await client.get("/api/artists?page=2")
            #expect(Self.links(last)["next"] == nil)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `filters compare by type and through relations`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.tracks) { client, _ in
            let expected: [(String, [Int])] = [
                ("seconds=110", [1]), ("seconds[gte]=380", [28, 29, 30]), ("seconds[lt]=130", [1, 2]),
                ("seconds[gt]=120&seconds[lte]=140", [3, 4]), ("seconds[ne]=110&seconds[lt]=130", [2]),
                ("id[in]=3,1,99", [1, 3]), ("id[not_in]=1&id[lt]=4", [2, 3]), ("kind=live", [10, 20, 30]),
                ("album_id[null]=true", [30]), ("album_id[null]=false&id[gt]=28", [29]),
                ("title=Track%201", [1]), ("title[starts]=Track%203", [3, 30]), ("title[ends]=0", [10, 20, 30]),
                ("title[contains]=track", []), ("title[icontains]=TRACK%2029", [29]), ("title[ieq]=track%202", [2]),
                ("notes[contains]=100%25&id[lt]=5", [2, 4]), ("notes[contains]=1%25", []), ("price=0.5", [2]),
                ("price[gt]=7.25", [30]), ("album.artist.name=Cream&id[gt]=28", [29]), ("version=2", []),
                ("added[gt]=2100-01-01T00:00:00Z", []),
            ]
            for (query, ids) in expected {
                let response = try await client.get("/api/tracks?\(query)")
                #expect(response.status == .ok, "\(query): \(response)")
                #expect(try response.json(Tracks.self).ids == ids, "\(query)")
            }
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `every type is compared`(_ tested: TestedDatabase) async throws {
        try await tested.test {
            $0.resource(Label.self)
        } run: { client, database in
            let label = Label(
                code: "x", founded: Date(timeIntervalSince1970: 1_000), opens: TimeOfDay(hour: 9, minute: 30),
                lead: .seconds(1.5), rating: 2.5, active: false)
            try await label.insert(in: database)
            try await Label(code: "y").insert(in: database)
            let right = [
                "founded=1970-01-01T00:16:40Z", "founded[lt]=1970-01-01T01:16:41%2B01:00", "opens=09:30",
                "lead[gte]=1.5", "rating=2.5", "active=false", "uid=\(label.uid)", "uid[in]=\(label.uid)",
                "founded[null]=false", "rating[in]=2.5,3",
            ]
            for query in right {
                let response = try await client.get("/api/labels?fields=code&\(query)")
                #expect(response.text == #"{"items":[{"code":"x"}],"total":1}"#, "\(query): \(response)")
            }
            let wrong = try await client.get(
                "/api/labels?founded=1970-01-01&opens=9&lead=x&rating=nan&active=1&uid=1&founded[null]=x&logo=AA&token=t"
            )
            #expect(
                try wrong.problems == [
                    "422 ?founded format", "422 ?opens format", "422 ?lead type", "422 ?rating type",
                    "422 ?active type", "422 ?uid format", "422 ?founded[null] type", "422 ?logo unknown_parameter",
                    "422 ?token unknown_parameter",
                ])
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `orders, searches and fields`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.tracks) { client, _ in
            let ordered = try await client.get("/api/tracks?order=-album.title,-id&album_id[null]=false&per_page=3")
            #expect(try ordered.json(Tracks.self).ids == [29, 28, 27])
            let found = try await client.get("/api/tracks?search=EVEN%20track%202")
            #expect(try found.json(Tracks.self).ids == [2, 12, 20, 22, 24, 26, 28])
            let fields = try await client.get("/api/tracks?fields=title,id&per_page=1")
            #expect(fields.text == #"{"items":[{"id":1,"title":"Track 1"}],"total":30}"#)
            let one = try await client.get("/api/tracks/3?fields=kind")
            #expect(one.text == #"{"kind":"studio"}"#)
        }
    }

    @Test func `what nobody knows is told with what was meant`() async throws {
        try await TestedDatabase.sqlite.test(Self.tracks) { client, _ in
            let response = try await client.get(
                "/api/tracks?tilte=x&seconds[gtee]=1&seconds=many&order=-titel&fields=nam,secret&page=0&per_page=x&kind=demo&secret=s"
            )
            #expect(
                try response.problems == [
                    "422 ?fields unknown_name", "422 ?fields unknown_name", "422 ?per_page type",
                    "422 ?page too_small", "422 ?tilte unknown_parameter", "422 ?seconds[gtee] unknown_operator",
                    "422 ?seconds type", "422 ?kind one_of", "422 ?secret unknown_parameter", "422 ?order unknown_name",
                ])
            #expect(
                try response.details == [
                    "has no `nam`", "has no `secret`", "must be a whole number, not `x`", "must be at least 1",
                    "is not known here; did you mean `title`?", "has no operator `gtee`; did you mean `gte`?",
                    "must be a whole number, not `many`", "must be one of studio, live, not `demo`",
                    "is not known here", "has no `titel`; did you mean `title`?",
                ])
            let mixed = try await client.get("/api/tracks?page=1&after=x&offset=1&id[contains]=1&limit=1")
            #expect(
                try mixed.problems == [
                    "422 ?offset not_together", "422 ?after not_together", "422 ?limit not_together",
                    "422 ?id[contains] unknown_operator",
                ])
            let long = "id[in]=" + (1...101).map(String.init).joined(separator: ",")
            #expect(try await client.get("/api/tracks?\(long)").problems == ["422 ?id[in] too_many_items"])
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `more than a statement holds is a problem of the query`(_ tested: TestedDatabase) async throws {
        try await tested.test(Self.tracks) { client, _ in
            let columns = ["id", "title", "seconds", "kind", "price", "notes", "album_id", "version", "added"]
            let page = try await client.get("/api/tracks?after=&limit=2&order=\(columns.joined(separator: ","))")
            let next = try #require(Self.links(page)["next"])
            #expect(try await client.get(next).json(Tracks.self).ids == [3, 4])
            let twice = try await client.get("/api/tracks?order=id,-id,title")
            #expect(try twice.problems == ["422 ?order not_unique"])
            #expect(try twice.details == ["has `id` twice"])
            let many = String(repeating: "id,", count: 2_001)
            #expect(try await client.get("/api/tracks?order=\(many)").status == .unprocessableContent)
            let filters = (1...51).map { "id[gte]=\($0)" }.joined(separator: "&")
            let refused = try await client.get("/api/tracks?\(filters)")
            #expect(try refused.problems == ["422 ?id[gte] too_many_items"])
            #expect(try refused.details == ["must have at most 50 filters"])
            let most = (1...50).map { "id[ne]=\($0)" }.joined(separator: "&")
            #expect(try await client.get("/api/tracks?\(most)").json(Tracks.self).total == 0)
            let words = String(repeating: "track+", count: 10)
            #expect(try await client.get("/api/tracks?search=\(words)").json(Tracks.self).total == 30)
            let more = try await client.get("/api/tracks?search=\(words)opera")
            #expect(try more.problems == ["422 ?search too_many_items"])
            #expect(try await client.get("/api/tracks?fields=").problems == ["422 ?fields too_few_items"])
            #expect(try await client.get("/api/tracks/1?fields=,").problems == ["422 ?fields too_few_items"])
        }
    }

    @Test func `rows without a key have no pages by cursor`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Length.self)
        } run: { client, database in
            try await database.execute("CREATE VIEW lengths AS SELECT title, seconds FROM tracks")
            #expect(try await client.get("/api/lengths?per_page=2&order=seconds").text.contains(#""total":30"#))
            #expect(try await client.get("/api/lengths?after=").problems == ["422 ?after unknown_parameter"])
        }
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        app.resource(Length.self) { $0.pages(.cursor) }
        let error = try await #require(throws: BootError.self) { try await app.test { _ in } }
        #expect("\(error)".contains("the resource of Length has pages by cursor, but the model has no key"))
    }

    @Test(arguments: TestedDatabase.allCases)
    func `what is no number for JSON is null`(_ tested: TestedDatabase) async throws {
        try await tested.test {
            $0.resource(Reading.self)
        } run: { client, database in
            guard database.dialect.features.nonFiniteReals else { return }
            try await database.createTables(Meter.self, Reading.self)
            try await Meter(id: 1).insert(in: database)
            try await Reading(id: 0, meter: 1, value: .nan, peak: .infinity).insert(in: database)
            let list = try await client.get("/api/readings")
            #expect(list.text == #"{"items":[{"id":1,"meter_id":1,"value":null,"peak":null}],"total":1}"#)
        }
    }

    @Test func `only what the resource allows is filtered and searched by`() async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { tracks in
                tracks.filter { [$0.title] }
                tracks.hidden { [$0.notes] }
                tracks.order(by: "-seconds")
            }
        } run: { client, _ in
            let refused = try await client.get("/api/tracks?seconds=1&search=x&order=notes&notes[null]=true")
            #expect(
                try refused.problems == [
                    "422 ?seconds unknown_parameter", "422 ?notes[null] unknown_parameter", "422 ?order unknown_name",
                    "422 ?search unknown_parameter",
                ])
            let ordered = try await client.get("/api/tracks?per_page=2")
            #expect(try ordered.json(Tracks.self).ids == [30, 29])
            #expect(!ordered.text.contains("notes"))
        }
    }
}

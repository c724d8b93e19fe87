import MartletData
import MartletSQLite
import Testing

/// The snippets of Documentation/Guides/Queries.md.
@Suite struct QueriesGuide {
    struct Ranked: Equatable { let name: String, place: Int }
    struct Line: Decodable { let title: String, artistId: Int }

    private func store() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Artist.self, Album.self, Track.self, Employee.self)
        try await database.execute("INSERT INTO artists (id, name) VALUES (1, 'Queen'), (2, 'ABBA'), (3, 'Nobody')")
        try await Album.insert(
            [(1, "Jazz", 1), (2, "Arrival", 2), (3, "News", 1)].map {
                Album(id: $0.0, title: $0.1, artist: $0.2, released: nil)
            }, in: database)
        try await Track.insert(
            (1...6).map {
                Track(
                    id: $0, name: "Track \($0)", album: ($0 + 1) / 2, seconds: $0 * 100, price: 1,
                    kind: $0 == 1 ? .live : .studio)
            }, in: database)
        try await Employee.insert(
            [(1, nil), (2, 1), (3, 1), (4, 3)].map { Employee(number: $0, name: "E\($0)", boss: $1) }, in: database)
        return database
    }

    @Test func `conditions and expressions`() async throws {
        let database = try await store()
        let found = try await Track.query
            .where { $0.album.artist.name == "Queen" || $0.name.contains("love", ignoringCase: true) }
            .where { $0.seconds.isBetween(60, and: 600) && $0.kind != .live }
            .where { $0.albumID == nil || $0.albumID.isIn([1, 2]) }
            .order { $0.album.released.descending.nullsLast }
            .order { $0.name.ascending }
            .all(in: database)
        #expect(found.map(\.id) == [2])
        let years = try await Album.query
            .select { ($0.title.uppercased(), $0.released.map { $0.year }) }
            .all(in: database)  // [(String, Int?)]
        #expect(years.map(\.1) == [nil, nil, nil])
    }

    @Test func `values instead of models`() async throws {
        let database = try await store()
        let lengths = try await Track.query
            .where { $0.albumID != nil }
            .group { $0.album.title }
            .having { _ in SQL.count() > 1 }
            .select { ($0.album.title, SQL.count(), $0.seconds.sum(where: $0.kind == .studio)) }
            .all(in: database)  // [(String, Int, Int?)]
        #expect(Set(lengths.map(\.2)) == [200, 700, 1100])
        let ranked = try await Track.query
            .select { ($0.name, SQL.rowNumber(over: .partition(by: $0.albumID).order(by: $0.seconds.descending))) }
            .map { Ranked(name: $0.0, place: $0.1) }
            .all(in: database)  // [Ranked]
        #expect(ranked.contains(Ranked(name: "Track 2", place: 1)))
    }

    @Test func joins() async throws {
        let database = try await store()
        let pairs = try await Artist.query
            .leftJoin(Album.table) { artist, album in album.artistID == artist.id }
            .where { artist, album in artist.name != "Nobody" }
            .select { artist, album in (artist, album, album.title) }
            .all(in: database)  // [(Artist, Album?, String?)]
        #expect(pairs.count == 3)
        let bosses = try await Employee.query
            .join(Employee.alias("above")) { employee, above in employee.bossID == above.number }
            .select { employee, above in (employee.name, above.name) }
            .all(in: database)
        #expect(bosses.count == 3)
    }

    @Test func `queries in queries`() async throws {
        let database = try await store()
        let silent = try await Artist.query
            .where { artist in !SQL.exists(Album.query.where { $0.artistID == artist.id }) }
            .all(in: database)
        let totals = Track.query.group { $0.albumID }.select { ($0.albumID, $0.seconds.sum()) }.asTable("totals")
        let longest = try await Album.query
            .join(totals) { album, total in total.0 == album.id }
            .order { album, total in total.1.descending }
            .select { album, total in (album.title, total.1) }
            .first(in: database)
        let chain = Employee.query.where { $0.number == 4 }.recursive("chain") { chain in
            Employee.query.join(chain) { employee, below in below.bossID == employee.number }
        }
        let superiors = try await chain.query.all(in: database)
        let top = Employee.query.where { $0.bossID == nil }.select { ($0.number, SQL.value(0)) }
        let levels = top.recursive("levels") { level in
            let below = Employee.query.join(level) { employee, above in employee.bossID == above.0 }
            return below.select { employee, above in (employee.number, above.1 + 1) }
        }
        let depths = try await levels.query.all(in: database)  // [(Int, Int)]
        #expect(silent.map(\.name) == ["Nobody"])
        #expect(longest?.0 == "News")
        #expect(superiors.map(\.number) == [4, 3, 1])
        #expect(depths.first { $0.0 == 4 }?.1 == 2)
    }

    @Test func `pages and streams`() async throws {
        let database = try await store()
        var seconds = 0
        let query = Album.query.order { $0.released.descending }
        let numbered = try await query.page(2, size: 2, in: database)  // Page: items, total, count
        let first = try await query.page(after: nil, size: 2, in: database)
        let second = try await query.page(after: first.next, size: 2, in: database)
        for try await track in Track.query.stream(in: database) { seconds += track.seconds }
        #expect(numbered.items.count == 1)
        #expect(second.items.count == 1)
        #expect(seconds == 2100)
    }

    @Test func changes() async throws {
        let database = try await store()
        try await Track.query.where { $0.album.artist.name == "Queen" }
            .update(in: database) { [$0.seconds.set(to: $0.seconds + 1), $0.name.set(to: $0.album.title)] }
        let removed = try await Track.query.where { $0.seconds > 500 }.deleteReturning(in: database)
        try await Artist.insert({ $0.name }, from: Album.query.select { $0.title }, in: database)
        #expect(removed.map(\.name) == ["News", "News"])
        #expect(try await Artist.query.count(in: database) == 6)
    }

    @Test func `SQL by hand`() async throws {
        let database = try await store()
        let odd = try await Album.query.where { SQL("\($0.id) % 2 = \(1)").condition }.all(in: database)
        let titles = try await database.query(
            "SELECT id, title FROM \(Album.self) WHERE artist_id IN (\(list: [1, 2])) ORDER BY \(Identifier("title"))",
            as: (Int, String).self)
        let lines = try await database.query("SELECT title, artist_id FROM albums", decoding: Line.self)
        #expect(lines.map(\.artistId) == [1, 2, 1])
        #expect(odd.count == 2)
        #expect(titles.map(\.1) == ["Arrival", "Jazz", "News"])
    }
}

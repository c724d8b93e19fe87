import Foundation
import MartletData
import MartletSQLite
import Testing

/// What queries find in a database: the rows behind the SQL.
@Suite struct QueryRowsTests {
    private func store(at place: String = ":memory:") async throws -> Database {
        let database = try Database("sqlite:\(place)", drivers: [.sqlite])
        try await database.createTables(Artist.self, Album.self, Track.self, Employee.self)
        for (id, name) in [(1, "Queen"), (2, "ABBA"), (3, "Nobody")] {
            try await database.execute("INSERT INTO artists (id, name) VALUES (\(id), \(name))")
        }
        let moments = [1_000_000_000.25, nil, 1_200_000_000.5, nil].map { $0.map { Date(timeIntervalSince1970: $0) } }
        for (index, (title, artist)) in [("Jazz", 1), ("Arrival", 2), ("News", 1), ("Gold", 2)].enumerated() {
            try await Album(id: index + 1, title: title, artist: artist, released: moments[index]).insert(in: database)
        }
        try await Track.insert(
            (1...9).map { number in
                Track(
                    id: number, name: "Track \(number)", album: number == 9 ? nil : (number + 1) / 2,
                    seconds: number * 100, price: 1, kind: number % 3 == 0 ? .live : .studio)
            }, in: database)
        try await Employee.insert(
            [(1, nil), (2, 1), (3, 1), (4, 3)].map { Employee(number: $0, name: "E\($0)", boss: $1) }, in: database)
        return database
    }

    @Test func `values, groups and windows`() async throws {
        let database = try await store()
        let sums = try await Track.query.group { $0.album.artist.name }.having { $0.seconds.sum() > 200 }
            .select { ($0.album.artist.name.optional, SQL.count(), $0.seconds.sum(where: $0.seconds > 200)) }
            .order { $0.album.artist.name.ascending }.all(in: database)
        #expect(sums.map(\.0) == [nil, "ABBA", "Queen"])
        #expect(sums.map(\.1) == [1, 4, 4])
        #expect(sums.map(\.2) == [900, 2200, 1100])
        let ranks = try await Track.query.where { $0.albumID != nil }.select {
            ($0.id, SQL.rowNumber(over: .partition(by: $0.albumID).order(by: $0.seconds.descending)))
        }.order { $0.id.ascending }.all(in: database)
        #expect(ranks.map(\.1) == [2, 1, 2, 1, 2, 1, 2, 1])
        struct Line: Equatable { let title: String, artist: String }
        let lines = try await Album.query.order { $0.id.ascending }.limit(1).select { ($0.title, $0.artist.name) }
            .map { Line(title: $0.0, artist: $0.1) }.all(in: database)
        #expect(lines == [Line(title: "Jazz", artist: "Queen")])
    }

    @Test func `joins of models, with rows that are missing`() async throws {
        let database = try await store()
        let rows = try await Artist.query.leftJoin(Album.table) { $1.artistID == $0.id }
            .order { artist, album in artist.id.ascending }.order { artist, album in album.title.ascending }
            .select { ($0.name, $1) }.all(in: database)
        #expect(rows.map(\.1?.title) == ["Jazz", "News", "Arrival", "Gold", nil])
        let pairs = try await Employee.query.join(Employee.alias("above")) { $0.bossID == $1.number }
            .order { employee, above in employee.number.ascending }.select { ($0, $1) }.all(in: database)
        #expect(pairs.map { "\($0.0.name) \($0.1.name)" } == ["E2 E1", "E3 E1", "E4 E3"])
        let wide = try await Album.query.join(Artist.table) { $0.artistID == $1.id }
            .join(Track.table) { album, artist, track in track.albumID == album.id }
            .where { album, artist, track in artist.name == "ABBA" }
            .select { album, artist, track in track.id }.all(in: database)
        #expect(Set(wide) == [3, 4, 7, 8])
    }

    @Test func `subqueries, common tables and recursion`() async throws {
        let database = try await store()
        let silent = try await Artist.query.where { artist in
            !SQL.exists(Album.query.where { $0.artistID == artist.id })
        }.all(in: database)
        #expect(silent.map(\.name) == ["Nobody"])
        let lengths = Track.query.group { $0.albumID }.select { ($0.albumID, $0.seconds.sum()) }.asCommonTable(
            "lengths")
        let longest = try await Album.query.join(lengths) { $1.0 == $0.id }
            .order { album, length in length.1.descending }.select { ($0.title, $1.1) }.first(in: database)
        #expect(longest?.0 == "Gold")
        #expect(longest?.1 == 1500)
        let chain = Employee.query.where { $0.number == 4 }.recursive("chain") { chain in
            Employee.query.join(chain) { employee, below in below.bossID == employee.number }
        }
        #expect(try await chain.query.all(in: database).map(\.number) == [4, 3, 1])
        let start = Employee.query.where { $0.bossID == nil }.select { ($0.number, SQL.value(0)) }
        let levels = start.recursive("levels") { level in
            let step = Employee.query.join(level) { employee, above in employee.bossID == above.0 }
            return step.select { employee, above in (employee.number, above.1 + 1) }
        }
        let depths = try await levels.query.order { $0.0.ascending }.all(in: database)
        #expect(depths.map(\.1) == [0, 1, 1, 2])
    }

    @Test func `sets and rows of the program`() async throws {
        let database = try await store()
        let names = Artist.query.select { $0.name }.union(Album.query.where { $0.id < 3 }.select { $0.title })
        #expect(
            try await names.order { $0[1].ascending }.limit(2).all(in: database) == ["ABBA", "Arrival"])
        #expect(try await names.count(in: database) == 5)
        let rest = Artist.query.select { $0.id }.subtracting(Album.query.select { $0.artistID })
        #expect(try await rest.all(in: database) == [3])
        let chosen = ValueRows("chosen", [(1, "a"), (3, "b")]).table
        let found = try await Artist.query.join(chosen) { $0.id == $1.0 }.select { ($0.name, $1.1) }.all(in: database)
        #expect(Set(found.map { "\($0.0) \($0.1)" }) == ["Queen a", "Nobody b"])
        let none = try await Artist.query.join(ValueRows("none", [(Int)]()).table) { $0.id == $1 }.all(in: database)
        #expect(none.isEmpty)
    }

    @Test func `moments are taken apart, cut and moved exactly`() async throws {
        let database = try await store()
        // 2001-09-09 01:46:40.25 UTC, a Sunday
        let row = try #require(
            try await Album.query.where { $0.id == 1 }.select { album in
                (
                    album.released.map { $0.year }, album.released.map { $0.part(.week) },
                    album.released.map { $0.weekday }, album.released.truncated(to: .week),
                    album.released.adding(90, .second),
                    album.released.map { $0.seconds(since: Date(timeIntervalSince1970: 999_999_999)) }
                )
            }.first(in: database))
        #expect(row.0 == 2001)
        #expect(row.1 == 36)
        #expect(row.2 == 7)
        #expect(row.3 == Date(timeIntervalSince1970: 999_475_200))
        #expect(row.4 == Date(timeIntervalSince1970: 1_000_000_090.25))
        #expect(row.5 == 1.25)
        // The day that a month lacks becomes its last.
        for (start, months, expected) in [
            ("2024-01-31 23:59:59.999999", 1, "2024-02-29 23:59:59.999999"),
            ("2024-03-31 00:00:00.000000", -1, "2024-02-29 00:00:00.000000"),
            ("2023-01-15 12:30:00.000001", 14, "2024-03-15 12:30:00.000001"),
        ] {
            let moment = SQL("\(start)").expression(Date.self)
            let moved = try await Album.query.limit(1).select { _ in moment.adding(months, .month) }.one(in: database)
            #expect(moved == Date(databaseValue: .text(expected)))
        }
    }

    @Test func `pages by number and by place`() async throws {
        let database = try await store()
        let page = try await Track.query.order { $0.id.ascending }.page(2, size: 4, in: database)
        #expect(page.items.map(\.id) == [5, 6, 7, 8])
        #expect(page.total == 9)
        #expect(page.count == 3)
        #expect(page.hasNext && page.hasPrevious)
        #expect(try await Track.query.page(.max, size: .max, in: database).items.isEmpty)

        // Orders with NULL and equals, forward and back: each row once, in the order of the whole.
        let orders: [ModelQuery<Album, Album>] = [
            Album.query.order { $0.released.ascending }, Album.query.order { $0.released.descending },
            Album.query.order { $0.released.ascending.nullsLast },
            Album.query.order { $0.released.descending.nullsFirst },
            Album.query.order { $0.artist.name.descending }.order { $0.released.ascending.nullsLast },
        ]
        for query in orders {
            let whole = try await query.page(after: nil, size: 10, in: database).items.map(\.id)
            #expect(whole.count == 4)
            var seen: [Int] = []
            var place: Cursor?
            repeat {
                let page = try await query.page(after: place, size: 1, in: database)
                seen += page.items.map(\.id)
                place = page.next
            } while place != nil
            #expect(seen == whole)
            var back: [Int] = []
            repeat {
                let page = try await query.page(before: place, size: 3, in: database)
                back = page.items.map(\.id) + back
                place = page.previous
            } while place != nil
            #expect(back == whole)
        }
    }

    @Test func `a cursor that was changed or is of another order is refused`() async throws {
        let database = try await store()
        let query = Track.query.order { $0.seconds.ascending }
        let cursor = try #require(try await query.page(after: nil, size: 2, in: database).next)
        let other = await #expect(throws: InvalidCursor.self) {
            try await Track.query.order { $0.name.ascending }.page(after: cursor, size: 2, in: database)
        }
        #expect(other?.description == "the cursor belongs to another order; begin at the first page")
        let text = cursor.description
        let middle = text.index(text.startIndex, offsetBy: 14)
        let changed = Cursor(text[..<middle] + (text[middle] == "A" ? "B" : "A") + text[text.index(after: middle)...])
        let refused = await #expect(throws: InvalidCursor.self) {
            try await query.page(after: changed, size: 2, in: database)
        }
        #expect(refused?.description == "the cursor was changed; send it as the earlier page gave it")
        for text in ["", "x", "'; DROP TABLE tracks", String(repeating: "A", count: 30)] {
            await #expect(throws: InvalidCursor.self) {
                try await query.page(after: Cursor(text), size: 2, in: database)
            }
        }
    }

    @Test func `all rows stream by, in batches or one by one`() async throws {
        let database = try await store()
        var sizes: [Int] = []
        try await Track.query.forEach(batch: 4, in: database) { sizes.append($0.count) }
        #expect(sizes == [4, 4, 1])
        var ids: [Int] = []
        for try await track in Track.query.order({ $0.id.ascending }).stream(batch: 2, in: database) {
            ids.append(track.id)
            if ids.count == 5 { break }
        }
        #expect(ids == [1, 2, 3, 4, 5])
    }

    @Test func `text is searched with its case, or without, in all of Unicode`() async throws {
        let database = try await store()
        try await database.execute("INSERT INTO artists (id, name) VALUES (90, \("ÉDITH 100%"))")
        func found(_ condition: @Sendable (Artist.Fields) -> SQLExpression<Bool>) async throws -> [Int] {
            try await Artist.query.where(condition).all(in: database).map(\.id)
        }
        #expect(try await found { $0.name.contains("queen") } == [])
        #expect(try await found { $0.name.contains("ueen") } == [1])
        #expect(try await found { $0.name.contains("QUEEN", ignoringCase: true) } == [1])
        #expect(try await found { $0.name.hasPrefix("édith", ignoringCase: true) } == [90])
        #expect(try await found { $0.name.hasSuffix("100%", ignoringCase: true) } == [90])
        #expect(try await found { $0.name.hasSuffix("0_", ignoringCase: true) } == [])
    }

    @Test func `relations of rows that stream by are read on another connection`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try await store(at: "\(folder)/music.sqlite")
        var names = 0
        for try await (_, artist) in Album.query.with({ $0.artist }).stream(in: database) { names += artist.name.count }
        #expect(names == 18)
        try await database.close()
    }

    @Test func `rows are changed through relations and limits`() async throws {
        let database = try await store()
        let changed = try await Track.query.where { $0.album.artist.name == "Queen" }
            .update(in: database) { [$0.name.set(to: $0.album.title + "!"), $0.seconds.set(to: $0.seconds + 1)] }
        #expect(changed == 4)
        #expect(try await Track.query.where { $0.name == "Jazz!" }.all(in: database).map(\.seconds) == [101, 201])
        let back = try await Track.query.where { $0.id == 9 }.updateReturning(in: database) { [$0.name.set(to: "new")] }
        #expect(back.map(\.name) == ["new"])
        #expect(try await Track.query.order { $0.id.descending }.limit(2).delete(in: database) == 2)
        #expect(try await Track.query.count(in: database) == 7)
        #expect(try await Track.query.where { $0.id == 1 }.deleteReturning(in: database).map(\.id) == [1])
        let copied = try await Artist.insert({ $0.name }, from: Album.query.select { $0.title }, in: database)
        #expect(copied == 4)
    }

    @Test func `one row is one row`() async throws {
        let database = try await store()
        #expect(try await Artist.query.where { $0.name == "ABBA" }.one(in: database).id == 2)
        let none = await #expect(throws: QueryError.self) {
            try await Artist.query.where { $0.name == "x" }.one(in: database)
        }
        #expect(none?.description == "expected one row of artists, got none")
        let many = await #expect(throws: QueryError.self) { try await Artist.query.one(in: database) }
        #expect(many?.description == "expected one row of artists, got several")
        #expect(Set(try await Artist.find([1, 3, 99], in: database).map(\.name)) == ["Queen", "Nobody"])
        #expect(try await Artist.query.where { $0.id == 1 }.exists(in: database))
        #expect(try await Artist(id: 1, name: "stale").reloaded(in: database).name == "Queen")
        #expect(try await Track.query.explain(in: database).contains("SCAN tracks"))
        #expect(try await Track.estimatedCount(in: database) == 9)
    }

    @Test func `SQL by hand takes columns, queries and names`() async throws {
        let database = try await store()
        let odd = try await Album.query.where { SQL("\($0.id) % 2 = \(1)").condition }.all(in: database)
        #expect(Set(odd.map(\.id)) == [1, 3])
        let titles = try await database.query(
            "SELECT \(Identifier("title")) FROM \(Album.self) WHERE id IN (\(list: [1, 4])) ORDER BY id",
            as: String.self)
        #expect(titles == ["Jazz", "Gold"])
        let pairs = try await database.query(
            "SELECT id, title FROM albums WHERE artist_id IN \(Artist.query.where { $0.name == "Queen" }.select { $0.id }) ORDER BY id",
            as: (Int, String).self)
        #expect(pairs.map(\.1) == ["Jazz", "News"])
        let none = try await database.query("SELECT 1 WHERE 1 IN (\(list: [Int]()))", as: Int.self)
        #expect(none.isEmpty)
    }

    @Test func `rows are read by the names of their columns`() async throws {
        let database = try await store()
        struct Line: Decodable, Equatable { let title: String, trackCount: Int, released: Date? }
        let lines = try await database.query(
            "SELECT count(*) AS track_count, title, released FROM albums JOIN tracks ON album_id = albums.id GROUP BY albums.id ORDER BY albums.id",
            decoding: Line.self)
        #expect(
            lines.first == Line(title: "Jazz", trackCount: 2, released: Date(timeIntervalSince1970: 1_000_000_000.25)))
        #expect(lines.count == 4)
        let albums = try await database.query(
            "SELECT released, title, artist_id, id FROM albums WHERE id = \(2)", as: Album.self)
        #expect(albums == [Album(id: 2, title: "Arrival", artist: 2, released: nil)])
        let missing = await #expect(throws: DecodingFailure.self) {
            try await database.query("SELECT title FROM albums", decoding: Line.self)
        }
        #expect(missing?.description == "result.trackCount: expected Int, got no such column (title)")
    }
}

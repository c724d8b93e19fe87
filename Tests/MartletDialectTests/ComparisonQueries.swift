import Foundation
import MartletData
import Testing

/// The forms of Documentation/Guides/Comparison.md: which rows, what is read, lookups.
@Suite struct ComparisonQueries {
    private let database = ChangeTests.Recorder(Dialects.postgres)
    private let similarity = SQLFunction<(String, String), Double>("similarity")
    private let sine = SQLFunction<(Double), Double>("sin")

    @Test func `which rows`() async throws {
        let database = self.database
        try write(Track.query.where { $0.seconds > 60 })
        try write(Track.query.where { !($0.isLive && $0.seconds > 60) })
        try write(Track.query.where { ($0.albumID == 7).isDistinct(from: true) })
        try write(Track.query.where { $0.isLive || !($0.seconds > 60) })
        try write(Track.query.where { $0.isLive != ($0.seconds > 60) })
        try write(Track.query)
        try write(Track.query.where { _ in .never })
        try write(Track.query.order { $0.seconds.descending }.order { $0.name.ascending })
        try write(Album.query.order { $0.released.descending.nullsLast })
        try write(Track.query.order { _ in SQL.random.ascending })
        try write(Track.query.order { $0.name.ascending }.unordered())
        try write(Track.query.select { $0.seconds }.distinct())
        try write(Track.query.distinct { $0.albumID }.order { $0.albumID.ascending }, for: Dialects.postgres)
        try write(Track.query.offset(5).limit(5))
        try await run { _ = try await Track.query.order { $0.id.ascending }.page(2, size: 20, in: database) }
        try await run { _ = try await Track.query.order { $0.name.ascending }.page(after: nil, size: 20, in: database) }
        try write(Track.query.where { SQL("\($0.seconds) % 2 = \(1)").condition })
        try write(Note.query.includingDeleted().unscoped())
        try await run { _ = try await Track.query.all(in: database) }
        try write(Track.query.locked(.update, .fail))
        try write(Track.query.locked(.noKeyUpdate, .skip))
        #expect(!database.statements.isEmpty)
    }

    @Test func `what is read`() async throws {
        let database = self.database
        var seconds = 0
        try write(Track.query.select { ($0.name, $0.album.title) })
        try write(Track.query.select { $0.name })
        try write(Track.query.select { ($0.name, $0.seconds) }.map { Length(name: $0.0, seconds: $0.1) })
        try write(Track.table.query.select { ($0, $0.seconds / 60) })
        try write(Artist.query.with { $0.albums.counted })
        try write(Artist.query.order { $0.albums.count().descending })
        try write(Album.query.select { $0.released.truncated(to: .month) }.distinct())
        try write(Track.query.with { $0.album.with { $0.artist } })
        try write(Artist.query.with { $0.albums })
        try write(
            Artist.query.with { $0.albums.where { $0.title.hasPrefix("A") }.order { $0.title.ascending }.limit(3) })
        try await run {
            _ = try await database.query("SELECT * FROM \(Track.self) WHERE seconds > \(60)", as: Track.self)
        }
        try await run {
            _ = try await database.query("SELECT name, seconds FROM \(Track.self)", as: (String, Int).self)
        }
        try await run { _ = try await Track.query.where { $0.id == 7 }.one(in: database) }
        try await run { _ = try await Track.query.order { $0.id.ascending }.first(in: database) }
        try await run { _ = try await Album.query.order { $0.released.descending.nullsLast }.first(in: database) }
        try await run { _ = try await Album.query.order { $0.released.ascending.nullsLast }.first(in: database) }
        try await run { _ = try await Track.find(7, in: database) }
        try await run { _ = try await Track.find([1, 2, 3], in: database) }
        try await run { _ = try await Track.query.count(in: database) }
        try await run { _ = try await Track.estimatedCount(in: database) }
        try await run { _ = try await Track.query.where { $0.id == 7 }.exists(in: database) }
        try await run { _ = try await Track.query.select { ($0.seconds.sum(), SQL.count()) }.one(in: database) }
        try await run {
            _ = try await Track.query.forEach(batch: 500, in: database) { tracks in seconds += tracks.count }
        }
        try await run { _ = try await Track.query.explain(analyze: true, in: database) }
        #expect(seconds == 0)
        #expect(!database.statements.isEmpty)
    }

    @Test func `lookups`() throws {
        let similarity = self.similarity
        let sine = self.sine
        try write(Track.query.where { $0.name == "x" })
        try write(Track.query.where { $0.name.lowercased() == "x" })
        try write(Track.query.where { $0.name.contains("x", ignoringCase: true) })
        try write(Track.query.where { $0.name.hasPrefix("x") })
        try write(Track.query.where { $0.name.hasSuffix("x") })
        try write(Track.query.where { $0.name.isLike("x_%", ignoringCase: true) })
        try write(Track.query.where { $0.name.matches(regularExpression: "^x", ignoringCase: true) })
        try write(Track.query.where { $0.id.isIn([1, 2]) && $0.seconds.isNotIn([3]) })
        try write(Track.query.where { $0.albumID.isIn(Album.query.where { $0.title == "x" }.select { $0.id }) })
        try write(Track.query.where { $0.seconds >= 60 && $0.seconds < 600 })
        try write(Track.query.where { $0.seconds.isBetween(60, and: 600) })
        try write(Track.query.where { $0.albumID == nil })
        try write(Track.query.where { $0.albumID.isDistinct(from: 7) })
        try write(Album.query.where { $0.released.map { $0.date } == CalendarDate(year: 1975, month: 11, day: 21) })
        try write(Album.query.where { $0.released.map { $0.year } == 1975 })
        try write(Album.query.where { $0.released.map { $0.part(.quarter) } == 4 })
        try write(Album.query.where { $0.released.map { $0.weekday } == 5 })
        try write(Album.query.where { $0.details.json("label", 0, as: String.self) == "EMI" })
        try write(Album.query.where { $0.details.hasJSON("label") })
        try write(Shelf.query.where { $0.labels.contains("x") })
        try write(
            Shelf.query.where { $0.labels.overlaps(["x"]) && $0.labels.isContained(in: ["x", "y"]) },
            for: Dialects.postgres)
        try write(Shelf.query.where { $0.span.contains(3) && $0.span.overlaps(1..<9) }, for: Dialects.postgres)
        try write(Essay.query.matching("night opera"))
        try write(Artist.query.order { similarity($0.name, SQL.value("quean")).descending })
        try write(Track.query.where { $0.album.artist.name == "Queen" })
        try write(Artist.query.where { $0.albums.exists { $0.title == "Jazz" } })
        try write(Track.query.where { sine($0.price.cast(to: Double.self)) > 0.5 })
    }
}

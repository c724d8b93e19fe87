import Foundation
import MartletData
import Testing

/// The forms of Documentation/Guides/Comparison.md: expressions, groups, joins.
@Suite struct ComparisonExpressions {
    private let sine = SQLFunction<(Double), Double>("sin")

    @Test func `expressions`() throws {
        let sine = self.sine
        try write(Track.query.where { $0.seconds > $0.id * 2 + 1 })
        try write(Track.query.select { ($0.name, SQL.value("x")) })
        try write(Track.query.select { $0.price.read(as: String.self) })
        try write(Track.query.select { $0.id.cast(to: String.self) })
        try write(
            Track.query.select {
                SQL.when($0.isLive, then: "live").when($0.seconds > 600, then: "long").otherwise("short")
            })
        try write(Track.query.select { $0.album.title.coalesced("none") })
        try write(Track.query.select { $0.seconds.nullIf(0) })
        try write(Track.query.select { SQL.greatest($0.seconds, $0.id) })
        try write(Track.query.select { ($0.name, sine($0.price.cast(to: Double.self))) })
        try write(Track.query.select { SQL("\($0.seconds) & 1").expression(Int.self) })
        try write(
            Album.query.select { album in
                (album.title, SQL.scalar(Track.query.where { $0.albumID == album.id }.select { $0.seconds.sum() }))
            })
        try write(Album.query.where { album in !SQL.exists(Track.query.where { $0.albumID == album.id }) })
        try write(Track.query.select { $0.name + " (live)" })
        try write(Track.query.select { ($0.name.lowercased(), $0.name.uppercased()) })
        try write(Track.query.select { ($0.name.trimmed(), $0.name.trimmedAtStart(), $0.name.trimmedAtEnd()) })
        try write(Track.query.select { ($0.name.length, $0.name.position(of: "x")) })
        try write(Track.query.select { $0.name.substring(from: 0, length: 3) })
        try write(Track.query.select { $0.name.replacing("a", with: "b") })
        try write(Track.query.select { ($0.seconds + 1) * 2 / 3 % 4 - 5 })
        try write(Track.query.select { ($0.price.magnitude, $0.price.ceiling, $0.price.floor, $0.price.rounded(1)) })
        try write(Track.query.select { ($0.id, SQL.random) })
        try write(Track.query.select { sine($0.price.cast(to: Double.self)) })
        try write(Album.query.where { $0.released < SQL.now })
        try write(Album.query.select { $0.released.map { $0.dayOfYear } })
        try write(Album.query.select { $0.released.truncated(to: .hour) })
        try write(Album.query.select { $0.released.adding(-1, .month) })
        try write(Album.query.select { $0.released.map { $0.seconds(since: SQL.now) } })
    }

    @Test func `groups and windows`() throws {
        try write(Track.query.group { $0.album.title }.select { ($0.album.title, SQL.count(), $0.seconds.sum()) })
        try write(Track.query.group { $0.albumID }.having { _ in SQL.count() > 1 }.select { $0.albumID })
        try write(Track.query.select { (SQL.count(), $0.albumID.count(distinct: true)) })
        try write(Track.query.select { ($0.price.sum(), $0.price.average(), $0.price.minimum(), $0.price.maximum()) })
        try write(Track.query.select { $0.seconds.sum().coalesced(0) })
        try write(Track.query.select { $0.seconds.sum(where: $0.isLive) })
        try write(
            Track.query.select { ($0.seconds.standardDeviation(), $0.seconds.sampleVariance()) },
            for: Dialects.postgres, Dialects.mariadb)
        try write(
            Track.query.select { $0.name.joined(separator: ", ", order: $0.name.ascending) },
            for: Dialects.postgres, Dialects.mariadb)
        try write(Track.query.select { ($0.isLive.all(), $0.isLive.any()) })
        try write(
            Track.query.select { SQL.rowNumber(over: .partition(by: $0.albumID).order(by: $0.seconds.descending)) })
        try write(
            Track.query.select { $0.seconds.sum(over: .order(by: $0.id.ascending).frame(.rows, from: .preceding(2))) })
        try write(
            Track.query.select {
                $0.seconds.sum(over: .order(by: $0.id.ascending).frame(.groups, from: .start, excluding: .ties))
            }, for: Dialects.sqlite, Dialects.postgres)
        try write(Track.query.window("w") { .order(by: $0.id.ascending) }.select { _ in SQL.rank(over: .named("w")) })
        try write(
            Track.query.select {
                (SQL.denseRank(over: .order(by: $0.id.ascending)), SQL.part(of: 4, over: .order(by: $0.id.ascending)))
            })
        try write(
            Track.query.select {
                (
                    $0.seconds.lag(over: .order(by: $0.id.ascending)),
                    $0.seconds.lead(2, over: .order(by: $0.id.ascending))
                )
            })
        try write(
            Track.query.select {
                (
                    $0.seconds.firstValue(over: .order(by: $0.id.ascending)),
                    $0.seconds.value(ofRow: 2, over: .order(by: $0.id.ascending))
                )
            })
    }

    @Test func `joins and queries in queries`() throws {
        try write(Track.query.order { $0.album.artist.name.ascending })
        try write(Artist.query.join(Album.table) { $1.artistID == $0.id }.select { ($0.name, $1.title) })
        try write(Artist.query.leftJoin(Album.table) { $1.artistID == $0.id && $1.title == "Jazz" }.select { ($0, $1) })
        try write(
            Artist.query.fullJoin(Album.table) { $1.artistID == $0.id }.select { ($0, $1) },
            for: Dialects.sqlite, Dialects.postgres)
        try write(Employee.query.join(Employee.alias("above")) { $0.bossID == $1.number }.select { ($0.name, $1.name) })
        try write(Artist.query.crossJoin(Album.table).select { ($0.id, $1.id) })
        try write(
            Artist.query.joinLateral { artist in Album.query.where { $0.artistID == artist.id }.limit(1).asTable("one")
            }.select { ($0.name, $1.title) }, for: Dialects.postgres)
        try write(Track.query.group { $0.albumID }.select { ($0.albumID, $0.seconds.sum()) }.asTable("sums").query)
        try write(Track.query.where { $0.isLive }.asCommonTable("live").query.select { $0.name })
        try write(
            Employee.query.where { $0.bossID == nil }.recursive("chain") { chain in
                Employee.query.join(chain) { $0.bossID == $1.number }
            }.query)
        try write(
            Track.query.join(ValueRows("prices", [(1, "a"), (2, "b")]).table) { $0.id == $1.0 }.select {
                ($0.name, $1.1)
            })
        try write(Artist.query.select { $0.name }.union(Album.query.select { $0.title }, keepingDuplicates: true))
        try write(Artist.query.select { $0.id }.intersection(Album.query.select { $0.artistID }))
        try write(Artist.query.select { $0.id }.subtracting(Album.query.select { $0.artistID }))
    }
}

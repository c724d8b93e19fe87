import Foundation
import MartletData
import Testing

/// The forms of Documentation/Guides/Comparison.md: writing by queries.
@Suite struct ComparisonWrites {
    private let database = ChangeTests.Recorder(Dialects.postgres)

    @Test func `writing by queries`() async throws {
        let database = self.database
        let track = Track(id: 1, name: "x", album: nil, seconds: 1, price: 1, isLive: false)
        let tags = ["a", "b"].map { Tag(id: 0, name: $0, uses: 0) }
        try await run { _ = try await Artist(id: 0, name: "Queen").insert(in: database) }
        try await run { _ = try await track.update(in: database) { $0.seconds = 60 } }
        try await run("collides with one") {
            _ = try await Tag.findOrCreate(where: { $0.name == "a" }, in: database) { Tag(id: 0, name: "a", uses: 0) }
        }
        try await run("collides with one") {
            _ = try await Tag.updateOrCreate(
                where: { $0.name == "a" }, in: database, create: { Tag(id: 0, name: "a", uses: 0) },
                change: { $0.uses += 1 })
        }
        try await run { _ = try await Tag.insert(tags, in: database) }
        try await run("returned 0 rows of 2") { _ = try await Tag.insertReturning(tags, in: database) }
        try await run { _ = try await Tag.insert(tags, onConflict: .ignore, in: database) }
        try await run {
            _ = try await Tag.insert(tags, onConflict: .update(on: { [$0.name] }, set: { [$0.uses] }), in: database)
        }
        try await run { _ = try await Tag.update(tags, set: { [$0.uses] }, in: database) }
        try await run {
            _ = try await Track.query.where { $0.isLive }.update(in: database) { [$0.seconds.set(to: $0.seconds + 1)] }
        }
        try await run {
            _ = try await Track.query.where { $0.album.title == "Jazz" }.update(in: database) {
                [$0.name.set(to: $0.album.title.coalesced("") + "!")]
            }
        }
        try await run {
            _ = try await Track.query.where { $0.isLive }.updateReturning(in: database) { [$0.seconds.set(to: 1)] }
        }
        try await run { _ = try await Track.query.where { $0.album.title == "Jazz" }.delete(in: database) }
        try await run { _ = try await Track.query.where { $0.isLive }.deleteReturning(in: database) }
        try await run { _ = try await Artist.insert({ $0.name }, from: Album.query.select { $0.title }, in: database) }
        #expect(!database.statements.isEmpty)
    }
}

import Martlet
import Testing

/// What documents are told of resources.
@Suite struct ShapeTests {
    @Test func `shapes have the members that clients see and send`() throws {
        let shapes = Resource<Track>.shapes { tracks in
            tracks.include("album") {
                $0.album
            } shape: {
                $0.include("artist") { $0.artist }
            }
        }
        #expect(
            shapes.read.members.map(\.name) == [
                "id", "title", "seconds", "kind", "price", "notes", "settings", "album_id", "version", "added", "album",
            ])
        #expect(
            shapes.read.members.filter { $0.access == .readOnly }.map(\.name) == ["id", "version", "added", "album"])
        #expect(
            shapes.create.members.map(\.name) == [
                "title", "seconds", "kind", "price", "notes", "settings", "album_id",
            ])
        #expect(shapes.create.members.filter(\.isRequired).map(\.name) == ["title", "seconds"])
        #expect(shapes.patch.members.allSatisfy { !$0.isRequired && $0.defaultValue == nil })
        #expect(shapes.create.name == "NewTrack" && shapes.read.name == "Track")
        let title = try #require(shapes.create.members.first)
        #expect(title.value == .string(format: nil) && title.constraints == [.maxLength(20)])
        let kind = try #require(shapes.create.members.first { $0.name == "kind" })
        #expect(kind.value == .choice(.string(format: nil), ["\"studio\"", "\"live\""]))
        #expect(kind.defaultValue == "\"studio\"")
        let album = try #require(shapes.read.members.last)
        guard case .nullable(.object(let reference)) = album.value else {
            Issue.record("\(album.value)")
            return
        }
        #expect(reference.name == "TrackAlbum")
        #expect(reference.schema.members.map(\.name) == ["id", "title", "released", "artist_id", "artist"])
        #expect(Resource<Label>.shapes().create.members.last?.access == .writeOnly)
        #expect(Resource<Seat>.shapes().replace.members.map(\.name) == ["taken"])
    }
}

import Foundation
import MartletAPI
import MartletHTTP
import MartletJSON

@Schema struct NewTrack {
    @Field(length: 1...200, description: "as it stands on the sleeve", example: "Jealousy") var title: String
    @Field(range: 1...86_400) var seconds: Int
    @Field(count: ...10, unique: true) var tags: [String] = []
    var genre: Genre?
    var label: Label?
}

enum Genre: String, CaseIterable, SchemaValue { case rock, jazz }

@Schema struct Label {
    var name: String
    @Field(format: .url) var site: String?
}

@Schema struct Track {
    @Field(access: .readOnly) var id: Int?
    var title: String
    @Field(access: .writeOnly) var secret: String = ""
    var label: Label?
    @Field(deprecated: true) var length: Double = 0

    init(id: Int?, title: String) {
        self.id = id
        self.title = title
    }
}

@Schema struct TrackChanges {
    @Field(length: 1...200) var title: Change<String>
    var genre: Change<Genre?>
}

@Schema struct Search {
    @Field(range: 1..., description: "the page, from 1") var page: Int = 1
    var tag: [String] = []
    var genre: Genre?
    @Field(pattern: /^[a-z]+$/) var word: String?
}

@Schema struct Wanted {
    @Field(length: 2..., description: "a part of it", example: "jazz", deprecated: true) var word: String
}

/// Only `Decodable`.
struct WantedAlbum: Decodable, Sendable { var title: String }

/// Only `Codable`.
struct Album: Codable, Sendable {
    struct Side: Codable, Sendable {
        var letter: String
        var tracks: [Track]
    }
    enum Format: String, Codable, CaseIterable, Sendable { case vinyl, tape }

    var id: UUID
    var title: String
    var released: Date?
    var format: Format
    var sides: [Side]
    var notes: [String: String]
}

/// A tree, which holds itself.
@Schema struct Folder {
    var name: String
    var folders: [Folder]
}

struct Failure: Encodable, Decodable, Sendable {
    var message: String
}

struct SoldOut: DocumentedProblem {
    let left: Int
    var type: String { "https://example.com/problems/sold-out" }
    var title: String? { "Sold out" }
    var status: HTTPResponse.Status { .conflict }
    var message: String? { "Nothing is left." }
    var extensions: [String: any Encodable & Sendable] { ["left": left] }
    static var example: SoldOut { SoldOut(left: 0) }
}

/// A type with a name that another file has, too.
enum OtherFile {
    static var item: some Encodable & Sendable { NewItem(other: 1) }
}

@Schema private struct NewItem { var other: Int }

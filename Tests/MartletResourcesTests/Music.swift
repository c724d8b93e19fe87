import Foundation
import Martlet

@Model struct Artist: Equatable {
    var id: Int
    @Column(max: 40, unique: true) var name: String
    static let albums = HasMany<Album>(\.artist)
}

@Model struct Album: Equatable {
    var id: Int
    @Column(max: 40) var title: String
    var released: CalendarDate?
    @BelongsTo(onDelete: .restrict) var artist: Artist.ID
    static let tracks = HasMany<Track>(\.album)
}

@Model struct Track: Equatable {
    enum Kind: String, CaseIterable, ColumnValue { case studio, live }

    var id: Int
    @Column(max: 20) var title: String
    var seconds: Int16
    var kind: Kind = .studio
    @Column(type: .decimal(precision: 6, scale: 2)) var price: Decimal = 0
    var notes: String?
    var settings: JSONDocument?
    @BelongsTo var album: Album.ID?
    @Column(access: .hidden) var secret: String = "s3cret"
    @Column(role: .version) var version: Int = 1
    @Column(role: .created) var added: Date = Date(timeIntervalSince1970: 0)
    static let constraints: [Constraint<Track>] = [.check("tracks_seconds") { $0.seconds > 0 }]
}

@Model struct Label: Equatable {
    @Column(max: 8, primaryKey: true) var code: String
    var founded: Date?
    var uid: UUID = UUID()
    var logo: Data?
    var opens: TimeOfDay?
    var lead: Duration?
    var rating: Double?
    var active: Bool = true
    @Column(access: .writeOnly) var token: String = ""
}

@Model struct Seat: Equatable {
    @Column(primaryKey: true) var row: Int
    @Column(primaryKey: true) var number: Int
    var taken: Bool = false
}

/// What clients are told and do not set, of every kind.
@Model struct Ticket: Equatable {
    var id: UUID = UUID()
    @Column(max: 40) var title: String
    @Column(type: .decimal(precision: 6, scale: 2), access: .readOnly) var price: Decimal = 1.5
    @Column(access: .readOnly) var notice: String = "Café"
    @Column(access: .readOnly) var day: Date = Date(timeIntervalSince1970: 1_770_091_506)
    @Column(access: .readOnly) var details: JSONDocument?
    @Column(access: .readOnly) var logo: Data = Data([0, 1])
}

/// A place that may be closed, which keeps its row.
@Model struct Venue: Equatable {
    var id: Int
    @Column(max: 40, unique: true) var slug: String
    var isListed: Bool = true
    @Column(role: .deleted) var closed: Date?
    static func scope(_ venue: Fields) -> SQLCondition { venue.isListed == true }
}

@Model struct Show: Equatable {
    var id: Int
    @Column(max: 40) var title: String
    @BelongsTo var venue: Venue.ID
    @BelongsTo var second: Venue.ID?
}

/// Lines without a key.
@Model(table: "lengths", view: true) struct Length: Equatable {
    var title: String
    var seconds: Int
}

/// A table whose number needs all 64 bits.
@Model struct Meter: Equatable {
    @Column(generated: false) var id: UInt64
}

@Model struct Reading: Equatable {
    var id: Int
    @BelongsTo var meter: Meter.ID
    var value: Double = 0
    var peak: Double?
}

/// Names whose letters may be of either case.
@Model struct Genre: Equatable {
    @Column(max: 20, primaryKey: true, collation: "NOCASE") var name: String
}

@Model struct Mix: Equatable {
    var id: Int
    @BelongsTo var genre: Genre.ID
}

/// Artists 1 to 3, two albums of each, five tracks of each album: thirty.
enum Music {
    static func create(in database: Database) async throws {
        try await database.createTables(Artist.self, Album.self, Track.self, Label.self, Seat.self)
        try await Artist.insert(
            ["Queen", "Rush", "Cream"].map { Artist(id: 0, name: $0) }, in: database)
        let albums = (1...6).map { number in
            Album(
                id: 0, title: "Album \(number)", released: CalendarDate(year: 1970 + number, month: 1, day: 31),
                artist: (number + 1) / 2)
        }
        try await Album.insert(albums, in: database)
        let tracks = (1...30).map { number in
            Track(
                id: 0, title: "Track \(number)", seconds: Int16(100 + number * 10),
                kind: number.isMultiple(of: 10) ? .live : .studio, price: Decimal(number) / 4,
                notes: number.isMultiple(of: 2) ? "Even 100%" : nil, album: number == 30 ? nil : (number + 4) / 5)
        }
        try await Track.insert(tracks, in: database)
    }
}

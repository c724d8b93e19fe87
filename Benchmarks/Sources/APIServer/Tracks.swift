import MartletData

/// What a track is on.
@Model struct Album {
    var id: Int
    @Column(max: 160) var title: String
    @Column(max: 120) var artist: String
    var released: CalendarDate
}

/// A row with one relation.
@Model struct Track {
    var id: Int
    @Column(max: 200) var title: String
    @Column(max: 220) var composer: String?
    var seconds: Int
    var price: Double
    var live: Bool
    @BelongsTo var album: Album.ID

    static let count = 1_000
    static let onAlbum = 10

    /// Makes the tables and fills them where they are missing.
    static func seed(in database: Database) async throws {
        try await database.createTables(Album.self, Track.self)
        try await database.transaction { transaction in
            guard try await Track.query.count(in: transaction) == 0 else { return }
            try await Album.insert((1...count / onAlbum).map(Album.init(number:)), in: transaction)
            try await Track.insert((1...count).map(Track.init(number:)), in: transaction)
        }
    }
}

extension Album {
    init(number: Int) {
        id = number
        title = "An album with the number \(number)"
        artist = "Artist \(number % 40)"
        released = CalendarDate(daysSinceEpoch: Int32(truncatingIfNeeded: number * 97))
    }
}

extension Track {
    init(number: Int) {
        id = number
        title = number.isMultiple(of: 7) ? "Götterdämmerung, \"live\", \(number)" : "A track with the number \(number)"
        composer = number.isMultiple(of: 3) ? nil : "Composer \(number % 60) and others"
        seconds = 60 + number * 37 % 540
        price = Double(number % 4) + 0.99
        live = number.isMultiple(of: 5)
        album = (number - 1) / Self.onAlbum + 1
    }
}

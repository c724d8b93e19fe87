import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

// What the cases of queries ask for: singers, their records, songs, labels of songs, and staff with bosses.

@Model(table: "suite_singers") struct Singer: Equatable {
    var id: Int
    @Column(max: 60) var name: String
    @Column(role: .deleted) var deleted: Date?
    static let records = HasMany<Record>(\.singer)
    static let manager = HasOne<Manager>(\.singer)
}

@Model(table: "suite_managers") struct Manager: Equatable {
    var id: Int
    @BelongsTo var singer: Singer.ID
    var name: String
    @Column(role: .deleted) var deleted: Date?
}

@Model(table: "suite_records") struct Record: Equatable {
    var id: Int
    var title: String
    @BelongsTo var singer: Singer.ID
    var released: Date?
    var day: CalendarDate?
    var price: Decimal
    var details: Details?
    var code: UUID
    static let songs = HasMany<Song>(\.record)

    struct Details: JSONColumn, Equatable {
        var genre = "rock"
        var year = 1970
        var isGold = true
        var scores = [1.5]
        var inner: [String: String] = [:]
    }
}

@Model(table: "suite_songs") struct Song: Equatable {
    var id: Int
    var name: String
    @BelongsTo var record: Record.ID?
    var seconds: Int
    var rating: Double
    var isLive: Bool
    static let labels = ManyToMany<Label>(through: SongLabel.self)
    static let indexes = [Index<Song>(\.name, method: "fulltext")]
}

@Model(table: "suite_labels") struct Label: Equatable {
    var id: Int
    @Column(max: 80, unique: true) var name: String
    var uses: Int = 0
    @Column(role: .version) var version: Int = 1
    static let songs = ManyToMany<Song>(through: SongLabel.self)
}

@Model(table: "suite_song_labels") struct SongLabel: Equatable {
    @BelongsTo(onDelete: .cascade, primaryKey: true) var song: Song.ID
    @BelongsTo(onDelete: .cascade, primaryKey: true) var label: Label.ID
}

@Model(table: "suite_staff") struct Staff: Equatable {
    @Column(primaryKey: true) var number: Int
    var name: String
    @BelongsTo(onDelete: .setNull) var boss: Staff.ID?
}

/// A model of which queries see some rows alone.
@Model(table: "suite_stations") struct Station: Equatable {
    var id: Int
    var name: String
    var isOpen: Bool
    static let songs = ManyToMany<Song>(through: Play.self)
    static func scope(_ row: Fields) -> SQLExpression<Bool> { row.isOpen }
}

/// What links stations and songs; a link may be marked as deleted.
@Model(table: "suite_plays") struct Play: Equatable {
    @BelongsTo(onDelete: .cascade, primaryKey: true) var station: Station.ID
    @BelongsTo(onDelete: .cascade, primaryKey: true) var song: Song.ID
    @Column(role: .deleted) var deleted: Date?
}

/// Numbers of several types.
@Model(table: "suite_numbers") struct Numbers: Equatable {
    var id: Int
    var small: Int8
    var large: UInt32
    var ratio: Double
}

/// A model with lists, which are arrays in PostgreSQL and JSON elsewhere.
@Model(table: "suite_lists") struct Lists: Equatable {
    var id: Int
    var names: [String]
}

/// A model with ranges, which only PostgreSQL has.
@Model(table: "suite_spans") struct Spans: Equatable {
    var id: Int
    var span: Range<Int>
}

/// The tables of the cases of queries, filled.
struct SuiteQueries: Sendable {
    let context: SuiteContext
    var database: Database { context.database }
    var family: DatabaseFamily { context.dialect.family }
    var features: DialectFeatures { context.dialect.features }

    /// Moments of the four records: 2001-09-09 01:46:40.25 (a Sunday), none, 2008-01-10 21:20:00.5, none.
    static let moments: [Date?] = [1_000_000_000.25, nil, 1_200_000_000.5, nil].map {
        $0.map { Date(timeIntervalSince1970: $0) }
    }
    static func code(_ number: UInt8) -> UUID {
        UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, number))
    }

    /// Fails a case unless the database refuses what it cannot do, by its name, and says what to do instead.
    func refuses(_ what: String, _ body: () async throws -> Void) async throws {
        let error = try await expectError(.unsupported, from: what, body)
        try expect(error.message, equals: "\(context.dialect.name) has no \(what)", "the message")
    }

    /// Fails a case unless a statement is what the database is to get.
    func expectSQL(
        _ statement: (any Dialect) throws -> Statement, sqlite: String, postgres: String, mysql: String
    ) throws {
        let expected =
            switch family {
            case .sqlite: sqlite
            case .postgres: postgres
            case .mysql: mysql
            }
        try expect(try statement(context.dialect).sql, equals: expected, "the SQL")
    }

    private static let tables = [
        "suite_numbers", "suite_plays", "suite_managers", "suite_ware_labels", "suite_wares",
        "suite_song_labels", "suite_labels", "suite_songs", "suite_records", "suite_singers", "suite_staff",
        "suite_stations", "suite_lists", "suite_spans",
    ]

    private func drop() async throws {
        if family == .sqlite {
            for name in ["insert", "update", "delete"] {
                try await database.execute(
                    "DROP TRIGGER IF EXISTS \(Identifier("suite_songs_name_idx_\(name)"))")
            }
            try await database.execute("DROP TABLE IF EXISTS \(Identifier("suite_songs_name_idx"))")
        }
        for table in Self.tables { try await database.execute("DROP TABLE IF EXISTS \(Identifier(table))") }
    }

    private static func record(_ index: Int, _ title: String, by singer: Singer.ID) -> Record {
        let genres = ["rock", "pop", "it's \"rock\""]
        var details: Record.Details?
        if genres.indices.contains(index) {
            let scores = (0...index).map { Double($0) + 0.5 }
            details = Record.Details(
                genre: genres[index], year: 1970 + index, isGold: index == 1, scores: scores,
                inner: ["a b": "x\(index)"])
        }
        return Record(
            id: index + 1, title: title, singer: singer, released: moments[index],
            day: CalendarDate(year: 2024, month: 1, day: 28 + index),
            price: Decimal(string: "\(index + 1).1") ?? 0, details: details, code: code(UInt8(index)))
    }

    private static func song(_ number: Int) -> Song {
        let name = number == 2 ? "Night at the opera" : "Song \(number)"
        let record: Int? = number == 9 ? nil : (number + 1) / 2
        return Song(
            id: number, name: name, record: record, seconds: number * 100, rating: Double(number) / 2,
            isLive: number % 3 == 0)
    }

    private func fill() async throws {
        try await database.createTables(
            Singer.self, Record.self, Song.self, Label.self, SongLabel.self, Staff.self, Station.self, Lists.self,
            Ware.self, WareLabel.self)
        if features.arraysAndRanges { try await database.createTables(Spans.self) }
        try await Singer.insert(
            [(1, "Queen"), (2, "ABBA"), (3, "Nobody")].map { Singer(id: $0, name: $1) }, in: database)
        let records = [("Jazz", 1), ("Arrival", 2), ("News", 1), ("Gold", 2)]
        try await Record.insert(
            records.enumerated().map { Self.record($0.offset, $0.element.0, by: $0.element.1) }, in: database)
        try await Song.insert((1...9).map(Self.song), in: database)
        try await Label.insert(["loud", "slow"].map { Label(id: 0, name: $0) }, in: database)
        try await SongLabel.insert([(1, 1), (1, 2), (2, 1)].map { SongLabel(song: $0, label: $1) }, in: database)
        try await Staff.insert(
            [(1, nil), (2, 1), (3, 1), (4, 3)].map { Staff(number: $0, name: "S\($0)", boss: $1) }, in: database)
        try await Station.insert(
            (1...3).map { Station(id: $0, name: "Station \($0)", isOpen: $0 != 2) }, in: database)
    }

    /// A case that gets the tables, filled; one after the other, since their names are fixed.
    static func test(
        _ name: String, _ body: @escaping @Sendable (SuiteQueries) async throws -> Void
    ) -> DriverSuite.Case {
        DriverSuite.Case(name) { context in
            let queries = SuiteQueries(context: context)
            try await context.database.withLock("martlet suite of queries", waitingAtMost: .seconds(120)) {
                try await queries.drop()
                try await queries.fill()
                do { try await body(queries) } catch {
                    try await queries.drop()
                    throw error
                }
                try await queries.drop()
            }
        }
    }
}

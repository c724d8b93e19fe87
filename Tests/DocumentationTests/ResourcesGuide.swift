import Foundation
import Martlet
import MartletTesting
import Testing

@Model struct Band {
    var id: Int
    @Column(max: 120, unique: true) var name: String
    static let records = HasMany<Record>(\.band)
}

@Model struct Record {
    var id: Int
    @Column(max: 160) var title: String
    @BelongsTo var band: Band.ID
    static let songs = HasMany<Song>(\.record)
}

@Model struct Song {
    enum Kind: String, CaseIterable, ColumnValue { case studio, live }

    var id: Int
    @Column(max: 200) var title: String
    var seconds: Int
    var kind: Kind = .studio
    var notes: String?
    @BelongsTo var record: Record.ID
    @Column(access: .readOnly) var owner: Int
    @Column(access: .hidden) var fingerprint: String = ""
    @Column(role: .version) var version: Int = 1
}

/// Stands for the user of a request.
struct Listener: Extractor {
    let id: Int
    static func extract(from source: inout ExtractionSource) -> Listener { Listener(id: 7) }
}

/// Stands for what counts plays.
struct Statistics: Extractor {
    static func extract(from source: inout ExtractionSource) -> Statistics { Statistics() }

    func plays(of songs: [Int]) async throws -> [Int: Int] {
        Dictionary(uniqueKeysWithValues: songs.map { ($0, $0 * 100) })
    }
}

/// The code of the guide on resources.
@Suite struct ResourcesGuide {
    private static let bands: @Sendable (App) -> Void = { app in
        app.resource(Band.self)
    }

    private static let names: @Sendable (App) -> Void = { app in
        app.resource(Band.self) { $0.lookup(by: \.name) }
    }

    private static let songs: @Sendable (App) -> Void = { app in
        app.resource(Song.self, at: "/songs") { songs in
            songs.without(.replace)
            songs.query { (listener: Listener, query) in query.where { $0.owner == listener.id } }
            songs.permit(.update, .delete) { (listener: Listener, song) in song.kind == .studio }
            songs.beforeWrite(.create) { (listener: Listener, changes) in changes.set(\.owner, to: listener.id) }
            songs.afterWrite(.delete) { (request: Request, song, transaction) in
                transaction.onCommit { request.logger.info("a song is gone") }
            }
            songs.filter("record.band.name") { $0.record.band.name }
            songs.order("record.title") { $0.record.title }
            songs.order(by: "title")
            songs.search { [$0.title, $0.notes] }
            songs.pages(.numbered, .cursor, size: 50, maximum: 200)
            songs.include("record") {
                $0.record
            } shape: { record in
                record.include("band") { $0.band }
            }
            songs.bulk(limit: 100)
            songs.idempotent()
        }
        app.resource(Record.self) { records in
            records.create { input, transaction in
                try await input.insert(in: transaction)
            }
            records.include("songs") { $0.songs.order { $0.id.ascending }.limit(10) }
        }
    }

    private static let computed: @Sendable (App) -> Void = { app in
        app.resource(Record.self) { records in
            records.computed("song_count") { $0.songs.count() }
            records.computed("band_name") { $0.band.name }
        }
        app.resource(Song.self) { songs in
            songs.names(.camelCase)
            songs.member(\.seconds, as: "length")
            songs.beforeWrite(.create) { (listener: Listener, changes) in changes.set(\.owner, to: listener.id) }
            songs.computed("is_mine") { (listener: Listener, song) in song.owner == listener.id }
            songs.member("duration") { song in "\(song.seconds / 60) min \(song.seconds % 60) s" }
            songs.member("plays", otherwise: 0) { (statistics: Statistics, songs, database) in
                try await statistics.plays(of: songs.map(\.id))
            }
            songs.action("praise") { (song, listener: Listener, database: Database) in
                try await song.update(in: database) { $0.notes = "loved by \(listener.id)" }
            }
            songs.named("Track", create: "TrackInput", patch: "TrackUpdate")
            songs.describe(tags: ["Music"])
            songs.describe(.list, "All tracks", details: "In the order of their titles.", id: "tracks")
        }
    }

    private func test(_ build: (App) -> Void, _ body: (TestClient) async throws -> Void) async throws {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Band.self, Record.self, Song.self)
        try await Band(id: 0, name: "Queen").insert(in: database)
        try await Record(id: 0, title: "Jazz", band: 1).insert(in: database)
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        try await app.install(DatabaseExtension(database))
        app.answerProblems()
        build(app)
        try await app.test { client in try await body(client) }
    }

    @Test func `a model in one line`() async throws {
        try await test(Self.bands) { (client) async throws in
            let created = try await client.post("/bands", json: ["name": "Rush"])
            #expect(created.status == .created && created.headers[.location] == "/bands/2")
            #expect(try await client.get("/bands?order=-name").text.contains(#""total":2"#))
        }
    }

    @Test func `rows by another column`() async throws {
        try await test(Self.names) { (client) async throws in
            #expect(try await client.get("/bands/Queen").text == #"{"id":1,"name":"Queen"}"#)
        }
    }

    @Test func `a model with everything`() async throws {
        try await test(Self.songs) { (client) async throws in
            let body = #"{"title":"Mustapha","seconds":181,"record_id":1}"#
            let created = try await client.post("/songs", .text(body, type: "application/json"))
            #expect(created.status == .created)
            let list = try await client.get(
                "/songs?seconds[gte]=100&record.band.name=Queen&search=must&fields=title&include=record.band")
            #expect(
                list.text
                    == #"{"items":[{"title":"Mustapha","record":{"id":1,"title":"Jazz","band_id":1,"#
                    + #""band":{"id":1,"name":"Queen"}}}],"total":1}"#)
            let problems = try await client.post(
                "/songs", .text(#"{"titel":"x","seconds":"long","record_id":99}"#, type: "application/json"))
            #expect(problems.text.contains(#"{"pointer":"/titel","code":"unknown_member""#))
            #expect(try await client.get("/records/1?include=songs").text.contains("Mustapha"))
            #expect(try await client.delete("/songs/1").status == .noContent)
        }
    }

    @Test func `other names, and what is computed`() async throws {
        try await test(Self.computed) { (client) async throws in
            let content = TestContent.text(
                #"{"title":"Mustapha","length":181,"recordId":1}"#, type: "application/json")
            let created = try await client.post("/songs?fields=recordId,length,is_mine,duration,plays", content)
            #expect(
                created.text
                    == #"{"length":181,"recordId":1,"is_mine":true,"duration":"3 min 1 s","plays":100}"#)
            let records = try await client.get(
                "/records?song_count[gte]=1&order=-song_count&fields=song_count,band_name")
            #expect(records.text == #"{"items":[{"song_count":1,"band_name":"Queen"}],"total":1}"#)
            #expect(try await client.post("/songs/1/praise?fields=notes").text == #"{"notes":"loved by 7"}"#)
        }
    }

    @Test func `keys of other routes`() async throws {
        let payments: (App) -> Void = { app in
            app.post("/payments") { "paid" }
                .use(Idempotency(isRequired: true))
        }
        try await test(payments) { (client) async throws in
            #expect(try await client.post("/payments").status == .badRequest)
        }
    }
}

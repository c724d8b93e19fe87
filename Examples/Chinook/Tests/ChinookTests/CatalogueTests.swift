import Foundation
import Martlet
import Testing

@testable import Chinook

/// A database with the whole catalogue, filled once for all tests, which only read it.
enum TestStore {
    private static let filling = Task {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await Store.history.migrate(database)
        try await SeedImport(folder: ResourceFolders.seed).run(into: database)
        return database
    }

    static var database: Database {
        get async throws { try await filling.value }
    }
}

@Suite("Import")
struct SeedImportTests {
    @Test("everything arrives as it is in the seed")
    func complete() async throws {
        let db = try await TestStore.database
        #expect(try await Artist.query.count(in: db) == 275)
        #expect(try await Album.query.count(in: db) == 347)
        #expect(try await Genre.query.count(in: db) == 25)
        #expect(try await MediaType.query.count(in: db) == 5)
        #expect(try await Track.query.count(in: db) == 3503)
        #expect(try await Playlist.query.count(in: db) == 18)
        #expect(try await PlaylistTrack.query.count(in: db) == 8715)
        #expect(try await Employee.query.count(in: db) == 8)
        #expect(try await Customer.query.count(in: db) == 59)
        #expect(try await Invoice.query.count(in: db) == 412)
        #expect(try await InvoiceLine.query.count(in: db) == 2240)
    }

    @Test("amounts are exact, times are in UTC, NULL is nil")
    func values() async throws {
        let db = try await TestStore.database
        let invoices = try await Invoice.query.all(in: db)
        #expect(invoices.reduce(0) { $0 + $1.total } == Decimal(string: "2328.60"))
        let first = try #require(try await Invoice.find(1, in: db))
        #expect(first.invoiceDate == Date(timeIntervalSince1970: 1_609_459_200))
        #expect(first.billingState == nil)
        #expect(first.billingCity == "Stuttgart")
        let lines = try await InvoiceLine.query.all(in: db)
        #expect(lines.reduce(0) { $0 + $1.unitPrice * Decimal($1.quantity) } == Decimal(string: "2328.60"))
    }

    @Test("relations hold: staff and their managers, customers and their contacts, invoices and their lines")
    func relations() async throws {
        let db = try await TestStore.database
        let staff = try await Employee.query.order { $0.id.ascending }.with { $0.reportsTo }.all(in: db)
        #expect(staff.first?.1 == nil)
        #expect(staff.dropFirst().allSatisfy { $0.1 != nil })
        let customers = try await Customer.query.with { $0.supportRep }.all(in: db)
        #expect(Set(customers.compactMap { $0.1?.title }) == ["Sales Support Agent"])
        let invoice = try #require(try await Invoice.query.where { $0.id == 1 }.with { $0.lines }.first(in: db))
        #expect(invoice.1.map(\.unitPrice).reduce(0, +) == invoice.0.total)
    }

    @Test("a second import does nothing")
    func twice() async throws {
        let db = try await TestStore.database
        #expect(try await SeedImport(folder: ResourceFolders.seed).run(into: db) == 0)
        #expect(try await Artist.query.count(in: db) == 275)
    }

    @Test("an import that fails half way leaves nothing, and the next one succeeds")
    func interrupted() async throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent("chinook-\(UUID().uuidString)")
        try files.copyItem(at: ResourceFolders.seed, to: folder)
        defer { try? files.removeItem(at: folder) }
        let last = folder.appendingPathComponent("invoice_line.tsv")
        try files.removeItem(at: last)
        try Data("invoice_line_id\tinvoice_id\ttrack_id\tunit_price\tquantity\n1\t1\t2\tfree\t1\n".utf8).write(to: last)

        let db = try Database("sqlite::memory:", drivers: [.sqlite])
        try await Store.history.migrate(db)
        let failure = await #expect(throws: SeedError.self) { try await SeedImport(folder: folder).run(into: db) }
        #expect(failure?.description == "invoice_line.tsv, line 2, column unit_price: expected a decimal number")
        #expect(try await Artist.query.count(in: db) == 0)
        #expect(try await Invoice.query.count(in: db) == 0)
        #expect(try await SeedImport(folder: ResourceFolders.seed).run(into: db) == 15_607)
    }

    @Test("two starts at once import once")
    func concurrent() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("chinook-\(UUID().uuidString)").path
        let db = try Database("sqlite:\(path)/app.sqlite?pool_wait=60", drivers: [.sqlite])
        defer { try? FileManager.default.removeItem(atPath: path) }
        @Sendable func start() async throws -> Int {
            try await Store.history.migrate(db)
            return try await SeedImport(folder: ResourceFolders.seed).run(into: db)
        }
        async let first = start()
        async let second = start()
        #expect(try await [first, second].sorted() == [0, 15_607])
        try await db.close()
    }
}

@Suite("Catalogue")
struct CatalogueTests {
    private let page = PageRequest(number: 1, size: 25)

    @Test("artists come with their albums, in the order of their names")
    func artists() async throws {
        let db = try await TestStore.database
        let king = try await Catalogue.artists("KING", page, in: db)
        #expect(king.total == 1)
        #expect(king.items.map(\.0.name) == ["The King's Singers"])
        #expect(king.items.map(\.1.count) == [1])
        let all = try await Catalogue.artists(nil, PageRequest(number: 1, size: 275), in: db).items
        let names = all.map(\.0.name)
        #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(all.reduce(0) { $0 + $1.1.count } == 347)
    }

    @Test("pages follow one another without gaps or repeats", arguments: TrackOrder.allCases)
    func pages(order: TrackOrder) async throws {
        let db = try await TestStore.database
        var seen: [Int] = []
        for number in 1...6 {
            let found = try await Catalogue.tracks(
                nil, TrackFilter(genre: 2, order: order), PageRequest(number: number, size: 25), in: db)
            #expect(found.total == 130)
            seen += found.items.map(\.track.id)
        }
        #expect(seen.count == 130)
        #expect(Set(seen).count == 130)
    }

    @Test("tracks are listed in the order that is asked for")
    func orders() async throws {
        let db = try await TestStore.database
        func tracks(_ order: TrackOrder) async throws -> [ListedTrack] {
            try await Catalogue.tracks(nil, TrackFilter(genre: nil, order: order), page, in: db).items
        }
        let longest = try await tracks(.longest).map(\.track.milliseconds)
        #expect(longest == longest.sorted(by: >))
        #expect(longest.first == 5_286_953)
        let shortest = try await tracks(.shortest).map(\.track.milliseconds)
        #expect(shortest == shortest.sorted())
        #expect(shortest.first == 1071)
        let titles = try await tracks(.title).map(\.track.name)
        #expect(titles == titles.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let albums = try await tracks(.album).compactMap(\.album?.title)
        #expect(albums == albums.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    @Test(
        "signs that mean something to SQL are letters like others", arguments: ["%", "_", "\\", "'", "\"", "%%", "a%b"])
    func wildcards(words: String) async throws {
        let db = try await TestStore.database
        let found = try await Catalogue.tracks(
            words, TrackFilter(genre: nil, order: .title), PageRequest(number: 1, size: 100), in: db)
        #expect(found.items.allSatisfy { $0.track.name.contains(words) })
    }

    @Test("a playlist's page has the tracks with album and artist")
    func playlist() async throws {
        let db = try await TestStore.database
        let grunge = try #require(try await Playlist.query.where { $0.name == "Grunge" }.first(in: db))
        let found = try await Catalogue.tracks(on: grunge, page, in: db)
        #expect(found.total == 15)
        #expect(found.items.count == 15)
        #expect(found.items.allSatisfy { $0.album != nil && $0.artist != nil && $0.genre != nil })
    }

    @Test("counts by genre and playlist add up")
    func counts() async throws {
        let db = try await TestStore.database
        #expect(try await Catalogue.trackCountsByGenre(in: db).values.reduce(0, +) == 3503)
        let playlists = try await Catalogue.trackCountsByPlaylist(in: db)
        #expect(playlists.values.reduce(0, +) == 8715)
        #expect(playlists[1] == 3290)
    }

    @Test("a search finds artists, albums, tracks and composers, and counts them all")
    func search() async throws {
        let db = try await TestStore.database
        let results = try await SearchResults.find("love", limits: .init(artists: 6, albums: 6, tracks: 15), in: db)
        #expect(results.albums.total == 1)
        #expect(results.tracks.total == 174)
        #expect(results.tracks.items.count == 15)
        #expect(results.total == 175)
        for listed in results.tracks.items {
            let text = "\(listed.track.name) \(listed.track.composer ?? "")".lowercased()
            #expect(text.contains("love"))
        }
    }
}

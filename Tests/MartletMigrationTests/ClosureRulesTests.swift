import Foundation
import MartletData
import Testing

@testable import MartletData

enum OfferState: String, ColumnValue {
    case open
    case gone = "it's \\ \"gone\""
}

@Model struct Offer {
    var id: Int
    @Column(max: 80) var title: String = "offer"
    @Column(type: .decimal(precision: 10, scale: 2)) var price: Decimal = 1
    var amount: Int = 1
    @Column(max: 40) var state: OfferState = .open
    var isPublic: Bool = true
    var starts: Date = Date(timeIntervalSince1970: 10)
    var ends: Date?
    static let constraints: [Constraint<Offer>] = [
        .check("offers_price") { $0.price > 0 && $0.price <= 99.5 },
        .check("offers_title") { $0.title.length >= 2 && $0.title != "it's \\ \"; DROP TABLE offers; --" },
        .check("offers_state") { $0.state.isIn([.open, .gone]) },
        .check("offers_order") { $0.ends == nil || $0.starts < $0.ends },
        .check("offers_since") { $0.starts >= Date(timeIntervalSince1970: 1.5) },
        .check("offers_public") { $0.isPublic == true || $0.amount.isBetween(1, and: 9) },
    ]
}

@Model struct Draft {
    var id: Int
    @Column(max: 80) var slug: String
    @Column(max: 80) var title: String
    var deleted: Date?
    static let indexes = [
        Index<Draft>(\.slug, name: "drafts_slug", unique: true, where: { $0.deleted == nil && $0.title != "it's" }),
        Index<Draft>(parts: .expression { $0.title.lowercased() }, name: "drafts_title", unique: true),
    ]
    static let constraints: [Constraint<Draft>] = [
        .unique(\.slug, \.title, name: "drafts_once", where: { $0.deleted != nil })
    ]
}

/// Checks, conditions and expressions that are closures over columns, on the databases themselves.
@Suite struct ClosureRulesTests {
    private func migrate(_ model: any Model.Type, _ database: Database) async throws {
        let operations = try MigrationDetector.detect(from: SchemaState(), to: [model.schema])
        let migration = Migration("0001_initial", operations: operations)
        let migrations = Migrations([migration], models: [model])
        try await migrations.migrate(database)
        let journal = Journal()
        let command = MigrationCommand(migrations, in: database, print: journal.print, readLine: nil)
        try await command.run(["make"])
        try? await command.run(["check", "--live"])
        #expect(
            journal.lines == [
                "nothing to do: the migrations make the tables of the models",
                "models, migrations and database are the same",
            ])
    }

    @Test(arguments: MigrationServer.allCases)
    func `checks hold on every database, whatever their values contain`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            try await migrate(Offer.self, database)
            let good = Offer(id: 0)
            try await good.insert(in: database)
            func refuses(_ name: String, _ change: (inout Offer) -> Void) async {
                var offer = good
                change(&offer)
                let error = await #expect(throws: DatabaseError.self) { try await offer.insert(in: database) }
                #expect(error?.kind == .check, "\(String(describing: error))")
                #expect(error?.constraint == name, "\(String(describing: error))")
            }
            await refuses("offers_price") { $0.price = 0 }
            await refuses("offers_price") { $0.price = 100 }
            await refuses("offers_title") { $0.title = "ä" }
            await refuses("offers_title") { $0.title = "it's \\ \"; DROP TABLE offers; --" }
            await refuses("offers_order") { $0.ends = Date(timeIntervalSince1970: 9) }
            await refuses("offers_since") { $0.starts = Date(timeIntervalSince1970: 1.25) }
            await refuses("offers_public") {
                $0.isPublic = false
                $0.amount = 10
            }
            try await Offer(id: 0, title: "\\ it's", price: 99.5, amount: 9, state: .gone, isPublic: false)
                .insert(in: database)
            await #expect(throws: DatabaseError.self) {
                try await database.execute("UPDATE offers SET state = \("it's \\\\ \"gone\"")")
            }
            #expect(try await Offer.query.where { $0.state == .gone }.all(in: database).count == 1)
        }
    }

    @Test(arguments: [MigrationServer.sqlite, .postgres])
    func `conditions and expressions of indexes hold`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            try await migrate(Draft.self, database)
            let gone = Date(timeIntervalSince1970: 0)
            try await Draft(id: 0, slug: "a", title: "One").insert(in: database)
            try await Draft(id: 0, slug: "a", title: "Two", deleted: gone).insert(in: database)
            try await Draft(id: 0, slug: "a", title: "it's").insert(in: database)
            for (slug, title) in [("a", "Three"), ("b", "oNE")] {
                let error = await #expect(throws: DatabaseError.self) {
                    try await Draft(id: 0, slug: slug, title: title).insert(in: database)
                }
                #expect(error?.kind == .unique)
            }
        }
    }

    @Test func `MariaDB says what to do instead`() async throws {
        try await MigrationServer.mysql.withDatabase { (database) async throws in
            let operations = try MigrationDetector.detect(from: SchemaState(), to: [Draft.schema])
            let error = await #expect(throws: (any Error).self) {
                try await Migrations([Migration("0001_initial", operations: operations)], tables: []).migrate(database)
            }
            #expect(
                "\(String(describing: error))".contains(
                    "MariaDB has no unique constraints for some rows (`drafts`, constraint `drafts_once`); make a computed column that is NULL for the other rows unique"
                ))
        }
    }
}

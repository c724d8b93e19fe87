import Foundation
import Testing

@testable import MartletData

@Embeddable struct Timestamps: Equatable {
    @Column(role: .created) var created: Date = Date(timeIntervalSince1970: 0)
    @Column(role: .updated) var updated: Date = Date(timeIntervalSince1970: 0)
}

@Embeddable struct Address: Equatable {
    @Column(max: 80) var street: String
    var city: String = "Bern"
}

@Model(table: "people", schema: "crm", comment: "Who we know", renamedFrom: "persons")
struct Person {
    var id: UUID = .v7()
    @Column(max: 60, check: #""name" <> ''"#, collation: "C", comment: "As they say it", renamedFrom: "title")
    var name: String
    @Column(type: .decimal(precision: 10, scale: 2), databaseDefault: .value(0)) var balance: Decimal = 0
    @Column(computed: #"upper("name")"#) var shout: String = ""
    @Column(role: .version) var version: Int = 1
    @Column(role: .deleted) var deleted: Date?
    @Embedded var timestamps: Timestamps
    @Embedded(prefix: "home_") var home: Address
    @BelongsTo(
        name: "boss", onDelete: .setNull, onUpdate: .cascade, deferral: .initiallyDeferred, unique: true)
    var superior: Person.ID?

    static let indexes = [
        Index<Person>(\.name, \.home.city, unique: true, where: #""deleted" IS NULL"#) { [$0.balance] },
        Index<Person>(
            parts: .expression(#"lower("name")"#), .descending(\.superior), name: "people_lower", method: "btree"),
    ]
    static let constraints: [Constraint<Person>] = [
        .check("people_rich", #""balance" >= 0"#), .unique(\.name, \.superior),
        .exclusion("people_apart") { [($0.name, "="), ($0.home.city, "<>")] },
    ]
}

@Model struct Seat {
    @Column(primaryKey: true) var hall: Int
    @Column(primaryKey: true) let number: Int
    var row: String
}

@Model struct Ticket {
    var id: Int
    var hall: Int
    var number: Int?
    static let seat = Reference<Ticket, Seat>(\.hall, \.number, onDelete: .cascade)
}

@Model struct Permit {
    @Column(generated: false) var id: Int
    @BelongsTo(constraint: "issued_to", index: false) var owner: Person.ID
    var row: String
    static let constraints: [Constraint<Permit>] = [
        .foreignKey(\.row, to: Seat.self, \.row, name: "row_of", onUpdate: .cascade),
        .foreignKey(\.owner, \.row, to: Note.self, \.author, \.text, index: false),
    ]
}

@Model struct Note {
    var id: Int
    @BelongsTo var author: Person.ID
    var text: String
}

@Model(table: "totals", view: true) struct Totals {
    var name: String
    var total: Int
}

/// What `@Model` says of tables to whoever reads schemas.
@Suite struct ModelSchemaTests {
    @Test func `columns carry everything that was said about them`() throws {
        let schema = Person.schema
        #expect(schema.name == "people")
        #expect(schema.namespace == "crm")
        #expect(schema.comment == "Who we know")
        #expect(schema.renamedFrom == "persons")
        #expect(schema.primaryKey == ["id"])
        #expect(
            schema.columns.map(\.name) == [
                "id", "name", "balance", "shout", "version", "deleted", "created", "updated", "home_street",
                "home_city", "boss",
            ])
        #expect(
            schema.column("name")
                == ColumnSchema(
                    name: "name", type: .text, maximumLength: 60, check: #""name" <> ''"#, collation: "C",
                    comment: "As they say it", renamedFrom: "title"))
        #expect(
            schema.column("balance")
                == ColumnSchema(
                    name: "balance", type: .decimal(precision: 10, scale: 2), defaultValue: .value(.integer(0))))
        #expect(schema.column("shout")?.computed == ComputedColumn(#"upper("name")"#))
        #expect(schema.column("home_street")?.maximumLength == 80)
        #expect(schema.column("id")?.isGenerated == false)
        #expect(
            schema.foreignKeys == [
                ForeignKeySchema(
                    columns: ["boss"], table: "people", namespace: "crm", referencedColumns: ["id"],
                    onDelete: .setNull, onUpdate: .cascade, deferral: .initiallyDeferred)
            ])
    }

    @Test func `indexes and constraints name their columns`() {
        #expect(
            Person.schema.indexes == [
                IndexSchema(
                    parts: [.init(.column("name")), .init(.column("home_city"))], isUnique: true,
                    condition: #""deleted" IS NULL"#, including: ["balance"]),
                IndexSchema(
                    name: "people_lower",
                    parts: [.init(.expression(#"lower("name")"#)), .init(.column("boss"), isDescending: true)],
                    method: "btree"),
            ])
        #expect(
            Person.schema.constraints == [
                .check(name: "people_rich", condition: #""balance" >= 0"#),
                .unique(UniqueConstraintSchema(name: "people_name_boss_key", columns: ["name", "boss"])),
                .exclusion(
                    ExclusionConstraintSchema(
                        name: "people_apart",
                        elements: [.init(#""name""#, with: "="), .init(#""home_city""#, with: "<>")])),
            ])
    }

    @Test func `foreign keys refer to any columns, and leave out their index where they are told to`() {
        #expect(Permit.schema.column("id")?.isGenerated == false)
        #expect(
            Permit.schema.foreignKeys == [
                ForeignKeySchema(
                    name: "issued_to", columns: ["owner_id"], table: "people", namespace: "crm",
                    referencedColumns: ["id"], isIndexed: false),
                ForeignKeySchema(
                    name: "row_of", columns: ["row"], table: "seats", referencedColumns: ["row"], onUpdate: .cascade),
                ForeignKeySchema(
                    columns: ["owner_id", "row"], table: "notes", referencedColumns: ["author_id", "text"],
                    isIndexed: false),
            ])
        #expect(Permit.schema.constraints == [])
        let resolved = Permit.schema.resolved
        #expect(resolved.indexes == [IndexSchema(columns: ["row"])])
        #expect(resolved.foreignKeys.map(\.isIndexed) == [true, true, true])
    }

    @Test func `roles come from the model and what it embeds`() {
        #expect(
            Person.roles
                == ColumnRoles([
                    .version: "version", .deleted: "deleted", .created: "created", .updated: "updated",
                ]))
        #expect(Artist.roles == ColumnRoles())
    }

    @Test func `initial values are known by their columns`() {
        #expect(Person.initialValue(of: "balance") == .decimal("0"))
        #expect(Person.initialValue(of: "home_city") == .text("Bern"))
        #expect(Person.initialValue(of: "created") == .timestamp(microseconds: 0))
        #expect(Person.initialValue(of: "name") == nil)
        #expect(Artist.initialValue(of: "name") == nil)
        if case .uuid = Person.initialValue(of: "id") {} else { Issue.record("no UUID") }
    }

    @Test func `embedded columns are read, bound and asked for by their prefix`() throws {
        let address = Address(street: "Marktgasse 1", city: "Bern")
        let person = Person(
            name: "Ida", timestamps: Timestamps(created: Date(timeIntervalSince1970: 1), updated: .distantPast),
            home: address)
        var reader = RowReader(RecordingDatabase.Row(values: person.databaseValues), table: Person.schema)
        let read = try Person(reading: &reader)
        #expect(read.home == address)
        #expect(read.id == person.id)
        #expect(read.timestamps.created == Date(timeIntervalSince1970: 1))
        let sql = try Person.query.where { $0.home.city == "Bern" }.sql(for: RecordingDatabase().dialect).sql
        #expect(sql.hasSuffix(#"WHERE "people"."deleted" IS NULL AND "people"."home_city" = $1"#))
    }

    @Test func `a composite key is a struct of its columns`() {
        let seat = Seat(hall: 2, number: 7, row: "B")
        #expect(seat.primaryKey == Seat.Key(hall: 2, number: 7))
        #expect(seat.primaryKey.keyValues == [.integer(2), .integer(7)])
        #expect(Seat.schema.primaryKey == ["hall", "number"])
        #expect(Seat.schema.columns.allSatisfy { !$0.isGenerated })
        #expect(
            Ticket.schema.foreignKeys == [
                ForeignKeySchema(
                    columns: ["hall", "number"], table: "seats", referencedColumns: ["hall", "number"],
                    onDelete: .cascade)
            ])
    }

    @Test func `a view needs no key and takes no rows`() async throws {
        #expect(Totals.schema.isView)
        #expect(!Totals.schema.isManaged)
        #expect(Totals.schema.primaryKey.isEmpty)
        let error = await #expect(throws: QueryError.self) {
            try await Totals(name: "x", total: 1).insert(in: RecordingDatabase())
        }
        #expect(
            error?.description
                == "totals is a view, to which nothing can be written; write to the tables behind it")
    }
}

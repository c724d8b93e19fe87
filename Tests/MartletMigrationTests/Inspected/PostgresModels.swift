import Foundation
import MartletData

/// A row of the table `pg order items`.
@Model(table: "pg order items")
struct PgOrderItem {
    @Column(name: "ID") var id: Int
    @Column(name: "2fa code") var number2faCode: String?
    @Column(name: "2fa-code") var number2faCode2: String?
    @Column(databaseDefault: .value(.boolean(true))) var `default`: Bool
    @Column(name: "a_b_c") var aBC: Int32?
    @Column(name: "self") var selfValue: String?
    var order: Int
    @Column(max: 13) var isbn: String?
    var edition: Int16?
    @Column(type: .custom("inet")) var address: String?
    @Column(type: .custom("timestamp without time zone")) var seen: Date?
    @Column(type: .custom("interval")) var took: Duration?

    static let pgEdition = Reference<PgOrderItem, PgEdition>(\.edition, \.isbn, onDelete: .setNull, index: false)
}

/// A row of the table `pg_author_cities`.
@Model(table: "pg_author_cities")
struct PgAuthorCity {
    @BelongsTo(onDelete: .noAction, primaryKey: true) var author: PgAuthor.ID
    @BelongsTo(onDelete: .noAction, index: false, primaryKey: true) var city: PgCity.ID
}

/// A row of the table `pg_authors`.
@Model(table: "pg_authors", comment: "who \"writes\"")
struct PgAuthor {
    var id: Int32
    @Column(max: 120) var name: String
    @Column(unique: true, collation: "C") var email: String?
    @Column(
        databaseDefault: .value(.text("living")),
        check: "class = ANY (ARRAY['living'::text, 'long dead'::text, '2nd rate'::text, ''::text])")
    var `class`: PgAuthorClass
    @Column(type: .custom("\"Mood\""), databaseDefault: .expression("'happy'::\"Mood\"")) var mood: Mood
    @Column(type: .array(.custom("\"Mood\""))) var moods: [Mood]?
    @BelongsTo(onDelete: .setNull) var mentor: PgAuthor.ID?
    @Column(comment: "a day") var born: CalendarDate?
    @Column(databaseDefault: .value(.real(1.5))) var rating: Double

    static let pgAuthorCities = HasMany<PgAuthorCity>(\.author)
    static let pgAuthorsByMentor = HasMany<PgAuthor>(\.mentor)
    static let pgBooks = HasMany<PgBook>(\.author)
    static let pgCity = HasOne<PgCity>(\.founder)
    static let indexes: [Index<PgAuthor>] = [
        Index<PgAuthor>(
            parts: .expression("lower((name)::text)", descending: true),
            .column(\.born),
            name: "by_lower_name",
            unique: true,
            where: "email IS NOT NULL",
            including: { [$0.rating] }),
        Index<PgAuthor>(\.mentor),
        Index<PgAuthor>(\.moods, name: "pg_moods", method: "gin"),
    ]
    static let constraints: [Constraint<PgAuthor>] = [
        .check("pg_authors_sane", "((name)::text <> ''::text) OR (email IS NULL)")
    ]
}

/// The values of the type `"Mood"`.
enum Mood: String, ColumnValue {
    case happy
    case soSo = "so so"
    case itsBad = "it's bad"
}

/// The values of `class` of `pg_authors`.
enum PgAuthorClass: String, ColumnValue {
    case living
    case longDead = "long dead"
    case number2ndRate = "2nd rate"
    case empty = ""
}

/// A row of the table `pg_books`.
@Model(table: "pg_books")
struct PgBook {
    @Column(name: "Isbn", max: 13, primaryKey: true) var isbn: String
    @BelongsTo(constraint: "written_by", onDelete: .cascade, onUpdate: .cascade, deferral: .initiallyDeferred)
    var author: PgAuthor.ID
    var title: String
    @Column(name: "UnitPrice", type: .decimal(precision: 10, scale: 2), databaseDefault: .expression("0"))
    var unitPrice: Decimal
    @Column(computed: ComputedColumn("(\"UnitPrice\" * (2)::numeric)")) var gross: Decimal?
    @Column(databaseDefault: .expression("'{}'::text[]")) var tags: [String]
    var sold: Range<Int>?

    static let constraints: [Constraint<PgBook>] = [
        .unique(\.author, \.title, name: "one of a kind", nullsAreDistinct: false)
    ]
}

/// A row of the table `pg_cities`.
@Model(table: "pg_cities")
struct PgCity {
    var id: Int
    var countryCode: String
    @BelongsTo(name: "founder", onDelete: .noAction, unique: true) var founder: PgAuthor.ID?
    @Column(databaseDefault: .now) var foundAt: Date?
    @Column(databaseDefault: .randomUUID) var uid: UUID

    static let pgAuthorCities = HasMany<PgAuthorCity>(\.city)
    static let constraints: [Constraint<PgCity>] = [
        .foreignKey(\.countryCode, to: PgCountry.self, \.code, onDelete: .noAction, onUpdate: .cascade, index: false)
    ]
}

/// A row of the table `pg_countries`.
@Model(table: "pg_countries")
struct PgCountry {
    @Column(generated: false) var id: Int32
    @Column(unique: true) var code: String
    @Column(name: "primary key") var primaryKeyValue: JSONDocument?
}

/// A row of the table `pg_editions`.
@Model(table: "pg_editions")
struct PgEdition {
    @Column(primaryKey: true) var number: Int16
    @Column(max: 13, primaryKey: true) var isbn: String
    var cover: Data?

    static let isbnRow = Reference<PgEdition, PgBook>(\.isbn, onDelete: .noAction, index: false)
}

/// A row of the table `pg_log`.
///
/// The table has no primary key, so its rows are read only and migrations leave it alone.
@Model(table: "pg_log", view: true)
struct PgLog {
    var line: String?
    var at: Date?
}

/// A row of the view `pg_names`.
///
/// The rows are stored: REFRESH MATERIALIZED VIEW brings them up to date.
@Model(table: "pg_names", view: true)
struct PgName {
    var name: String?
}

/// A row of the table `pg_rooms`.
@Model(table: "pg_rooms")
struct PgRoom {
    var id: Int
    var number: Int32
    var during: Range<Int>
    @Column(type: .custom("inet")) var address: String?
    var label: String
    var note: JSONDocument?
    @Column(databaseDefault: .value(.boolean(false))) var cancelled: Bool

    static let indexes: [Index<PgRoom>] = [
        Index<PgRoom>(\.address, name: "rooms_address", unique: true, where: "NOT cancelled", nullsAreDistinct: false),
        Index<PgRoom>(
            parts: .column(\.number, operatorClass: "int4_minmax_multi_ops"),
            name: "rooms_brin",
            method: "brin"),
        Index<PgRoom>(parts: .column(\.note, operatorClass: "jsonb_path_ops"), name: "rooms_gin", method: "gin"),
        Index<PgRoom>(
            parts: .column(\.address, operatorClass: "inet_ops"),
            .column(\.during),
            name: "rooms_gist",
            method: "gist"),
        Index<PgRoom>(\.label, name: "rooms_hash", method: "hash"),
        Index<PgRoom>(
            parts: .descending(\.label, collation: "C", operatorClass: "text_pattern_ops"),
            .column(\.number),
            name: "rooms_like",
            including: { [$0.cancelled] }),
        Index<PgRoom>(
            parts: .expression("lower(label)", collation: "C", operatorClass: "text_pattern_ops"),
            name: "rooms_lower"),
        Index<PgRoom>(\.during, name: "rooms_spgist", method: "spgist"),
    ]
    static let constraints: [Constraint<PgRoom>] = [
        .exclusion("rooms once", where: "NOT cancelled", deferral: .initiallyDeferred) {
            [
                (SQL("int8range((number)::bigint, (number)::bigint, '[]'::text)").expression(String.self), "="),
                ($0.during, "&&"),
            ]
        },
        .exclusion("rooms_apart", method: "btree") { _ in
            [
                (SQL("\"label\" COLLATE \"C\" text_pattern_ops").expression(String.self), "="),
                (SQL("((number + 1))").expression(String.self), "="),
            ]
        },
        .unique(
            \.label,
            \.address,
            name: "rooms_label",
            nullsAreDistinct: false,
            including: { [$0.number, $0.during] }),
    ]
}

/// A row of the view `pg_totals`.
@Model(table: "pg_totals", view: true)
struct PgTotal {
    var id: Int32?
    var name: String?
    var books: Int?
}

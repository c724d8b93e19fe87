import Foundation
import MartletData

/// A row of the table `lite order items`.
@Model(table: "lite order items")
struct LiteOrderItem {
    @Column(name: "ID") var id: Int
    @Column(name: "2fa code") var number2faCode: String?
    @Column(name: "2fa-code") var number2faCode2: String?
    @Column(databaseDefault: .value(.boolean(true))) var `default`: Bool
    @Column(name: "a_b_c") var aBC: Int?
    @Column(name: "self") var selfValue: String?
    var order: Int
    var isbn: String?
    var edition: Int?

    static let liteEdition = Reference<LiteOrderItem, LiteEdition>(\.edition, \.isbn, onDelete: .setNull, index: false)
}

/// A row of the table `lite_author_cities`.
///
/// The table is one WITHOUT ROWID, which migrations keep and do not make.
@Model(table: "lite_author_cities")
struct LiteAuthorCity {
    @BelongsTo(onDelete: .noAction, primaryKey: true) var author: LiteAuthor.ID
    @BelongsTo(onDelete: .noAction, index: false, primaryKey: true) var city: LiteCity.ID
}

/// A row of the table `lite_authors`.
@Model(table: "lite_authors")
struct LiteAuthor {
    var id: Int
    @Column(max: 120) var name: String
    @Column(unique: true, collation: "NOCASE") var email: String?
    @Column(databaseDefault: .value(.text("living"))) var `class`: LiteAuthorClass
    @BelongsTo(onDelete: .setNull) var mentor: LiteAuthor.ID?
    var born: CalendarDate?
    @Column(databaseDefault: .value(.real(1.5))) var rating: Double

    static let liteAuthorCities = HasMany<LiteAuthorCity>(\.author)
    static let liteAuthorsByMentor = HasMany<LiteAuthor>(\.mentor)
    static let liteBooks = HasMany<LiteBook>(\.author)
    static let liteCity = HasOne<LiteCity>(\.founder)
    static let indexes: [Index<LiteAuthor>] = [
        Index<LiteAuthor>(
            parts: .expression("lower(name)", descending: true),
            .column(\.born),
            name: "by_lower_name",
            unique: true,
            where: "email IS NOT NULL"),
        Index<LiteAuthor>(\.mentor),
    ]
    static let constraints: [Constraint<LiteAuthor>] = [
        .check("lite_authors_check_1", "\"class\" IN ('living', 'long dead', '2nd rate', '')"),
        .check("lite_authors_sane", "name <> '' OR email IS NULL"),
    ]
}

/// The values of `class` of `lite_authors`.
enum LiteAuthorClass: String, ColumnValue {
    case living
    case longDead = "long dead"
    case number2ndRate = "2nd rate"
    case empty = ""
}

/// A row of the table `lite_books`.
@Model(table: "lite_books")
struct LiteBook {
    @Column(name: "Isbn", max: 13, primaryKey: true) var isbn: String
    @BelongsTo(onDelete: .cascade, onUpdate: .cascade) var author: LiteAuthor.ID
    var title: String
    @Column(name: "UnitPrice", type: .decimal(precision: 10, scale: 2), databaseDefault: .expression("0"))
    var unitPrice: Decimal
    @Column(computed: ComputedColumn("UnitPrice * 2", isStored: false)) var gross: Decimal?

    static let liteEditions = HasMany<LiteEdition>(\.isbn)
    static let constraints: [Constraint<LiteBook>] = [
        .unique(\.author, \.title, name: "lite_books_author_id_title_key")
    ]
}

/// A row of the table `lite_cities`.
@Model(table: "lite_cities")
struct LiteCity {
    var id: Int
    var countryCode: String
    @BelongsTo(name: "founder", onDelete: .noAction, unique: true) var founder: LiteAuthor.ID?
    @Column(databaseDefault: .expression("CURRENT_TIMESTAMP")) var foundAt: Date?
    var uid: UUID?

    static let liteAuthorCities = HasMany<LiteAuthorCity>(\.city)
    static let constraints: [Constraint<LiteCity>] = [
        .foreignKey(\.countryCode, to: LiteCountry.self, \.code, onDelete: .noAction, onUpdate: .cascade, index: false)
    ]
}

/// A row of the table `lite_countries`.
@Model(table: "lite_countries")
struct LiteCountry {
    @Column(generated: false) var id: Int
    @Column(unique: true) var code: String
    @Column(name: "primary key") var primaryKeyValue: JSONDocument?
}

/// A row of the table `lite_editions`.
@Model(table: "lite_editions")
struct LiteEdition {
    @Column(primaryKey: true) var number: Int
    @BelongsTo(name: "isbn", onDelete: .noAction, index: false, primaryKey: true) var isbn: LiteBook.ID
    var cover: Data?
}

/// A row of the table `lite_log`.
///
/// The table has no primary key, so its rows are read only and migrations leave it alone.
@Model(table: "lite_log", view: true)
struct LiteLog {
    var line: String?
    var at: Date?
}

/// A row of the view `lite_totals`.
@Model(table: "lite_totals", view: true)
struct LiteTotal {
    var id: Int?
    var name: String?
    var books: Int?
    var sum: Double?
}

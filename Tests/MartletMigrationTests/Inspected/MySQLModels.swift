import Foundation
import MartletData

/// A row of the table `my order items`.
@Model(table: "my order items")
struct MyOrderItem {
    @Column(name: "ID") var id: Int
    @Column(name: "2fa code") var number2faCode: String?
    @Column(name: "2fa-code") var number2faCode2: String?
    @Column(databaseDefault: .value(.boolean(true))) var `default`: Bool
    @Column(name: "a_b_c", type: .custom("mediumint(9)")) var aBC: Int32?
    @Column(name: "self") var selfValue: String?
    var order: Int
    @Column(max: 13) var isbn: String?
    var edition: UInt16?
    @Column(type: .custom("timestamp")) var seen: Date?
    @Column(type: .custom("year(4)")) var built: Int16?
    @Column(type: .custom("binary(4)")) var bits: Data?

    static let myEdition = Reference<MyOrderItem, MyEdition>(
        \.edition,
        \.isbn,
        name: "my order items_ibfk_1",
        onDelete: .setNull)
    static let indexes: [Index<MyOrderItem>] = [Index<MyOrderItem>(\.edition, \.isbn, name: "edition")]
}

/// A row of the table `my_author_cities`.
@Model(table: "my_author_cities")
struct MyAuthorCity {
    @BelongsTo(constraint: "my_author_cities_ibfk_1", primaryKey: true) var author: MyAuthor.ID
    @BelongsTo(constraint: "my_author_cities_ibfk_2", primaryKey: true) var city: MyCity.ID

    static let indexes: [Index<MyAuthorCity>] = [Index<MyAuthorCity>(\.city, name: "city_id")]
}

/// A row of the table `my_authors`.
@Model(table: "my_authors", comment: "who \"writes\"")
struct MyAuthor {
    var id: Int32
    @Column(max: 120) var name: String
    @Column(max: 200) var email: String?
    @Column(max: 20, databaseDefault: .value(.text("living"))) var `class`: MyAuthorClass
    @Column(type: .custom("enum('happy','so so','it''s bad')"), databaseDefault: .expression("'happy'"))
    var mood: MyAuthorMood
    @BelongsTo(constraint: "my_authors_ibfk_1", onDelete: .setNull) var mentor: MyAuthor.ID?
    @Column(comment: "a day") var born: CalendarDate?
    @Column(databaseDefault: .value(.real(1.5))) var rating: Double

    static let myAuthorCities = HasMany<MyAuthorCity>(\.author)
    static let myAuthorsByMentor = HasMany<MyAuthor>(\.mentor)
    static let myBooks = HasMany<MyBook>(\.author)
    static let myCities = HasMany<MyCity>(\.founder)
    static let indexes: [Index<MyAuthor>] = [
        Index<MyAuthor>(parts: .descending(\.name), .column(\.born), name: "by_name"),
        Index<MyAuthor>(\.email, name: "email", unique: true),
        Index<MyAuthor>(\.mentor, name: "mentor_id"),
    ]
    static let constraints: [Constraint<MyAuthor>] = [
        .check("class", "\"class\" in ('living','long dead','2nd rate','')"),
        .check("my_authors_sane", "\"name\" <> '' or \"email\" is null"),
    ]
}

/// The values of `class` of `my_authors`.
enum MyAuthorClass: String, ColumnValue {
    case living
    case longDead = "long dead"
    case number2ndRate = "2nd rate"
    case empty = ""
}

/// The values of `mood` of `my_authors`.
enum MyAuthorMood: String, ColumnValue {
    case happy
    case soSo = "so so"
    case itsBad = "it's bad"
}

/// A row of the table `my_books`.
@Model(table: "my_books")
struct MyBook {
    @Column(name: "Isbn", max: 13, primaryKey: true) var isbn: String
    @BelongsTo(constraint: "written_by", onDelete: .cascade, onUpdate: .cascade) var author: MyAuthor.ID
    @Column(max: 100) var title: String
    @Column(name: "UnitPrice", type: .decimal(precision: 10, scale: 2), databaseDefault: .expression("0.00"))
    var unitPrice: Decimal
    @Column(type: .decimal(precision: 12, scale: 2), computed: ComputedColumn("\"UnitPrice\" * 2")) var gross: Decimal?

    static let indexes: [Index<MyBook>] = [Index<MyBook>(\.author, \.title, name: "one of a kind", unique: true)]
}

/// A row of the table `my_cities`.
@Model(table: "my_cities")
struct MyCity {
    var id: Int
    @Column(max: 2) var countryCode: String
    @BelongsTo(name: "founder", constraint: "my_cities_ibfk_2") var founder: MyAuthor.ID?
    @Column(databaseDefault: .now) var foundAt: Date?
    var uid: UUID?

    static let myAuthorCities = HasMany<MyAuthorCity>(\.city)
    static let indexes: [Index<MyCity>] = [
        Index<MyCity>(\.countryCode, name: "country_code"),
        Index<MyCity>(\.founder, name: "founder", unique: true),
    ]
    static let constraints: [Constraint<MyCity>] = [
        .foreignKey(\.countryCode, to: MyCountry.self, \.code, name: "my_cities_ibfk_1", onUpdate: .cascade)
    ]
}

/// A row of the table `my_countries`.
@Model(table: "my_countries")
struct MyCountry {
    @Column(generated: false) var id: Int32
    @Column(max: 2) var code: String
    @Column(name: "primary key") var primaryKeyValue: JSONDocument?

    static let indexes: [Index<MyCountry>] = [Index<MyCountry>(\.code, name: "code", unique: true)]
}

/// A row of the table `my_editions`.
@Model(table: "my_editions")
struct MyEdition {
    @Column(primaryKey: true) var number: UInt16
    @Column(max: 13, primaryKey: true) var isbn: String
    var cover: Data?

    static let isbnRow = Reference<MyEdition, MyBook>(\.isbn, name: "my_editions_ibfk_1")
    static let indexes: [Index<MyEdition>] = [Index<MyEdition>(\.isbn, name: "isbn")]
}

/// A row of the table `my_log`.
///
/// The table has no primary key, so its rows are read only and migrations leave it alone.
@Model(table: "my_log", view: true)
struct MyLog {
    var line: String?
    var at: Date?
}

/// A row of the view `my_totals`.
@Model(table: "my_totals", view: true)
struct MyTotal {
    var id: Int32
    var name: String
    var books: Int
}

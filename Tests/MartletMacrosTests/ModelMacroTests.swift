import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import MartletMacros

/// What `@Model` writes, and what it says about mistakes.
@Suite struct ModelMacroTests {
    private static let macros: [String: MacroSpec] = [
        "Model": MacroSpec(type: ModelMacro.self, conformances: ["Model", "Identifiable"]),
        "Column": MacroSpec(type: ColumnMacro.self), "BelongsTo": MacroSpec(type: ColumnMacro.self),
    ]

    private func expect(
        _ source: String, expandsTo expanded: String? = nil, _ diagnostics: [DiagnosticSpec] = [],
        applying fixes: [String]? = nil, fixed: String? = nil, at location: SourceLocation = #_sourceLocation
    ) {
        assertMacroExpansion(
            source, expandedSource: expanded ?? source.withoutMacros, diagnostics: diagnostics, macroSpecs: Self.macros,
            applyFixIts: fixes, fixedSource: fixed
        ) { failure in
            Issue.record("\(failure.message)", sourceLocation: location)
        }
    }

    @Test func `a model gets its schema, decoding, binding and fields`() {
        expect(
            """
            @Model public struct Album {
                public var id: Int
                @Column(max: 160, unique: true) public var title: String
                @BelongsTo(onDelete: .cascade) public var artist: Artist.ID
                public var playTime: Int?
                public static let tracks = HasMany<Track>(\\.album)
                public var isLong: Bool { (playTime ?? 0) > 3_600 }
            }
            """,
            expandsTo: """
                public struct Album {
                    public var id: Int
                    public var title: String
                    public var artist: Artist.ID
                    public var playTime: Int?
                    public static let tracks = HasMany<Track>(\\.album)
                    public var isLong: Bool { (playTime ?? 0) > 3_600 }
                }

                extension Album: Model, Identifiable {
                    public typealias ID = Int
                    public static var tableName: String {
                        "albums"
                    }
                    public static var primaryKeyName: String {
                        "id"
                    }
                    public var primaryKey: ID {
                        id
                    }

                    public static let schema = TableSchema(
                        name: "albums",
                        columns: [
                            ColumnSchema("id", Int.self, isKey: true),
                            ColumnSchema("title", String.self, isUnique: true, maximumLength: 160),
                            ColumnSchema("artist_id", Artist.ID.self),
                            ColumnSchema("play_time", (Int?).self)
                        ],
                        primaryKey: ["id"],
                        foreignKeys: [ForeignKeySchema(columns: ["artist_id"], table: Artist.tableName, referencedColumns: [Artist.primaryKeyName], onDelete: .cascade)])

                    public init(reading row: inout RowReader) throws {
                        self.id = try row.next(Int.self)
                        self.title = try row.next(String.self)
                        self.artist = try row.next(Artist.ID.self)
                        self.playTime = try row.next((Int?).self)
                    }

                    public var databaseValues: [DatabaseValue] {
                        [id.databaseValue, title.databaseValue, artist.databaseValue, playTime.databaseValue]
                    }

                    public func withPrimaryKey(_ key: ID) -> Self {
                        var copy = self
                        copy.id = key
                        return copy
                    }

                    public static func columnName(of property: PartialKeyPath<Self>) -> String? {
                        switch property {
                        case \\Self.id:
                            "id"
                        case \\Self.title:
                            "title"
                        case \\Self.artist:
                            "artist_id"
                        case \\Self.playTime:
                            "play_time"
                        default:
                            nil
                        }
                    }

                    public struct Fields: ModelFields {
                        private let _place: TablePath
                        public init(at place: TablePath) {
                            _place = place
                        }
                        public var id: SQLExpression<Int> {
                            SQLExpression<Int>(column: "id", at: _place)
                        }
                        public var title: SQLExpression<String> {
                            SQLExpression<String>(column: "title", at: _place)
                        }
                        public var artist: BelongsToField<Album, Artist> {
                            BelongsToField<Album, Artist>("artist", column: "artist_id", at: _place)
                        }
                        public var artistID: SQLExpression<Artist.ID> {
                            SQLExpression<Artist.ID>(column: "artist_id", at: _place)
                        }
                        public var playTime: SQLExpression<Int?> {
                            SQLExpression<Int?>(column: "play_time", at: _place)
                        }
                        public var tracks: HasManyField<Album, Track> {
                            HasManyField<Album, Track>(Album.tracks)
                        }
                    }
                }
                """)
    }

    @Test func `only structs are models`() {
        expect(
            """
            @Model class Album {
                var id: Int = 0
            }
            """, expandsTo: nil,
            [
                DiagnosticSpec(
                    message: "@Model makes a struct a table; models are values, not classes, enums or actors", line: 1,
                    column: 8)
            ])
    }

    @Test func `a model without a primary key is offered one`() {
        expect(
            """
            @Model struct Album {
                var title: String
            }
            """,
            [
                DiagnosticSpec(
                    message:
                        "a model needs a primary key: a property `id`, or one with @Column(primaryKey: true)", line: 1,
                    column: 15, fixIts: [FixItSpec(message: "add `var id: Int`")])
            ], applying: ["add `var id: Int`"],
            fixed: """
                @Model struct Album {
                    var id: Int
                    var title: String
                }
                """)
    }

    @Test func `a constant key and a constant with a value become variables`() {
        let message =
            "the primary key `id` has to be a `var`: an inserted row gets its key from the database"
        expect(
            """
            @Model struct Album {
                let id: Int
            }
            """,
            expandsTo: nil,
            [
                DiagnosticSpec(message: message, line: 2, column: 5, fixIts: [FixItSpec(message: "make it a `var`")])
            ], applying: ["make it a `var`"],
            fixed: """
                @Model struct Album {
                    var id: Int
                }
                """)
    }

    @Test func `a foreign key of the model's type gets its key's type`() {
        expect(
            """
            @Model struct Album {
                var id: Int
                @BelongsTo var artist: Artist?
            }
            """,
            [
                DiagnosticSpec(
                    message:
                        "@BelongsTo needs a type such as `Artist.ID` or `Artist.ID?`, but `artist` is of type `Artist?`",
                    line: 3, column: 28, fixIts: [FixItSpec(message: "use `Artist.ID?`")])
            ], applying: ["use `Artist.ID?`"],
            fixed: """
                @Model struct Album {
                    var id: Int
                    @BelongsTo var artist: Artist.ID?
                }
                """)
    }

    @Test(arguments: [
        ("var title = \"x\"", "the column `title` needs a type annotation, as in `var title: String`", 9),
        ("var a: Int, b: Int", "declare each column in a `var` of its own", 5),
        ("@Column(primaryKey: true) var code: String", "`id` is the primary key already; `code` cannot be one too", 35),
        ("@Column(max: 5) var count: Int", "`max` limits the characters of a text, but `count` is of type `Int`", 25),
        (
            "@Column(max: 5) @BelongsTo var artist: Artist.ID",
            "`artist` has both @Column and @BelongsTo; a foreign key takes @BelongsTo alone", 36
        ),
        (
            "static let tracks = HasMany(\\Track.album)",
            "the relation `tracks` has to name its model, as in `HasMany<Album>(\\.artist)`", 16
        ),
    ])
    func `a mistake is told where it stands`(member: String, message: String, column: Int) {
        let diagnostics = Diagnosing.diagnostics(
            of: "struct Album {\n    var id: Int\n    \(member)\n}")
        #expect(diagnostics.map(\.message) == [message])
        #expect(diagnostics.map(\.line) == [3])
        #expect(diagnostics.map(\.column) == [column])
    }

    @Test func `two properties cannot have one column`() {
        let diagnostics = Diagnosing.diagnostics(
            of: "struct Album {\n    var id: Int\n    @Column(name: \"x\") var a: Int\n    var x: Int\n}")
        #expect(diagnostics.map(\.message) == ["two properties have the column `x`"])
    }

    @Test(arguments: [
        ("unitPrice", "unit_price"), ("artistID", "artist_id"), ("URLPath", "url_path"), ("id", "id"), ("a1B", "a1_b"),
        ("snake_case", "snake_case"),
    ])
    func `names are written in snake case`(name: String, expected: String) {
        #expect(SnakeCase.convert(name) == expected)
    }

    @Test(arguments: [
        ("album", "albums"), ("category", "categories"), ("day", "days"), ("box", "boxes"), ("match", "matches"),
        ("bus", "buses"),
    ])
    func `tables are named in the plural`(name: String, expected: String) {
        #expect(SnakeCase.plural(name) == expected)
    }
}

import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import MartletMacros

/// What `@Model` writes, and what it says about mistakes.
@Suite struct ModelMacroTests {
    private static let macros: [String: MacroSpec] = [
        "Model": MacroSpec(type: ModelMacro.self, conformances: ["Model", "Identifiable"]),
        "Embeddable": MacroSpec(type: EmbeddableMacro.self, conformances: ["ColumnGroup"]),
        "Column": MacroSpec(type: ColumnMacro.self), "BelongsTo": MacroSpec(type: ColumnMacro.self),
        "Embedded": MacroSpec(type: ColumnMacro.self),
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

                    public typealias ID = Int

                    public var primaryKey: ID {
                        id
                    }

                    public static let table = TableName("albums", key: ["id"])

                    public static let schema: TableSchema = {
                        var table = TableBuilder(Self.table)
                        table.column("id", Int.self)
                        table.column("title", String.self, max: 160, unique: true)
                        table.reference("artist_id", Artist.ID.self, to: Artist.self, onDelete: .cascade)
                        table.column("play_time", (Int?).self)
                        return table.schema
                    }()

                    public var databaseValues: [DatabaseValue] {
                        [id.databaseValue, title.databaseValue, artist.databaseValue, playTime.databaseValue]
                    }

                    public struct Fields: ModelFields {
                        private let _place: TablePath
                        public init(at place: TablePath) {
                            _place = place
                        }
                        public var id: SQLExpression<Int> {
                            .init(column: "id", at: _place)
                        }
                        public var title: SQLExpression<String> {
                            .init(column: "title", at: _place)
                        }
                        public var artist: BelongsToField<Album, Artist> {
                            .init("artist", column: "artist_id", at: _place) {
                                $0.artist.databaseValue
                            }
                        }
                        public var artistID: SQLExpression<Artist.ID> {
                            .init(column: "artist_id", at: _place)
                        }
                        public var playTime: SQLExpression<Int?> {
                            .init(column: "play_time", at: _place)
                        }
                        public var tracks: HasManyField<Album, Track> {
                            .init(Album.tracks, "tracks", at: _place)
                        }
                    }
                }

                extension Album: Model, Identifiable {
                    public init(reading row: inout RowReader) throws {
                        self.id = try row.next()
                        self.title = try row.next()
                        self.artist = try row.next()
                        self.playTime = try row.next()
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

    @Test func `a constant with a value becomes a variable`() {
        let message = "the constant `title` has its value already, so no row can be read into it; make it a `var`"
        expect(
            """
            @Model struct Album {
                let id: Int
                let title: String = ""
            }
            """,
            expandsTo: nil,
            [
                DiagnosticSpec(message: message, line: 3, column: 5, fixIts: [FixItSpec(message: "make it a `var`")])
            ], applying: ["make it a `var`"],
            fixed: """
                @Model struct Album {
                    let id: Int
                    var title: String = ""
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

    @Test func `a literal's type is offered`() {
        expect(
            """
            @Model struct Album {
                var id: Int
                var title = "x"
            }
            """,
            [
                DiagnosticSpec(
                    message: "the column `title` needs a type annotation, as in `var title: String`", line: 3,
                    column: 9, fixIts: [FixItSpec(message: "add `: String`")])
            ], applying: ["add `: String`"],
            fixed: """
                @Model struct Album {
                    var id: Int
                    var title: String = "x"
                }
                """)
    }

    @Test func `an argument that does not go with the type is taken away`() {
        expect(
            """
            @Model struct Album {
                var id: Int
                @Column(max: 5, unique: true) var count: Int
            }
            """,
            [
                DiagnosticSpec(
                    message: "`max` limits the characters of a text, but `count` is of type `Int`", line: 3,
                    column: 13, fixIts: [FixItSpec(message: "remove `max: 5`")])
            ], applying: ["remove `max: 5`"],
            fixed: """
                @Model struct Album {
                    var id: Int
                    @Column(unique: true) var count: Int
                }
                """)
    }

    @Test(arguments: [
        ("var title = f()", "the column `title` needs a type annotation, as in `var title: String`", 9),
        ("var a: Int, b: Int", "declare each column in a `var` of its own", 5),
        (
            "@Column(primaryKey: true) var code: String?",
            "the primary key `code` cannot be optional: every row has one", 13
        ),
        (
            "@Column(max: 5) @BelongsTo var artist: Artist.ID",
            "`artist` is either a @Column, a @BelongsTo or @Embedded; all of them take their own arguments", 21
        ),
        (
            "@Column(primaryKey: true) @BelongsTo(onDelete: .cascade) var artist: Artist.ID",
            "`artist` is either a @Column, a @BelongsTo or @Embedded; all of them take their own arguments: write "
                + "`@BelongsTo(onDelete: .cascade, primaryKey: true)`", 31
        ),
        (
            "@Column(databaseDefault: .now, computed: \"x\") var a: Date",
            "`a` is computed by the database, so it has no default", 13
        ),
        (
            "@Column(role: .created) var made: String",
            "the role `.created` needs the type `Date`, but `made` is of type `String`", 13
        ),
        (
            "@Column(role: .deleted) var gone: Date",
            "the role `.deleted` needs the type `Date?`, but `gone` is of type `Date`", 13
        ),
        (
            "@Column(role: .version) var version: String",
            "the role `.version` needs the type `Int`, but `version` is of type `String`", 13
        ),
        (
            "@Column(name: prefix) var a: Int", "`name` has to be a string literal: the macro reads it from the source",
            19
        ),
        (
            "@Embedded var address: Address?",
            "the embedded `address` cannot be optional: its columns are always there; make its properties optional",
            28
        ),
        ("lazy var a: Int = 1", "the column `a` cannot be lazy; compute it, or store it in a plain `var`", 5),
        (
            "static let tracks = HasMany(\\Track.album)",
            "the relation `tracks` has to name its model, as in `HasMany<Album>(\\.artist)`", 16
        ),
        (
            "static let tags = ManyToMany<Tag>()",
            "the relation `tags` has to name the model in between, as in `ManyToMany<Tag>(through: Link.self)`", 16
        ),
        (
            "static let seat = Reference<Seat>(\\.hall)",
            "the relation `seat` has to name its model, as in `Reference<Ticket, Seat>(\\.hall, \\.number)`", 16
        ),
    ])
    func `a mistake is told where it stands`(member: String, message: String, column: Int) {
        let diagnostics = Diagnosing.diagnostics(
            of: "struct Album {\n    var id: Int\n    \(member)\n}")
        #expect(diagnostics.map(\.message) == [message])
        #expect(diagnostics.map(\.line) == [3])
        #expect(diagnostics.map(\.column) == [column])
    }

    @Test(arguments: [
        (
            "@Column(primaryKey: true) var id: Int",
            "`id` cannot be a primary key here; the model that embeds it has its own"
        ),
        (
            "@BelongsTo var owner: User.ID",
            "the foreign key `owner` belongs into the models that embed this struct"
        ),
    ])
    func `a group of columns has no keys`(member: String, message: String) {
        let diagnostics = Diagnosing.diagnostics(of: "struct Address {\n    \(member)\n}", as: .embeddable)
        #expect(diagnostics.map(\.message) == [message])
        #expect(diagnostics.map(\.line) == [2])
    }

    @Test func `a struct cannot be generic, and a role is given once`() {
        #expect(
            Diagnosing.diagnostics(of: "struct Box<Value> {\n    var id: Int\n}").map(\.message) == [
                "a table has one set of columns, so `Box` cannot be generic"
            ])
        let twice = """
            struct Album {
                var id: Int
                @Column(role: .updated) var a: Date
                @Column(role: .updated) var b: Date
            }
            """
        #expect(
            Diagnosing.diagnostics(of: twice).map(\.message) == [
                "`a` has the role `.updated` already; `b` cannot have it too"
            ])
    }

    @Test func `a table's name has to be written out`() {
        expect(
            """
            @Model(table: name, schema: "music") struct Album {
                var id: Int
            }
            """, expandsTo: "struct Album {\n    var id: Int\n}",
            [
                DiagnosticSpec(
                    message: "`table` has to be a string literal: the macro reads it from the source", line: 1,
                    column: 15)
            ])
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
        ("bus", "buses"), ("shelf", "shelves"),
    ])
    func `tables are named in the plural`(name: String, expected: String) {
        #expect(SnakeCase.plural(name) == expected)
    }
}

@testable import MartletData

/// Tables that change step by step, so that `migrate make` finds each kind of operation once: what Django's autodetector
/// knows, and composite keys, computed columns and conditions beside it.
enum DetectedHistory {
    /// One change of the models.
    struct Step {
        let title: String
        let tables: [TableSchema]
        var answers = GivenAnswers()
    }

    static let steps: [Step] = {
        var steps: [Step] = []
        var models = initial
        func step(_ title: String, _ answers: GivenAnswers = GivenAnswers(), _ change: (inout [TableSchema]) -> Void) {
            change(&models)
            steps.append(Step(title: title, tables: models, answers: answers))
            // What was renamed is so from now on.
            for table in models.indices {
                models[table].renamedFrom = nil
                for column in models[table].columns.indices { models[table].columns[column].renamedFrom = nil }
            }
        }
        step("initial") { _ in }
        step("add columns", GivenAnswers(fills: ["books.slug": "sql:lower(\"title\")"])) { all in
            all[1].columns += [
                ColumnSchema(name: "subtitle", type: .text, isNullable: true, maximumLength: 80),
                ColumnSchema(
                    name: "pages", type: .integer(.int32), defaultValue: .value(.integer(0)), check: "\"pages\" >= 0"),
                ColumnSchema(name: "slug", type: .text, isUnique: true, maximumLength: 80),
                ColumnSchema(name: "leaves", type: .integer, isNullable: true, computed: "\"pages\" / 2"),
            ]
        }
        step("alter columns", GivenAnswers(fills: ["books.subtitle": ""])) { all in
            all[1].columns[1].maximumLength = 200
            all[1].columns[1].comment = "as on the cover"
            all[1].columns[4].isNullable = false
            all[1].columns[5].type = .integer
            all[1].columns[5].defaultValue = nil
            all[1].columns[6].isUnique = false
            all[1].columns[7].computed = "(\"pages\" + 1) / 2"
        }
        step("rename columns") { all in
            all[1].columns[5] = ColumnSchema(
                name: "length", type: .integer, check: "\"length\" >= 0", renamedFrom: "pages")
            all[1].columns[7].computed = "(\"length\" + 1) / 2"
            all[0].columns[1].name = "full_name"
            all[0].columns[1].renamedFrom = "name"
        }
        step("add indexes") { all in
            all[1].indexes = [
                IndexSchema(columns: ["slug", "length"]),
                IndexSchema(name: "books_by_length", parts: [.init(.column("length"), isDescending: true)]),
                IndexSchema(columns: ["title"], isUnique: true),
            ]
        }
        step("rename and drop indexes") { all in
            all[1].indexes.removeLast()
            all[1].indexes[1].name = "books_longest"
        }
        step("add constraints") { all in
            all[1].constraints = [
                .check(name: "books_titled", condition: "\"title\" <> ''"),
                .unique(UniqueConstraintSchema(name: "books_once", columns: ["author_id", "title"])),
            ]
        }
        step("alter constraints") { all in
            all[1].constraints = [
                .check(name: "books_titled", condition: "\"title\" <> '' AND \"slug\" <> ''"),
                .unique(UniqueConstraintSchema(name: "books_once", columns: ["author_id", "title", "slug"])),
            ]
        }
        step("drop constraints") { $0[1].constraints = [] }
        step("link tables to each other") { all in
            all.append(tags)
            all.append(bookTags)
        }
        step("another order of a key") { $0[3].primaryKey = ["tag_id", "book_id"] }
        step("alter foreign keys") { all in
            all[1].foreignKeys[0].onDelete = .cascade
            all[0].foreignKeys = []
        }
        step("refer to another table") { all in
            all[0].columns[2].type = .integer(.int32)
            all[0].foreignKeys = [
                ForeignKeySchema(
                    columns: ["favourite_id"], table: "tags", referencedColumns: ["id"], onDelete: .setNull)
            ]
        }
        step("rename a table") { all in
            all[0].name = "writers"
            all[0].renamedFrom = "authors"
            all[1].foreignKeys[0].table = "writers"
        }
        step("comment") { $0[0].comment = "who writes" }
        step("widen what is referred to") { all in
            all[2].columns[0].type = .integer
            all[0].columns[2].type = .integer
            all[3].columns[1].type = .integer
        }
        step(
            "drop columns",
            GivenAnswers(
                refills: ["books.length": "1", "books.subtitle": "", "books.slug": "sql:lower(\"title\")"])
        ) { all in
            all[1].columns.removeSubrange(4...7)
            all[1].indexes = []
        }
        step("tables that need each other go") { all in
            all = [all[0]]
            all[0].columns.removeLast()
            all[0].foreignKeys = []
            all[0].indexes = []
        }
        return steps
    }()

    private static func id(_ type: ColumnType = .integer) -> ColumnSchema {
        ColumnSchema(name: "id", type: type, isGenerated: true)
    }

    /// Two tables that refer to each other, the one that comes first by name to the one that comes last.
    private static let initial = [
        TableSchema(
            name: "authors",
            columns: [
                id(), ColumnSchema(name: "name", type: .text, maximumLength: 80),
                ColumnSchema(name: "favourite_id", type: .integer, isNullable: true),
            ], primaryKey: ["id"],
            foreignKeys: [
                ForeignKeySchema(
                    columns: ["favourite_id"], table: "books", referencedColumns: ["id"], onDelete: .setNull)
            ]),
        TableSchema(
            name: "books",
            columns: [
                id(), ColumnSchema(name: "title", type: .text, maximumLength: 80),
                ColumnSchema(name: "author_id", type: .integer),
                ColumnSchema(name: "printed", type: .date, isNullable: true),
            ], primaryKey: ["id"],
            foreignKeys: [ForeignKeySchema(columns: ["author_id"], table: "authors", referencedColumns: ["id"])]),
    ]

    private static let tags = TableSchema(
        name: "tags",
        columns: [id(.integer(.int32)), ColumnSchema(name: "word", type: .text, isUnique: true, maximumLength: 40)],
        primaryKey: ["id"])

    private static let bookTags = TableSchema(
        name: "book_tags",
        columns: [ColumnSchema(name: "book_id", type: .integer), ColumnSchema(name: "tag_id", type: .integer(.int32))],
        primaryKey: ["book_id", "tag_id"],
        foreignKeys: [
            ForeignKeySchema(columns: ["book_id"], table: "books", referencedColumns: ["id"], onDelete: .cascade),
            ForeignKeySchema(columns: ["tag_id"], table: "tags", referencedColumns: ["id"], onDelete: .cascade),
        ])
}

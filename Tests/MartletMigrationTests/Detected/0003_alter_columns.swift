import MartletData

extension Migration {
    static let m0003AlterColumns = Migration(
        "0003_alter_columns",
        dependencies: ["0002_add_columns"],
        operations: [
            .dropColumn("books", "leaves"),
            .alterColumn(
                "books",
                ColumnSchema(name: "title", type: .text, maximumLength: 200, comment: "as on the cover")),
            .alterColumn(
                "books",
                ColumnSchema(name: "subtitle", type: .text, maximumLength: 80),
                fill: .value(.text(""))),
            .alterColumn("books", ColumnSchema(name: "pages", type: .integer, check: "\"pages\" >= 0")),
            .alterColumn("books", ColumnSchema(name: "slug", type: .text, maximumLength: 80)),
            .addColumn(
                "books",
                ColumnSchema(
                    name: "leaves",
                    type: .integer,
                    isNullable: true,
                    computed: ComputedColumn("(\"pages\" + 1) / 2"))),
        ])
}

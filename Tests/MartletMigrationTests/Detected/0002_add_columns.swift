import MartletData

extension Migration {
    static let m0002AddColumns = Migration(
        "0002_add_columns",
        dependencies: ["0001_initial"],
        operations: [
            .addColumn("books", ColumnSchema(name: "subtitle", type: .text, isNullable: true, maximumLength: 80)),
            .addColumn(
                "books",
                ColumnSchema(
                    name: "pages",
                    type: .integer(.int32),
                    defaultValue: .value(.integer(0)),
                    check: "\"pages\" >= 0")),
            .addColumn(
                "books",
                ColumnSchema(name: "slug", type: .text, isUnique: true, maximumLength: 80),
                fill: .expression("lower(\"title\")")),
            .addColumn(
                "books",
                ColumnSchema(
                    name: "leaves",
                    type: .integer,
                    isNullable: true,
                    computed: ComputedColumn("\"pages\" / 2"))),
        ])
}

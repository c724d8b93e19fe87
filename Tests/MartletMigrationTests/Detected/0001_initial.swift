import MartletData

extension Migration {
    static let m0001Initial = Migration(
        "0001_initial",
        operations: [
            .createTable(
                TableSchema(
                    name: "authors",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "name", type: .text, maximumLength: 80),
                        ColumnSchema(name: "favourite_id", type: .integer, isNullable: true),
                    ],
                    primaryKey: ["id"],
                    indexes: [IndexSchema(columns: ["favourite_id"])])),
            .createTable(
                TableSchema(
                    name: "books",
                    columns: [
                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                        ColumnSchema(name: "title", type: .text, maximumLength: 80),
                        ColumnSchema(name: "author_id", type: .integer),
                        ColumnSchema(name: "printed", type: .date, isNullable: true),
                    ],
                    primaryKey: ["id"],
                    foreignKeys: [
                        ForeignKeySchema(columns: ["author_id"], table: "authors", referencedColumns: ["id"])
                    ],
                    indexes: [IndexSchema(columns: ["author_id"])])),
            .addForeignKey(
                "authors",
                ForeignKeySchema(
                    columns: ["favourite_id"],
                    table: "books",
                    referencedColumns: ["id"],
                    onDelete: .setNull)),
        ])
}

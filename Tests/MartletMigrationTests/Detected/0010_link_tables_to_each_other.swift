import MartletData

extension Migration {
    static let m0010LinkTablesToEachOther = Migration(
        "0010_link_tables_to_each_other",
        dependencies: ["0009_drop_constraints"],
        operations: [
            .createTable(
                TableSchema(
                    name: "tags",
                    columns: [
                        ColumnSchema(name: "id", type: .integer(.int32), isGenerated: true),
                        ColumnSchema(name: "word", type: .text, isUnique: true, maximumLength: 40),
                    ],
                    primaryKey: ["id"])),
            .createTable(
                TableSchema(
                    name: "book_tags",
                    columns: [
                        ColumnSchema(name: "book_id", type: .integer),
                        ColumnSchema(name: "tag_id", type: .integer(.int32)),
                    ],
                    primaryKey: ["book_id", "tag_id"],
                    foreignKeys: [
                        ForeignKeySchema(
                            columns: ["book_id"],
                            table: "books",
                            referencedColumns: ["id"],
                            onDelete: .cascade),
                        ForeignKeySchema(
                            columns: ["tag_id"],
                            table: "tags",
                            referencedColumns: ["id"],
                            onDelete: .cascade),
                    ],
                    indexes: [IndexSchema(columns: ["tag_id"])])),
        ])
}

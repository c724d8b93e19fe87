import MartletData

extension Migration {
    static let m0013ReferToAnotherTable = Migration(
        "0013_refer_to_another_table",
        dependencies: ["0012_alter_foreign_keys"],
        operations: [
            .alterColumn("authors", ColumnSchema(name: "favourite_id", type: .integer(.int32), isNullable: true)),
            .addIndex("authors", IndexSchema(columns: ["favourite_id"])),
            .addForeignKey(
                "authors",
                ForeignKeySchema(
                    columns: ["favourite_id"],
                    table: "tags",
                    referencedColumns: ["id"],
                    onDelete: .setNull)),
        ])
}

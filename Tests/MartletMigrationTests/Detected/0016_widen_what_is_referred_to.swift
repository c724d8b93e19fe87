import MartletData

extension Migration {
    static let m0016WidenWhatIsReferredTo = Migration(
        "0016_widen_what_is_referred_to",
        dependencies: ["0015_comment"],
        operations: [
            .dropForeignKey("writers", "writers_favourite_id_fkey"),
            .dropForeignKey("book_tags", "book_tags_tag_id_fkey"),
            .alterColumn("writers", ColumnSchema(name: "favourite_id", type: .integer, isNullable: true)),
            .alterColumn("tags", ColumnSchema(name: "id", type: .integer, isGenerated: true)),
            .alterColumn("book_tags", ColumnSchema(name: "tag_id", type: .integer)),
            .addForeignKey(
                "writers",
                ForeignKeySchema(
                    columns: ["favourite_id"],
                    table: "tags",
                    referencedColumns: ["id"],
                    onDelete: .setNull)),
            .addForeignKey(
                "book_tags",
                ForeignKeySchema(columns: ["tag_id"], table: "tags", referencedColumns: ["id"], onDelete: .cascade)),
        ])
}

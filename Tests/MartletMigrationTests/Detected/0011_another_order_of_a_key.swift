import MartletData

extension Migration {
    static let m0011AnotherOrderOfAKey = Migration(
        "0011_another_order_of_a_key",
        dependencies: ["0010_link_tables_to_each_other"],
        operations: [
            .dropForeignKey("book_tags", "book_tags_book_id_fkey"),
            .alterPrimaryKey("book_tags", ["tag_id", "book_id"]),
            .addIndex("book_tags", IndexSchema(columns: ["book_id"])),
            .dropIndex("book_tags", "book_tags_tag_id_idx"),
            .addForeignKey(
                "book_tags",
                ForeignKeySchema(columns: ["book_id"], table: "books", referencedColumns: ["id"], onDelete: .cascade)),
        ])
}

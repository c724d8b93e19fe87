import MartletData

extension Migration {
    static let m0009DropConstraints = Migration(
        "0009_drop_constraints",
        dependencies: ["0008_alter_constraints"],
        operations: [
            .dropForeignKey("books", "books_author_id_fkey"),
            .dropConstraint("books", "books_titled"),
            .dropConstraint("books", "books_once"),
            .addIndex("books", IndexSchema(columns: ["author_id"])),
            .addForeignKey(
                "books",
                ForeignKeySchema(columns: ["author_id"], table: "authors", referencedColumns: ["id"])),
        ])
}

import MartletData

extension Migration {
    static let m0012AlterForeignKeys = Migration(
        "0012_alter_foreign_keys",
        dependencies: ["0011_another_order_of_a_key"],
        operations: [
            .dropForeignKey("authors", "authors_favourite_id_fkey"),
            .dropIndex("authors", "authors_favourite_id_idx"),
            .dropForeignKey("books", "books_author_id_fkey"),
            .addForeignKey(
                "books",
                ForeignKeySchema(
                    columns: ["author_id"],
                    table: "authors",
                    referencedColumns: ["id"],
                    onDelete: .cascade)),
        ])
}

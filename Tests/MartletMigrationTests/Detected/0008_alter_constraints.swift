import MartletData

extension Migration {
    static let m0008AlterConstraints = Migration(
        "0008_alter_constraints",
        dependencies: ["0007_add_constraints"],
        operations: [
            .dropForeignKey("books", "books_author_id_fkey"),
            .dropConstraint("books", "books_titled"),
            .dropConstraint("books", "books_once"),
            .addConstraint("books", .check(name: "books_titled", condition: "\"title\" <> '' AND \"slug\" <> ''")),
            .addConstraint(
                "books",
                .unique(UniqueConstraintSchema(name: "books_once", columns: ["author_id", "title", "slug"]))),
            .addForeignKey(
                "books",
                ForeignKeySchema(columns: ["author_id"], table: "authors", referencedColumns: ["id"])),
        ])
}

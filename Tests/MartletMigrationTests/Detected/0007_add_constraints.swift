import MartletData

extension Migration {
    static let m0007AddConstraints = Migration(
        "0007_add_constraints",
        dependencies: ["0006_rename_and_drop_indexes"],
        operations: [
            .addConstraint("books", .check(name: "books_titled", condition: "\"title\" <> ''")),
            .addConstraint(
                "books",
                .unique(UniqueConstraintSchema(name: "books_once", columns: ["author_id", "title"]))),
            .dropIndex("books", "books_author_id_idx"),
        ])
}

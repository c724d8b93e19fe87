import MartletData

extension Migration {
    static let m0006RenameAndDropIndexes = Migration(
        "0006_rename_and_drop_indexes",
        dependencies: ["0005_add_indexes"],
        operations: [
            .renameIndex("books", "books_by_length", to: "books_longest"),
            .dropIndex("books", "books_title_key"),
        ])
}

import MartletData

extension Migration {
    static let m0005AddIndexes = Migration(
        "0005_add_indexes",
        dependencies: ["0004_rename_columns"],
        operations: [
            .addIndex("books", IndexSchema(columns: ["slug", "length"])),
            .addIndex(
                "books",
                IndexSchema(name: "books_by_length", parts: [IndexSchema.Part(.column("length"), isDescending: true)])),
            .addIndex("books", IndexSchema(columns: ["title"], isUnique: true)),
        ])
}

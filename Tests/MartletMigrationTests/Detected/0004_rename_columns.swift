import MartletData

extension Migration {
    static let m0004RenameColumns = Migration(
        "0004_rename_columns",
        dependencies: ["0003_alter_columns"],
        operations: [
            .renameColumn("authors", "name", to: "full_name"),
            .renameColumn("books", "pages", to: "length"),
        ])
}
